/**
 * What organisers read about what needs attention: for each error what is wrong, what happened and what to do, in
 * words that need no knowledge of the software. `docs/errors.md` says the same to engineers.
 */
import * as errors from '../domain/errors.ts';
import type { Part } from '../domain/state.ts';
import { badgeWords } from './words/badge-words.ts';
import { entryWords } from './words/entry-words.ts';
import { mailRefused, mailWords, paymentMailWords } from './words/mail-words.ts';
import { paymentWords } from './words/payment-words.ts';
import { serviceWords } from './words/service-words.ts';
import { byName, type PlainWords, runAgain, thenRunAgain } from './words/words.ts';

/**
 * What could not be done. `refreshed badge` is one that should have followed a change of its registration; `to look at` and
 * `payment news` are the exceptions: everything was done, and a person should check it, or hear of it.
 */
export type Task = Part | 'refreshed badge' | 'to look at' | 'payment news';

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
    safe: 'The registration itself is safe: it is stored. Something in it needs checking.',
  },
  badge: {
    one: 'A badge could not be made',
    many: 'badges could not be made',
    safe: 'The registration itself is safe: it is stored.',
  },
  payment: {
    one: 'A change of a payment could not be followed up',
    many: 'changes of payments could not be followed up',
    safe: 'The payment is as Stripe shows it, and nothing of it is lost.',
  },
  'payment news': {
    one: 'A payment has changed',
    many: 'payments have changed',
    safe: '',
  },
  'to look at': {
    one: 'A registration needs checking',
    many: 'registrations need checking',
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

/** By the error's name, for every error with which something can be parked. */
const words = new Map([...entryWords, ...paymentWords, ...mailWords, ...badgeWords, ...serviceWords]);

/** Where an error means something else for one task than `words` says. */
const wordsOfTask: Partial<Record<Task, ReadonlyMap<string, PlainWords>>> = {
  findings: byName([
    [
      errors.MailRejectedError,
      {
        ...mailRefused,
        todo: [
          {
            text: 'See whether the mail service says that sending is paused, or allowed only to some addresses.',
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
        happened: 'The mail service was given a mail to you twice, and did not answer.',
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
  payment: new Map([
    ...paymentMailWords,
    ...byName([
      [
        errors.MailOutcomeUnknownError,
        {
          because: 'nobody knows whether the mail was sent',
          happened:
            'The mail service was given a mail to the family twice, and did not answer. The mail may have been sent, or not; it is not sent a third time by itself.',
          todo: [
            { text: 'Ask the family whether they have it. Their address is in the entry.', place: 'entry' },
            { text: 'If they have it, there is nothing else to do.' },
            {
              text: 'If they do not, run it again, and after the id in its input add , "familyMail": "resend"',
              place: 'execution',
            },
          ],
          press: { label: 'Open the entry', place: 'entry' },
        },
      ],
    ]),
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

/** For a registration in which something is unclear. */
export const wordsToLookAt: PlainWords = {
  because: 'something is unclear',
  happened:
    'Families wrote something that we do not understand, named a school that is not on the list, or paid something other than what their entry costs.',
  todo: [
    {
      text: 'Look at each before the tournament, and correct it in the registration site. The badge follows by itself.',
    },
    { text: 'If a school is new, add it to the list of schools in the registration site.' },
    {
      text: 'If something else was paid than the entry costs, ask for the rest, refund the difference, or leave it at that.',
    },
  ],
  press: { label: 'Open the registration', place: 'registration' },
};

const brokenOff: PlainWords = {
  because: 'a step was cut off',
  happened: 'A step ran out of time or memory, or was cut off, however often it was tried.',
  todo: [
    { text: 'Run it again.' },
    {
      text: 'If it fails again, an engineer should look: pass this mail on to whoever looks after the software.',
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

/** What to say about an error. @param error its name, as it was parked. */
export function plainWords(error: string, task: Task): PlainWords {
  return wordsOfTask[task]?.get(error) ?? words.get(error) ?? (brokeOff(error) ? brokenOff : unforeseen);
}

/** Errors of one kind have the same words, and are counted and reported together. */
export function kindOf(error: string): string {
  if (words.has(error)) return error;
  return brokeOff(error) ? 'brokenOff' : 'unforeseen';
}

/** By the names that Lambda and Step Functions themselves give such errors; `docs/errors.md` lists them. */
const brokeOff = (error: string) => /^(?:Lambda|Sandbox|Runtime)\.|^States\.Timeout$/.test(error);

/** `A badge could not be made: Google Drive refuses` */
export function titleOf(task: Task, { title, because }: PlainWords): string {
  return title ?? `${tasks[task].one}: ${because}`;
}
