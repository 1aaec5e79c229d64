/** Words for errors about the entry itself. */
import * as errors from '../../domain/errors.ts';
import { byName, type PlainWords, runAgain, thenRunAgain } from './words.ts';

const noEntry: PlainWords = {
  because: 'the entry has not arrived',
  title: 'A payment arrived without its entry',
  safe: 'Nothing that was paid is lost.',
  happened:
    'Stripe reported a payment, but the form that the family filled in did not arrive within about an hour. If it still does, the registration goes on by itself.',
  todo: [
    {
      text: 'Look at the payment. Is it for something else that you sell? Then there is nothing to do.',
      place: 'payment',
    },
    {
      text: 'Look in the queue of messages that could not be processed. If there is one, “Start DLQ redrive” sends it again.',
      place: 'failed entries',
    },
    {
      text: 'If there is none, Stripe has the family’s address: write to them, and then enter them by hand or refund them.',
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
      happened: 'Every registration needs a name, a school, a type, and how it is paid for.',
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
      title: 'Two entries name the same payment',
      safe: 'The first entry is safe, and so is its payment.',
      happened:
        'A second, different entry names a payment that already pays for another entry. One payment pays for one entry.',
      todo: [
        { text: 'Look at this entry.', place: 'entry' },
        { text: 'Compare it with the first one.', place: 'first entry' },
        {
          text: 'If it corrects the first one, make the correction in the registration site. There is nothing else to do.',
        },
        {
          text: 'If it is for another person, they have not paid. Ask them to register, or enter them by hand.',
        },
      ],
      press: { label: 'Open the first entry', place: 'first entry' },
    },
  ],
  [
    errors.DuplicateRegistrationError,
    {
      because: 'the same person is registered already',
      title: 'A person was entered twice',
      safe: 'The first registration is safe.',
      happened:
        'An earlier entry has registered the same person: the same name, school, type and birth date. This second entry was not registered, and may have been paid.',
      todo: [
        {
          text: 'Look at this entry. Was it meant as a change, for example with more events? Then correct the registration in the registration site.',
          place: 'entry',
        },
        { text: 'Was it paid by mistake? Then refund the payment.', place: 'payment' },
        { text: 'There is nothing to run again.' },
      ],
      press: { label: 'Open the payment', place: 'payment' },
    },
  ],
  [
    errors.InputInvalidError,
    {
      because: 'a step cannot work with what it was given',
      happened:
        'A step was given something that it cannot work with. That is not because of anything in the form: an engineer should look.',
      todo: [{ text: 'Pass this mail on to whoever looks after the software.' }],
      press: { label: 'Open the details', place: 'execution' },
    },
  ],
]);
