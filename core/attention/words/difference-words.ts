/** Words for what only a person can decide about a payment, when Stripe and the registrations have been compared. */
import type { Decision } from '../../domain/reconcile.ts';
import type { ToDo } from './words.ts';

interface DecisionWords {
  one: string;
  /** Follows a number. */
  many: string;
  happened: string;
  todo: readonly ToDo[];
}

export const differenceWords: Record<Decision['code'], DecisionWords> = {
  parked: {
    one: 'A paid registration has been unfinished for more than a day',
    many: 'paid registrations have been unfinished for more than a day',
    happened:
      'The payment has arrived, but the registration is not finished. You got a mail about the reason at that time; the list names it again.',
    todo: [
      {
        text: 'Do what that mail says, and run the entry again: it does what is missing and repeats nothing.',
      },
      {
        text: 'If nobody is to be registered, refund the payment in full. You will not be asked about it again.',
      },
    ],
  },
  duplicate: {
    one: 'A second payment for the same person has not been refunded',
    many: 'second payments for the same person have not been refunded',
    happened:
      'Somebody was registered twice and paid twice. The first registration counts. The second payment is still with you, a day after you got a mail about it.',
    todo: [
      { text: 'Open the payment, compare both entries, and refund it in full.', place: 'payment' },
      {
        text: 'Are they two people who only look like one? Correct the entry, and run it again.',
        place: 'entry',
      },
    ],
  },
  stopped: {
    one: 'A paid entry is not registered, because somebody stopped it',
    many: 'paid entries are not registered, because somebody stopped them',
    happened:
      'A person stopped the execution in the console. What a person has stopped is not started again by itself.',
    todo: [{ text: 'Run the entry again, or refund the payment in full.', place: 'payment' }],
  },
  'unknown-payment': {
    one: 'A payment that belongs to no registration was refunded or disputed',
    many: 'refunds, disputes or warnings are about payments that belong to no registration',
    happened:
      'Stripe shows a refund, a dispute or a fraud warning. Its payment was not made on the payment page of an entry.',
    todo: [
      {
        text: 'Open the payment. If it was made for somebody who is registered, decide what becomes of that registration. Otherwise there is nothing to do.',
        place: 'payment',
      },
    ],
  },
};
