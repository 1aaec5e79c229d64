import { type Finding, findingAsText } from './findings.ts';

/**
 * All errors the registration workflow throws on purpose, and which of them are worth a retry.
 *
 * A message contains the entry's id and the field at fault, never the field's value: messages end up in the
 * execution's history, in logs and in mails, and entries are about children.
 */
export abstract class RegistrationError extends Error {
  static readonly errorName: string;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.errorName;
    // Lambda's log uses the name of the error's class, which a minified bundle changes.
    Object.defineProperty(new.target, 'name', { value: new.target.errorName });
  }
}

/** An error class, as listed for retries. */
export type RegistrationErrorClass = (abstract new (
  ...args: never[]
) => RegistrationError) & {
  readonly errorName: string;
};

/** Nothing was called: it was not our turn yet. */
abstract class PacedError extends RegistrationError {
  /** When to try again, in epoch milliseconds. */
  readonly notBefore: number;

  constructor(message: string, { notBefore }: { notBefore: number }) {
    super(message);
    this.notBefore = notBefore;
  }
}

// --- the entry -------------------------------------------------------------------------------------------------

/** The entry has not been stored yet: the form's queue delays it by two minutes, but the webhook does not. */
export class EntryNotFoundError extends RegistrationError {
  static override readonly errorName = 'EntryNotFoundError';
}

/** Stripe reported a payment, but no entry for it has arrived within an hour. */
export class PaymentWithoutEntryError extends RegistrationError {
  static override readonly errorName = 'PaymentWithoutEntryError';

  constructor(entryId: string) {
    super(
      `no entry has come for the payment of ${entryId}: perhaps a sale of something else on the same Stripe account, or a family whose entry got lost`,
    );
  }
}

/** The entry lacks something essential for a registration. Lists every problem, not only the first. */
export class EntryInvalidError extends RegistrationError {
  static override readonly errorName = 'EntryInvalidError';
  readonly problems: readonly Finding[];

  constructor(entryId: string, problems: readonly Finding[]) {
    super(`entry ${entryId}: ${problems.map(findingAsText).join('; ')}`);
    this.problems = problems;
  }
}

/** A second, different entry arrived for a Checkout Session that already belongs to another entry. */
export class EntryConflictError extends RegistrationError {
  static override readonly errorName = 'EntryConflictError';
}

/** The same person is already registered by another entry; its payment is a candidate for a refund. */
export class DuplicateRegistrationError extends RegistrationError {
  static override readonly errorName = 'DuplicateRegistrationError';
}

/** The entry's person has been erased: whatever still comes about them has no effect. */
export class PersonErasedError extends RegistrationError {
  static override readonly errorName = 'PersonErasedError';
}

/** Something of a person is left in another place: what leads there is not erased before. */
export class ErasureUnfinishedError extends RegistrationError {
  static override readonly errorName = 'ErasureUnfinishedError';
}

/** A step's input does not match its schema, or an event does not have the shape its source promises. */
export class InputInvalidError extends RegistrationError {
  static override readonly errorName = 'InputInvalidError';
}

// --- the payment -----------------------------------------------------------------------------------------------

/** The Checkout Session is open, or complete but unpaid (a pending bank debit). */
export class PaymentPendingError extends RegistrationError {
  static override readonly errorName = 'PaymentPendingError';
}

/** The Checkout Session expired without a payment. */
export class CheckoutSessionExpiredError extends RegistrationError {
  static override readonly errorName = 'CheckoutSessionExpiredError';
}

/** Stripe does not know the Checkout Session, or it belongs to another account. */
export class CheckoutSessionNotFoundError extends RegistrationError {
  static override readonly errorName = 'CheckoutSessionNotFoundError';
}

/** The payment is not what the stage expects: live or test mode, currency, mode of the session. */
export class PaymentMismatchError extends RegistrationError {
  static override readonly errorName = 'PaymentMismatchError';
}

/** The payment has gone back entirely, by refunds or a lost dispute, before anybody was registered for it. */
export class PaymentReturnedError extends RegistrationError {
  static override readonly errorName = 'PaymentReturnedError';
}

/** Less was paid than the entry costs, and the stage is strict about it. */
export class UnderpaidError extends RegistrationError {
  static override readonly errorName = 'UnderpaidError';
}

