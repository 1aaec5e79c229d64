import { attentionMail, type Telling } from '../shared/attention/attention-mail.ts';
import { readSubject, type SubjectSources } from '../shared/attention/subject.ts';
import type { ParkedEntry } from '../shared/domain/state.ts';
import { type SendOnceDependencies, sendOnce } from '../shared/send-once.ts';

/**
 * Mails the organisers what of an entry needs attention, once for an execution. Who it is about the step reads itself,
 * and tells also where there is nothing to be read.
 *
 * @throws what `sendOnce` throws.
 */
export async function tellOrganiser(
  { execution, stateMachine, state }: { execution: string; stateMachine: string; state: ParkedEntry },
  { telling, sources, ...sending }: SendOnceDependencies & { telling: Telling; sources: SubjectSources },
): Promise<{ outcome: 'told'; messageId: string }> {
  const { entryId, parked, payment } = state;
  const mail = await attentionMail(
    {
      entryId,
      run: { execution, stateMachine },
      failures: parked.failures,
      paymentIntentId: payment?.paymentIntentId,
    },
    await readSubject(entryId, sources),
    telling,
  );
  const { messageId } = await sendOnce(
    { entryId, execution, purpose: `attention ${execution}` },
    mail,
    sending,
  );
  return { outcome: 'told', messageId };
}
