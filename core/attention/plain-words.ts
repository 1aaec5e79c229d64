/**
 * What organisers read about what needs attention: for each error what is wrong, what happened and what to do, in
 * words that need no knowledge of the software. `docs/errors.md` says the same to engineers.
 */
import type { RegistrationErrorClass } from '../domain/errors.ts';
import * as errors from '../domain/errors.ts';
import type { Part } from '../domain/state.ts';

/** A page that a step or a button leads to. */
export type PlaceName =
  | 'execution'
  | 'entry'
  /** Of the entry whose payment this one names. */
  | 'first entry'
  | 'registration'
  | 'payment'
  | 'Stripe keys'
  | 'secret'
  | 'failed entries'
  | 'mail service'
  | 'Drive folder';

export interface ToDo {
  text: string;
  place?: PlaceName;
}

export interface PlainWords {
  /** Follows what could not be done and a colon: `Stripe refuses the key`. */
  because: string;
  /** Instead of what could not be done and the reason. */
  title?: string;
  /** Instead of what the task says is safe. */
  safe?: string;
  happened: string;
  todo: readonly ToDo[];
  /** The one thing to press. */
  press: { label: string; place: PlaceName };
}

/**
 * What could not be done. `refreshed` is a badge that was to follow a change of its registration; where there is
 * something `to look at`, all has been done.
 */
export type Task = Part | 'refreshed badge' | 'to look at';

export const tasks: Record<Task, { one: string; many: string; safe: string }> = {
  registration: {
    one: 'A registration could not be finished',
    many: 'registrations could not be finished',
    safe: 'The entry is kept, and nothing that was paid is lost. The person is not registered yet.',
  },
  confirmation: {
    one: 'A confirmation could not be sent',
    many: 'confirmations could not be sent',
    safe: 'The registration itself is safe: it is stored.',
  },
  findings: {
    one: 'A notice to you could not be sent',
    many: 'notices to you could not be sent',
    safe: 'The registration itself is safe: it is stored. Something about it is to be looked at.',
  },
  badge: {
    one: 'A badge could not be made',
    many: 'badges could not be made',
    safe: 'The registration itself is safe: it is stored.',
  },
  'to look at': {
    one: 'A registration is to be looked at',
    many: 'registrations are to be looked at',
    safe: 'They are registered and confirmed as they were written.',
  },
  'refreshed badge': {
    one: 'A badge could not be updated',
    many: 'badges could not be updated',
    safe:
      'The registration itself is safe, and so is its correction. The badge stays as it was. ' +
      'The next correction of the registration, or a new photo, tries again by itself.',
  },
};

/** What most of it comes down to, in the end. */
export const runAgain = { label: 'Run it again', place: 'execution' } as const;
const thenRunAgain = { text: 'Then run it again: it does what is missing and repeats nothing.' };

const mailRefused: PlainWords = {
  because: 'the mail service refuses the mail',
  happened:
    'The mail service refused the mail: the address is not one that can be written to, or sending is not allowed at the moment.',
  todo: [
    {
      text: 'Check the e-mail address in the entry, and correct it there. Leave “entryId” and “checkout” as they are.',
      place: 'entry',
    },
    {
      text: 'Is the address right? Then see whether the mail service says that sending is paused, or allowed to some addresses only.',
      place: 'mail service',
    },
    thenRunAgain,
  ],
  press: runAgain,
};

const noAddress: PlainWords = {
  because: 'no mail can be sent to the address',
  happened:
    'The e-mail address that the family wrote is missing, or not one that a mail can be sent to. Nothing was sent.',
  todo: [
    {
      text: 'Ask the family, and correct “email” in the entry: the confirmation goes there. Leave “entryId” and “checkout” as they are.',
      place: 'entry',
    },
    thenRunAgain,
    {
      text: 'Correct it in the registration site too, where you and others look it up.',
      place: 'registration',
    },
  ],
  press: runAgain,
};