/** Stripe refuses our key (401, 403). */
export class StripeAccessDeniedError extends RegistrationError {
  static override readonly errorName = 'StripeAccessDeniedError';
}

/** A webhook's signature is absent, forged, or too old. */
export class WebhookSignatureError extends RegistrationError {
  static override readonly errorName = 'WebhookSignatureError';
}

// --- the mail --------------------------------------------------------------------------------------------------

/** SES refuses this mail: rejected content, unverified address, account suspended or sending paused. */
export class MailRejectedError extends RegistrationError {
  static override readonly errorName = 'MailRejectedError';
}

/** SES could not be reached, or answered 5xx: the mail has not been sent. */
export class MailServiceUnavailableError extends RegistrationError {
  static override readonly errorName = 'MailServiceUnavailableError';
}

/** SES received the mail, but its answer was lost: the mail may have been sent. */
export class MailUnansweredError extends RegistrationError {
  static override readonly errorName = 'MailUnansweredError';
}

/**
 * As many attempts as there may be ended without an answer: it is not known whether the mail was sent, so there is not one
 * more.
 */
export class MailOutcomeUnknownError extends RegistrationError {
  static override readonly errorName = 'MailOutcomeUnknownError';
}

/** The address is missing or not one that mail can be sent to: SES was not called. */
export class MailAddressInvalidError extends RegistrationError {
  static override readonly errorName = 'MailAddressInvalidError';
}

/** An earlier mail to this address came back, and nobody has asked to send one there all the same: SES was not called. */
export class MailBouncedError extends RegistrationError {
  static override readonly errorName = 'MailBouncedError';
}

/** The family has reported an earlier mail to this address as spam: SES was not called. */
export class MailComplaintError extends RegistrationError {
  static override readonly errorName = 'MailComplaintError';
}

/** Another execution is sending the same mail right now. */
export class MailInFlightError extends RegistrationError {
  static override readonly errorName = 'MailInFlightError';
}

/** A mail has to wait for its turn: SES takes only so many a second from all of a stage's Lambdas together. */
export class MailPacedError extends PacedError {
  static override readonly errorName = 'MailPacedError';
}

// --- the badge -------------------------------------------------------------------------------------------------

/** Another execution is drawing the same badge, or putting it into Drive, right now. */
export class BadgeInFlightError extends RegistrationError {
  static override readonly errorName = 'BadgeInFlightError';
}

// --- the badge in Drive ----------------------------------------------------------------------------------------

/** Drive refuses access: no permission, grant revoked (401, or 403 other than a rate limit). */
export class DriveAccessDeniedError extends RegistrationError {
  static override readonly errorName = 'DriveAccessDeniedError';
}

/** The stage's folder does not exist, or the service account cannot see it. */
export class DriveFolderNotFoundError extends RegistrationError {
  static override readonly errorName = 'DriveFolderNotFoundError';
}

/** The shared drive is full, or the folder is in a service account's own drive, which has no storage. */
export class DriveStorageFullError extends RegistrationError {
  static override readonly errorName = 'DriveStorageFullError';
}

/** A write has to wait for its turn: Drive takes only so many a second from all of a stage's Lambdas together. */
export class DrivePacedError extends PacedError {
  static override readonly errorName = 'DrivePacedError';
}

// --- brackets --------------------------------------------------------------------------------------------------

/** The registrations or the organisers' decisions have changed since the draw was planned, or another was published. */
export class DrawStaleError extends RegistrationError {
  static override readonly errorName = 'DrawStaleError';
}

/** Another execution is publishing the same part of a draw right now. */
export class BracketInFlightError extends RegistrationError {
  static override readonly errorName = 'BracketInFlightError';
}

/** A division is to change that has been started where it is published, and nobody has forced it. */
export class BracketStartedError extends RegistrationError {
  static override readonly errorName = 'BracketStartedError';
}

/** Challonge refuses our key, or the tournament belongs to somebody else (401, 403). */
export class ChallongeAccessDeniedError extends RegistrationError {
  static override readonly errorName = 'ChallongeAccessDeniedError';
}

/** Challonge refuses a request: something in it is wrong (422), or what it is about is not there (404). */
export class ChallongeRefusedError extends RegistrationError {
  static override readonly errorName = 'ChallongeRefusedError';
  readonly status: number;
  readonly #details: readonly string[];

