/** Errors with which a step only waits: they are no failures to a reader while the step is tried again. */
import * as errors from '../core/domain/errors.ts';

const waits: ReadonlyMap<string, string> = new Map([
  [errors.EntryNotFoundError.errorName, 'for the form’s message'],
  [errors.PaymentPendingError.errorName, 'for the payment'],
  [errors.BadgeInFlightError.errorName, 'for another run to finish with the badge'],
  [errors.MailInFlightError.errorName, 'for another run to finish with the mail'],
  [errors.MailPacedError.errorName, 'for its turn to send a mail'],
  [errors.DrivePacedError.errorName, 'for its turn in Drive'],
]);

/** `for the payment`, to follow “waits” or “waited”; undefined for an error that is a failure. */
export const waitInWords = (error: string | undefined): string | undefined => waits.get(error ?? '');