const noEntry: PlainWords = {
  because: 'the entry has not arrived',
  title: 'A payment came, and its entry did not',
  safe: 'Nothing that was paid is lost.',
  happened:
    'Stripe reported a payment. What the family filled in was waited for, about an hour, and is not here. If it still comes, the registration goes on by itself.',
  todo: [
    {
      text: 'Look at the payment. Is it for something else that you sell? Then nothing is to be done.',
      place: 'payment',
    },
    {
      text: 'Look into the queue of messages that could not be taken in. If there is one, “Start DLQ redrive” sends it on.',
      place: 'failed entries',
    },
    {
      text: 'If there is none, Stripe has the family’s address: ask them, and enter them by hand, or refund them.',
    },
  ],
  press: { label: 'Open the payment', place: 'payment' },
};

const mailUnclear: PlainWords = {
  because: 'nobody knows whether the mail was sent',
  happened:
    'The mail service was given the mail and did not answer, twice. It may have been sent, or not; it is not sent a third time by itself.',
  todo: [
    { text: 'Ask the family whether they have it. Their address is in the entry.', place: 'entry' },
    { text: 'They have it: nothing else is to be done.' },
    {
      text: 'They do not: run it again, and behind the id in its input add , "resend": ["confirmation"]',
      place: 'execution',
    },
  ],
  press: { label: 'Open the entry', place: 'entry' },
};