  constructor(
    message: string,
    { status, details = [], ...options }: { status: number; details?: readonly string[]; cause?: unknown },
  ) {
    super(message, options);
    this.status = status;
    this.#details = details;
  }

  /**
   * Challonge's reasons in its own words, which change and are translated. They may quote names, so they must not get into
   * a message or a log: a private field is in neither, even when the error is printed whole.
   */
  get details(): readonly string[] {
    return this.#details;
  }
}

/** The stage has made as many calls to Challonge this month as it may (`challonge.callsPerMonth`), or Challonge takes no more. */
export class ChallongeBudgetError extends RegistrationError {
  static override readonly errorName = 'ChallongeBudgetError';
}

/** A call has to wait for its turn: Challonge takes only so many a minute from all of a stage's Lambdas together. */
export class ChallongePacedError extends PacedError {
  static override readonly errorName = 'ChallongePacedError';
}

/**
 * Challonge was asked for a change, and its answer was lost: it may have been made. Whoever tries again looks first.
 */
export class ChallongeUnansweredError extends RegistrationError {
  static override readonly errorName = 'ChallongeUnansweredError';
}

// --- what everything stands on ---------------------------------------------------------------------------------

/** A service answered 5xx, reset the connection, or did not answer in time. */
export class ServiceUnavailableError extends RegistrationError {
  static override readonly errorName = 'ServiceUnavailableError';
}

/** A service asked us to slow down (429, throttling, a sending rate or daily quota). */
export class RateLimitedError extends RegistrationError {
  static override readonly errorName = 'RateLimitedError';
  /** When to try again, in epoch milliseconds, if the service has said so. */
  readonly notBefore: number | undefined;

  constructor(
    message: string,
    { notBefore, ...options }: { cause?: unknown; notBefore?: number | undefined } = {},
  ) {
    super(message, options);
    this.notBefore = notBefore;
  }
}

/** The stage's secret is missing, cannot be read, or lacks a key. Never holds any of it. */
export class SecretInvalidError extends RegistrationError {
  static override readonly errorName = 'SecretInvalidError';
}

// --- retry classes ---------------------------------------------------------------------------------------------

/** Never retried: the outcome would be the same. The execution parks what needs a person. */
export const permanentErrors: readonly RegistrationErrorClass[] = [
  PaymentWithoutEntryError,
  EntryInvalidError,
  EntryConflictError,
  DuplicateRegistrationError,
  PersonErasedError,
  InputInvalidError,
  CheckoutSessionExpiredError,
  CheckoutSessionNotFoundError,
  PaymentMismatchError,
  PaymentReturnedError,
  UnderpaidError,
  StripeAccessDeniedError,
  WebhookSignatureError,
  MailAddressInvalidError,
  MailRejectedError,
  MailOutcomeUnknownError,
  MailBouncedError,
  MailComplaintError,
  DriveAccessDeniedError,
  DriveFolderNotFoundError,
  DriveStorageFullError,
  DrawStaleError,
  BracketStartedError,
  ChallongeAccessDeniedError,
  ChallongeRefusedError,
  ChallongeBudgetError,
  SecretInvalidError,
];

/** Retried within minutes, with full jitter. */
export const transientErrors: readonly RegistrationErrorClass[] = [
  ServiceUnavailableError,
  MailInFlightError,
  BadgeInFlightError,
  BracketInFlightError,
  ChallongeUnansweredError,
  ErasureUnfinishedError,
];

/** Retried slowly, for hours if necessary. */
export const rateLimitedErrors: readonly RegistrationErrorClass[] = [RateLimitedError];

/** Retried within seconds, for a day: others write first, and each of them is done soon. */
export const pacedErrors: readonly RegistrationErrorClass[] = [
  MailPacedError,
  DrivePacedError,
  ChallongePacedError,
];

/** Retried within seconds, then for a day: nothing has been sent yet, and it must be. */
export const outageErrors: readonly RegistrationErrorClass[] = [MailServiceUnavailableError];

/** Retried once, minutes later, because it may have happened: by then a partial outage is over. */
export const unclearErrors: readonly RegistrationErrorClass[] = [MailUnansweredError];

/** Retried for about an hour: what is missing is expected to arrive. */
export const notYetErrors: readonly RegistrationErrorClass[] = [EntryNotFoundError, PaymentPendingError];
