import { attentionMail, type Telling } from '../../../core/attention/attention-mail.ts';
import { kindOf } from '../../../core/attention/plain-words.ts';
import { readSubject, type SubjectSources } from '../../../core/attention/subject.ts';
import { RegistrationError } from '../../../core/domain/errors.ts';
import type { ParkedEntry } from '../../../core/domain/state.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';
import type { Notices } from '../../../core/progress/notices.ts';

export interface TellOrganiserDependencies extends SendOnceDependencies {
  notices: Pick<Notices, 'note' | 'mayTellAlone' | 'toldAlone'>;
  sources: SubjectSources;
  telling: Telling;
  /** So many of one kind have a mail of their own in an hour. */
  aloneAnHour: number;
}

/**
 * Tells the organisers what of an entry needs attention, once for an execution: the first of a kind by a mail of their
 * own, the others by the next digest. So does what cannot be mailed now: it is noted before anything is tried.
 *
 * @throws ServiceUnavailableError, RateLimitedError when it cannot even be noted.
 */
export async function tellOrganiser(
  { execution, stateMachine, state }: { execution: string; stateMachine: string; state: ParkedEntry },
  { notices, sources, telling, aloneAnHour, ...sending }: TellOrganiserDependencies,
): Promise<{ outcome: 'told'; messageId: string } | { outcome: 'left to the digest' }> {
  const { entryId, parked, payment } = state;
  const run = { execution, stateMachine };
  await notices.note(entryId, run);
  const kind = parked.failures.map(({ part, error }) => `${part}:${kindOf(error)}`).join('+');
  if (!(await notices.mayTellAlone(kind, execution, aloneAnHour))) return { outcome: 'left to the digest' };

  const mail = await attentionMail(
    { entryId, run, failures: parked.failures, paymentIntentId: payment?.paymentIntentId },
    await readSubject(entryId, sources),
    telling,
  );
  try {
    const occasion = { entryId, execution, purpose: `attention ${execution}` } as const;
    const { messageId } = await sendOnce(occasion, mail, sending);
    await notices.toldAlone(entryId, execution);
    return { outcome: 'told', messageId };
  } catch (error) {
    if (error instanceof RegistrationError) return { outcome: 'left to the digest' };
    throw error;
  }
}
