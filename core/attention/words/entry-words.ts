/** Words for errors about the entry itself. */
import * as errors from '../../domain/errors.ts';
import { byName, type PlainWords, runAgain, thenRunAgain } from './words.ts';

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

export const entryWords = byName([
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
]);
