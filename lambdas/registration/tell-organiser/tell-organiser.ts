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
  /** How many of one kind have a mail of their own in an hour. */
  aloneAnHour: number;
}

/**
 * Reports to the organisers what needs attention about an entry, once for each execution: the first few of a kind in a
 * mail of their own, the others in the next digest. Everything is noted before it is mailed, so the digest also has what
 * cannot be mailed now.
 *
 * @throws ServiceUnavailableError, RateLimitedError when it cannot be noted.
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
    const { messageId } = await sendOnce(occasion, () => mail, sending);
    await notices.toldAlone(entryId, execution);
    return { outcome: 'told', messageId };
  } catch (error) {
    if (error instanceof RegistrationError) return { outcome: 'left to the digest' };
    throw error;
  }
}
