import type { Telling } from '../../../core/attention/attention-mail.ts';
import { newsAbout, paymentNewsMail, type ReportedNews } from '../../../core/attention/payment-news-mail.ts';
import { readSubject, type SubjectSources } from '../../../core/attention/subject.ts';
import {
  MailOutcomeUnknownError,
  MailRejectedError,
  MailServiceUnavailableError,
  MailUnansweredError,
  RateLimitedError,
} from '../../../core/domain/errors.ts';
import type { UpdatedRegistration } from '../../../core/domain/payment-change.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';
import type { Notices } from '../../../core/progress/notices.ts';
import type { PaymentReadings } from '../../../core/progress/payment-readings.ts';

export interface ReportChangeDependencies extends SendOnceDependencies {
  notices: Pick<Notices, 'noteNews' | 'mayTellAlone'>;
  payments: Pick<PaymentReadings, 'recordTold'>;
  sources: SubjectSources;
  telling: Telling;
  /** How many pieces of news of one kind have a mail of their own in an hour. */
  aloneAnHour: number;
}

/**
 * Reports to the organisers what they have not heard about a payment, each piece of news once, whichever execution comes to
 * it first. What somebody has to act on has a mail of its own. The rest is left to the digest, and so is what is too much
 * for mails of its own, or cannot be mailed now.
 *
 * @throws ServiceUnavailableError, RateLimitedError when it cannot be noted.
 * @throws MailInFlightError when another execution is sending one of the mails.
 */
export async function reportChange(
  { execution, state: { entryId } }: { execution: string; state: UpdatedRegistration },
  { notices, payments, sources, telling, aloneAnHour, ...sending }: ReportChangeDependencies,
): Promise<{ outcome: 'told'; alone: number; inDigest: number }> {
  const record = await sources.progress.get(entryId);
  const untold = newsAbout(entryId, record, telling.now()).filter(
    ({ news: { key } }) => !record.moneyTold?.includes(key),
  );
  const left: string[] = [];
  for (const reported of untold) {
    const { key } = reported.news;
    if (await toldAlone(reported)) await payments.recordTold(entryId, [key]);
    else left.push(key);
  }
  if (left.length > 0) await notices.noteNews(entryId, left);
  return { outcome: 'told', alone: untold.length - left.length, inDigest: left.length };

  async function toldAlone(reported: ReportedNews): Promise<boolean> {
    const { code, key, urgent } = reported.news;
    if (!urgent || !(await notices.mayTellAlone(code, key, aloneAnHour))) return false;
    const mail = await paymentNewsMail(reported, await readSubject(entryId, sources), telling);
    try {
      await sendOnce({ entryId, execution, purpose: `news ${key}` }, () => mail, sending);
      return true;
    } catch (error) {
      if (cannotBeMailed.some((kind) => error instanceof kind)) return false;
      throw error;
    }
  }
}

/** Not in a mail of its own, or nobody knows whether it was. */
const cannotBeMailed = [
  MailRejectedError,
  MailServiceUnavailableError,
  MailUnansweredError,
  MailOutcomeUnknownError,
  RateLimitedError,
];