/** By the error's name, for all that can be parked. */
const words = byName([
  [errors.EntryNotFoundError, noEntry],
  [errors.PaymentWithoutEntryError, noEntry],
  [
    errors.EntryInvalidError,
    {
      because: 'a field is missing or wrong',
      happened: 'Every registration needs a name, a school, a type and a way it is paid.',
      todo: [
        {
          text: 'Open the entry, correct the field, and save. Leave “entryId” as it is.',
          place: 'entry',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [
    errors.EntryConflictError,
    {
      because: 'the payment belongs to another entry',
      title: 'Two entries name one payment',
      safe: 'The first entry is safe, and so is its payment.',
      happened:
        'A second, different entry names a payment that pays for another entry already. One payment pays for one entry.',
      todo: [
        { text: 'Look at this entry.', place: 'entry' },
        { text: 'Compare it with the one that was first.', place: 'first entry' },
        {
          text: 'The same person, corrected: correct the registration in the registration site. Nothing else is to be done.',
        },
        { text: 'Another person: they have not paid. Ask them to register, or enter them by hand.' },
      ],
      press: { label: 'Open the first entry', place: 'first entry' },
    },
  ],
  [
    errors.DuplicateRegistrationError,
    {
      because: 'the same person is registered already',
      title: 'A person was to be registered twice',
      safe: 'The first registration is safe.',
      happened:
        'An earlier entry has registered the same person: the same name, school, type and birth date. This second entry was not registered, and may have been paid.',
      todo: [
        {
          text: 'Look at this entry. Was it meant as a change, for example with more events? Then correct the registration in the registration site.',
          place: 'entry',
        },
        { text: 'Was it paid for nothing? Then refund the payment.', place: 'payment' },
        { text: 'There is nothing to run again.' },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.InputInvalidError,
    {
      because: 'something does not fit',
      happened:
        'A step was given something that it cannot work with. That comes from no form: an engineer should look.',
      todo: [{ text: 'Pass this mail on to whoever looks after the software.' }],
      press: { label: 'Open what happened', place: 'execution' },
    },
  ],
  [
    errors.PaymentPendingError,
    {
      because: 'the payment has not come yet',
      happened:
        'The family has opened the payment page and not paid, or a bank debit is on its way, which takes days. When it succeeds, the registration goes on by itself.',
      todo: [
        {
          text: 'See in Stripe whether a payment is on its way. If so, nothing is to be done.',
          place: 'payment',
        },
        { text: 'If not, ask the family. Their address is in the entry.', place: 'entry' },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.CheckoutSessionExpiredError,
    {
      because: 'the payment page expired',
      safe: 'No money was taken.',
      happened: 'The payment page expired before anybody paid.',
      todo: [{ text: 'Ask the family to register again. Their address is in the entry.', place: 'entry' }],
      press: { label: 'Open the entry', place: 'entry' },
    },
  ],
  [
    errors.CheckoutSessionNotFoundError,
    {
      because: 'Stripe does not know the payment',
      happened:
        'Stripe does not know the payment page that the entry names: it is of another Stripe account, of test instead of live mode (or the other way round), or made up.',
      todo: [
        {
          text: 'If it is only this one, nobody has paid for it: ask the family. Their address is in the entry.',
          place: 'entry',
        },
        {
          text: 'If there are more, the Stripe key is of another account or mode than the form uses: put the right one into the secret as “apiKey”.',
          place: 'secret',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [
    errors.PaymentMismatchError,
    {
      because: 'the payment is not as expected',
      happened:
        'There is a payment, but not as it is expected here: in test instead of live mode (or the other way round), in another currency, or of another kind. It is not accepted before a person has looked.',
      todo: [
        { text: 'Look at the payment in Stripe: its mode and its currency.', place: 'payment' },
        { text: 'If it is only this one, refund it, or enter the person by hand.' },
        {
          text: 'If there are more, the settings are wrong: pass this mail on to whoever looks after the software, and run the entries again after that.',
        },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.StripeAccessDeniedError,
    {
      because: 'Stripe refuses the key',
      happened:
        'Stripe refuses the key by which payments are looked up: it was deleted, has expired, or may not read Checkout Sessions. The payments themselves are safe.',
      todo: [
        { text: 'In Stripe, make a key that may read Checkout Sessions.', place: 'Stripe keys' },
        { text: 'Put it into the secret, as “apiKey” under “stripe”.', place: 'secret' },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [errors.MailAddressInvalidError, noAddress],
  [errors.MailRejectedError, mailRefused],
  [
    errors.MailInFlightError,
    {
      because: 'another run was sending the mail',
      happened: 'Another run was sending this very mail, and was not done in time.',
      todo: [{ text: 'Run it again: if the mail was sent, it is not sent a second time.' }],
      press: runAgain,
    },
  ],
  [
    errors.MailServiceUnavailableError,
    {
      because: 'the mail service was away',
      happened: 'The mail service could not be reached, or failed, for a whole day.',
      todo: [{ text: 'Run it again when the mail service is back.', place: 'mail service' }],
      press: runAgain,
    },
  ],
  [errors.MailUnansweredError, mailUnclear],
  [errors.MailOutcomeUnknownError, mailUnclear],
  [
    errors.BadgeInFlightError,
    {
      because: 'another run was at work on the badge',
      happened: 'Another run was at work on this very badge, and was not done in time.',
      todo: [{ text: 'Run it again.' }],
      press: runAgain,
    },
  ],
  [
    errors.DriveAccessDeniedError,
    {
      because: 'Google Drive refuses',
      happened:
        'Google Drive does not let us put badges into the folder: the key was taken back, or the service account may not add files.',
      todo: [
        {
          text: 'In Google Drive, make the service account a Content manager of the shared drive.',
          place: 'Drive folder',
        },
        {
          text: 'If it is one already, put a new key of it into the secret, as “serviceAccount” under “google”.',
          place: 'secret',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [
    errors.DriveFolderNotFoundError,
    {
      because: 'the folder in Google Drive is not there',
      happened: 'The folder for badges in Google Drive is gone, or the service account cannot see it.',
      todo: [
        {
          text: 'Open the folder. Is it in the bin? Put it back. Is it there? Make the service account a Content manager of the shared drive.',
          place: 'Drive folder',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [
    errors.DriveStorageFullError,
    {
      because: 'Google Drive is full',
      happened: 'The shared drive has no room for more badges.',
      todo: [{ text: 'Make room on the shared drive.', place: 'Drive folder' }, thenRunAgain],
      press: runAgain,
    },
  ],
  [
    errors.ServiceUnavailableError,
    {
      because: 'a service did not answer',
      happened:
        'A service that is needed for it did not answer, however often it was tried. Mostly that passes.',
      todo: [{ text: 'Run it again. If it fails once more, wait an hour, and try again.' }],
      press: runAgain,
    },
  ],
  [
    errors.RateLimitedError,
    {
      because: 'a service asked to slow down',
      happened: 'A service asked us to slow down, for a whole day.',
      todo: [
        { text: 'Run it again tomorrow.' },
        { text: 'If it was a mail, ask AWS for a higher sending quota.', place: 'mail service' },
      ],
      press: runAgain,
    },
  ],
  [
    errors.SecretInvalidError,
    {
      because: 'a key in the secret is missing or wrong',
      happened: 'The secret, which holds the keys for Stripe and Google, cannot be read, or lacks a key.',
      todo: [
        {
          text: 'Put the secret right. What it looks like stands in the README, under “Deploy it”.',
          place: 'secret',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
]);

/** Where a part is another matter than what `words` says of the error. */
const wordsOfTask: Partial<Record<Task, ReadonlyMap<string, PlainWords>>> = {
  findings: byName([
    [
      errors.MailRejectedError,
      {
        ...mailRefused,
        todo: [
          {
            text: 'See whether the mail service says that sending is paused, or allowed to some addresses only.',
            place: 'mail service',
          },
          thenRunAgain,
        ],
      },
    ],
    [
      errors.MailOutcomeUnknownError,
      {
        because: 'nobody knows whether the mail was sent',
        happened: 'The mail service was given a mail to you and did not answer, twice.',
        todo: [
          {
            text: 'Look at the registration: at its school, and at what the family wrote.',
            place: 'registration',
          },
        ],
        press: { label: 'Open the registration', place: 'registration' },
      },
    ],
  ]),
  'refreshed badge': byName([
    [
      errors.EntryInvalidError,
      {
        because: 'a field is missing or wrong',
        happened:
          'The registration was changed, and now lacks something that every badge needs: a name, a school or a type.',
        todo: [
          {
            text: 'Correct the field in the registration site. The badge follows by itself, within seconds.',
            place: 'registration',
          },
        ],
        press: { label: 'Open the registration', place: 'registration' },
      },
    ],
  ]),
};

/** Of a registration in which something is uncertain. */
export const wordsToLookAt: PlainWords = {
  because: 'something in them is uncertain',
  happened: 'Families wrote something that is not understood, or named a school that is not on the list.',
  todo: [
    {
      text: 'Look at each before the tournament, and correct it in the registration site. The badge follows by itself.',
    },
    { text: 'If a school is new, add it to the list of schools in the registration site.' },
  ],
  press: { label: 'Open the registration', place: 'registration' },
};

const brokenOff: PlainWords = {
  because: 'a step broke off',
  happened: 'A step ran out of time or memory, or broke off, however often it was tried.',
  todo: [
    { text: 'Run it again.' },
    {
      text: 'If it fails once more, an engineer should look: pass this mail on to whoever looks after the software.',
    },
  ],
  press: runAgain,
};

const unforeseen: PlainWords = {
  because: 'an engineer should look',
  happened: 'Something happened that nobody foresaw. What was done stays done.',
  todo: [
    {
      text: 'An engineer should look: pass this mail on to whoever looks after the software. The small print is for them.',
    },
    { text: 'After that, run it again.' },
  ],
  press: runAgain,
};

/** What to say of an error. @param error its name, as it was parked. */
export function plainWords(error: string, task: Task): PlainWords {
  return wordsOfTask[task]?.get(error) ?? words.get(error) ?? (brokeOff(error) ? brokenOff : unforeseen);
}

/** Errors of one kind have the same words: those that are counted, and told, together. */
export function kindOf(error: string): string {
  if (words.has(error)) return error;
  return brokeOff(error) ? 'brokenOff' : 'unforeseen';
}

/** What Lambda and Step Functions themselves call it; `docs/errors.md` lists them. */
const brokeOff = (error: string) => /^(?:Lambda|Sandbox|Runtime)\.|^States\.Timeout$/.test(error);

/** `A badge could not be made: Google Drive refuses` */
export function titleOf(task: Task, { title, because }: PlainWords): string {
  return title ?? `${tasks[task].one}: ${because}`;
}

function byName(
  rows: readonly (readonly [RegistrationErrorClass, PlainWords])[],
): ReadonlyMap<string, PlainWords> {
  return new Map(rows.map(([{ errorName }, text]) => [errorName, text]));
}
