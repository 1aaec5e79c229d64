import type { Mail } from '../shared/clients/mail.ts';
import type { Mailbox } from '../shared/domain/email-address.ts';
import type { ParkedEntry } from '../shared/domain/state.ts';
import { layOutMail } from '../shared/mail-frame.ts';
import { type SendOnceDependencies, sendOnce } from '../shared/send-once.ts';

export interface Telling {
  competition: { name: string; year: number };
  admins: readonly Mailbox[];
  region: string;
  /** IANA; the mail says in it when this happened. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Mails the admins what of an entry needs attention, once for an execution: ids and reasons only, where to look, and
 * how to run the entry again. It needs nothing of the entry, which may be the very thing that cannot be read.
 *
 * @throws what `sendOnce` throws.
 */
export async function tellOrganiser(
  { execution, stateMachine, state }: { execution: string; stateMachine: string; state: ParkedEntry },
  { telling, ...sending }: SendOnceDependencies & { telling: Telling },
): Promise<{ outcome: 'told'; messageId: string }> {
  const mail = await attentionMail({ execution, stateMachine }, state, telling);
  const { messageId } = await sendOnce(
    { entryId: state.entryId, execution, purpose: `attention ${execution}` },
    mail,
    sending,
  );
  return { outcome: 'told', messageId };
}

async function attentionMail(
  { execution, stateMachine }: { execution: string; stateMachine: string },
  { entryId, parked }: ParkedEntry,
  { competition, admins, region, timeZone, now }: Telling,
): Promise<Mail> {
  const letterhead = `${competition.year} ${competition.name}`;
  const layout = await layOutMail({
    letterhead,
    title: 'A registration needs attention',
    blocks: [
      {
        kind: 'paragraph',
        text: 'The registration workflow could not finish an entry by itself. What it had done stays done.',
      },
      {
        kind: 'facts',
        heading: 'Which',
        facts: [
          ['Entry', entryId],
          ['Execution', execution],
          ['When', localTime(now(), timeZone)],
        ],
      },
      { kind: 'list', heading: 'What needs attention', items: parked.cause.split('\n') },
      {
        kind: 'list',
        heading: 'How to run it again',
        items: [
          'Mend what the reasons above name.',
          'Open the execution and choose “New execution”. Keep the name that is suggested: the old one is taken.',
          'Keep the input below as it is, and start it. It does what is missing and repeats nothing.',
        ],
      },
      { kind: 'code', text: JSON.stringify({ entryId }) },
      { kind: 'link', label: 'Open the execution', url: consoleUrl(region, stateMachine, execution) },
    ],
    signature: [competition.name],
    footnote: 'Names and addresses are left out on purpose: look the entry up by its id.',
  });
  return { to: admins, subject: `${letterhead}: a registration needs attention`, ...layout };
}

/** `13 March 2027 at 14:05 CST` */
function localTime(epochMs: number, timeZone: string): string {
  const parts = {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone, timeZoneName: 'short' }).format(epochMs);
}

/** The execution's page in the Step Functions console. */
function consoleUrl(region: string, stateMachineArn: string, execution: string): string {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${execution}`;
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}
