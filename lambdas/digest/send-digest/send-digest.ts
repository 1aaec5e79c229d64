import type { Telling } from '../../../core/attention/attention-mail.ts';
import { digestMail, type Told } from '../../../core/attention/digest-mail.ts';
import { newsAbout } from '../../../core/attention/payment-news-mail.ts';
import type { SubjectSources } from '../../../core/attention/subject.ts';
import { MailOutcomeUnknownError } from '../../../core/domain/errors.ts';
import { parts } from '../../../core/domain/state.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';
import { digestId, type Notice, type Notices } from '../../../core/progress/notices.ts';

export interface SendDigestDependencies extends SendOnceDependencies {
  notices: Pick<Notices, 'untoldBefore' | 'read' | 'seal' | 'sealed' | 'unseal' | 'toldInDigest'>;
  sources: SubjectSources;
  telling: Telling;
}

/** By then, an execution that sends a mail of its own has sent it or failed. Longer than Tell organiser may run. */
export const settledAfterMs = 2 * 60_000;

/** The most in one mail; the next digest has the others. */
const mostNotices = 1_000;
const readAtOnce = 20;

/**
 * Reports to the organisers in one mail all that is noted and had no mail of its own. The mail's contents are recorded
 * before it is sent, and each notice is removed afterwards, so that the next run finishes a digest that was cut off:
 * nothing is reported by two digests, and nothing is left out.
 *
 * @throws what `sendOnce` throws: the next run tries again.
 */
export async function sendDigest(
  { execution }: { execution: string },
  { notices, sources, telling, ...sending }: SendDigestDependencies,
): Promise<{ told: number }> {
  const batch = (await notices.sealed()) ?? (await next());
  if (!batch) return { told: 0 };

  const read = await inTurn(batch, async (notice) => ({ notice, entry: await notices.read(notice) }));
  const known = read.flatMap(({ notice, entry }) => (entry ? [{ notice, entry }] : []));
  // What has been fixed in the meantime needs no mail.
  const told: Told[] = known.flatMap(
    ({ notice: { entryId }, entry: { record, toLookAt, news, ...noticed } }) => {
      const { returned, run = returned } = noticed;
      return [
        ...parts.flatMap((part) => {
          const mark = record.attention[part];
          return run && mark ? [{ entryId, run, part, ...mark }] : [];
        }),
        ...(toLookAt.length > 0 ? [{ entryId, run, toLookAt }] : []),
        ...newsAbout(entryId, record, telling.now()).filter(({ news: { key } }) => news.includes(key)),
      ];
    },
  );
  const messageId = told.length === 0 ? undefined : await send(told);
  await inTurn(known, ({ notice, entry }) => notices.toldInDigest(notice, entry, messageId));
  await notices.unseal();
  return { told: new Set(told.map(({ entryId }) => entryId)).size };

  async function next(): Promise<Notice[] | undefined> {
    const untold = await notices.untoldBefore(telling.now() - settledAfterMs, mostNotices);
    return untold.length > 0 && (await notices.seal(untold)) ? untold : undefined;
  }

  async function send(items: readonly Told[]): Promise<string> {
    const mail = await digestMail(items, sources, telling);
    try {
      const occasion = { entryId: digestId, execution, purpose: 'digest' } as const;
      return (await sendOnce(occasion, () => mail, sending)).messageId;
    } catch (error) {
      // Better reported twice than perhaps never: all of it is still noted, and is in the next digest.
      if (error instanceof MailOutcomeUnknownError) await notices.unseal();
      throw error;
    }
  }
}

/** Calls a function for each item, a few at a time. */
async function inTurn<T, R>(all: readonly T[], one: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < all.length; start += readAtOnce) {
    results.push(...(await Promise.all(all.slice(start, start + readAtOnce).map(one))));
  }
  return results;
}
