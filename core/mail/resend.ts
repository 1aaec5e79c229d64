/** Sends the confirmation of a registration again, as the registration is now. */
import type { AttributeValue } from '../domain/attribute-value.ts';
import { type Entry, parseEntry } from '../domain/entry.ts';
import { textOf } from '../domain/entry-item.ts';
import { MailBouncedError, MailOutcomeUnknownError, MailUnansweredError } from '../domain/errors.ts';
import { addresseeIdOf, registrationIdOf } from '../domain/ids.ts';
import { type PaymentState, paymentStateOf } from '../domain/payment-state.ts';
import { registeredStateOf, standingOf } from '../money/standing.ts';
import type { MailLedger } from '../progress/mail-ledger.ts';
import type { MailPurpose, MailRecord, ProgressRecord } from '../progress/progress-record.ts';
import { type ConfirmationDependencies, mailConfirmation } from './mail-confirmation.ts';

type Row = Record<string, AttributeValue>;

/** The mail that is sent again on an occasion, such as `2027-03-01`. */
export const resendOn = (occasion: string) => `resend ${occasion}` as const satisfies MailPurpose;

/** Why a family does not get the confirmation again. */
export type LeftOut =
  | `payment ${Exclude<PaymentState, 'paid'>}`
  /** The registration workflow is still to send the first one, or could not: it is that one's to send. */
  | 'not confirmed yet'
  | 'no address'
  /** An earlier mail to the address came back. */
  | 'mail came back'
  /** An earlier mail to the address was reported as spam. */
  | 'reported as spam';

/**
 * Why a registration's family does not get its confirmation again; undefined when it does.
 *
 * @param confirmation what became of the first one.
 * @throws EntryInvalidError when the registration has no name, school or type any more.
 */
export function whyLeftOut(
  row: Row,
  {
    money,
    returned,
    confirmation,
  }: Pick<ProgressRecord, 'money' | 'returned'> & { confirmation?: MailRecord['status'] },
  competitionYear: number,
): LeftOut | undefined {
  const states = [paymentStateOf(row), money && registeredStateOf(standingOf(money))];
  const state = states.find((one) => one !== undefined && one !== 'paid');
  if (state !== undefined) return `payment ${state}`;
  if (isOurs(row) && confirmation !== 'sent' && confirmation !== 'returned') return 'not confirmed yet';
  const { entryId, email } = entryOf(row, competitionYear);
  if (email === undefined) return 'no address';
  if (returned?.to !== addresseeIdOf(entryId, email)) return undefined;
  return returned.why === 'complained' ? 'reported as spam' : 'mail came back';
}

/** Whether this software registered it, and so has to confirm it; what another system registered, that has confirmed. */
const isOurs = (row: Row) => textOf(row.entryId) === registrationIdOf(row);

/**
 * The entry as it would be if the form had sent what the registration is now: an organiser may have corrected the address,
 * and the family wants to see the details that count.
 */
function entryOf(row: Row, competitionYear: number): Entry {
  return parseEntry({ ...row, entryId: { S: registrationIdOf(row) } }, { competitionYear });
}

export interface ResendDependencies extends ConfirmationDependencies {
  mails: ConfirmationDependencies['mails'] & Pick<MailLedger, 'statusOf'>;
  /** Whether the stage makes badges. */
  badgesOn: boolean;
}

/**
 * Sends a confirmation again, once for the occasion, whoever asks for it and however often. It may be not at all where it
 * is not known what became of an attempt: the family has the first one, and two would be one too many.
 *
 * @throws MailOutcomeUnknownError when it is not known whether an attempt sent the mail.
 * @throws what `whyLeftOut` and `mailConfirmation` throw.
 */
export async function resendConfirmation(
  {
    row,
    record,
    occasion,
    execution,
  }: { row: Row; record: ProgressRecord; occasion: string; execution: string },
  { badgesOn, ...dependencies }: ResendDependencies,
): Promise<'sent' | 'already sent' | LeftOut> {
  const { mails, competition } = dependencies;
  const entryId = registrationIdOf(row);
  const confirmation = await mails.statusOf(entryId, 'confirmation');
  const leftOut = whyLeftOut(row, { ...record, confirmation }, competition.year);
  if (leftOut !== undefined) return leftOut;
  const purpose = resendOn(occasion);
  if ((await mails.statusOf(entryId, purpose)) === 'sent') return 'already sent';
  const paid = row.payment?.S?.startsWith('pi_') ?? false;
  const entry = entryOf(row, competition.year);
  const { messageId } = await mailConfirmation(
    { entryId, execution, purpose },
    { entry, paid, badgeWanted: badgesOn, again: true },
    dependencies,
  ).catch((error: unknown) => {
    if (!(error instanceof MailUnansweredError)) throw error;
    throw new MailOutcomeUnknownError(`entry ${entryId}: SES did not say whether it took the mail`, {
      cause: error,
    });
  });
  if (confirmation === 'returned') await replaceReturned();
  return 'sent';

  /** The family has its confirmation now: a further run of the workflow has none to send. */
  async function replaceReturned(): Promise<void> {
    const marked = record.attention.confirmation?.error === MailBouncedError.errorName;
    const first = { entryId, execution, purpose: 'confirmation' } as const;
    await mails.recordSent(first, messageId, marked ? 'confirmation' : undefined);
  }
}
