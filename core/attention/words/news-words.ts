/** Words for what becomes of a payment after it was made. */
import type { PaymentState } from '../../domain/payment-state.ts';
import type { News, NewsCode } from '../../money/payment-news.ts';
import type { PlainWords } from './words.ts';

const openPayment = { label: 'Open the payment', place: 'payment' } as const;
const openDispute = { label: 'Open the dispute', place: 'dispute' } as const;
const nothingToDo = { text: 'There is nothing to do.' };

export const newsWords: Record<NewsCode, PlainWords & { title: string }> = {
  refunded: {
    because: 'refunded in full',
    title: 'A payment was refunded in full',
    happened: 'All of the payment was refunded.',
    todo: [
      { text: 'There is nothing to do. Was it a mistake? Then the person has to register and pay again.' },
    ],
    press: openPayment,
  },
  'partly-refunded': {
    because: 'refunded in part',
    title: 'A part of a payment was refunded',
    happened: 'A part of the payment was refunded.',
    todo: [nothingToDo],
    press: openPayment,
  },
  'refund-pending': {
    because: 'a refund is on its way',
    title: 'A refund is on its way',
    happened: 'A refund was started in Stripe, and has not arrived yet.',
    todo: [{ text: 'There is nothing to do. You get a mail if it fails, or takes more than five days.' }],
    press: openPayment,
  },
  'refund-slow': {
    because: 'a refund is slow',
    title: 'A refund has been on its way for five days',
    happened: 'A refund was started in Stripe, and has not arrived after five days.',
    todo: [
      {
        text: 'Look at the refund in Stripe. Is your balance too low? Then add money to it, and Stripe goes on by itself.',
        place: 'payment',
      },
      {
        text: 'Does the refund wait for the family? Stripe has sent them a mail that asks for their bank account. Ask them to look for it: their address is in the entry.',
        place: 'entry',
      },
    ],
    press: openPayment,
  },
  'refund-failed': {
    because: 'a refund failed',
    title: 'A refund has failed',
    happened: 'The bank did not take the refund, so the money is back with you.',
    todo: [
      {
        text: 'Should the money still go back? Then agree with the family on another way. Their address is in the entry.',
        place: 'entry',
      },
      {
        text: 'Was the registration cancelled by this refund? It counts again, but the family was told otherwise. Tell them, or delete it in the registration site.',
        place: 'registration',
      },
    ],
    press: openPayment,
  },
  disputed: {
    because: 'a payment is disputed',
    title: 'A payment is disputed',
    happened:
      'The payer has asked their bank for the money, and the bank has taken it back for now. You can show why it should be yours. If nobody does by the day on which evidence is due, the dispute is lost.',
    todo: [
      {
        text: 'Ask the family what happened. Often somebody did not recognise the payment on their statement. Their address is in the entry.',
        place: 'entry',
      },
      {
        text: 'Send evidence in Stripe: the registration, your rules about refunds, and what the family wrote to you.',
        place: 'dispute',
      },
      {
        text: 'Does the family withdraw the dispute? Send that as evidence all the same. Without any, the dispute can still be lost.',
      },
    ],
    press: openDispute,
  },
  inquiry: {
    because: 'a bank asks about a payment',
    title: 'A bank asks about a payment',
    happened:
      'The payer’s bank asks about the payment before it takes any money. It can become a dispute if nobody answers.',
    todo: [
      {
        text: 'Ask the family what happened. Their address is in the entry.',
        place: 'entry',
      },
      {
        text: 'Is the payment right? Then answer in Stripe by the day on which evidence is due.',
        place: 'dispute',
      },
      {
        text: 'Is it not, or do you want to avoid a dispute? Then refund all of it: a card payment that is refunded cannot be disputed.',
        place: 'payment',
      },
    ],
    press: openDispute,
  },
  'dispute-won': {
    because: 'a dispute was won',
    title: 'A dispute was won',
    happened: 'The bank has decided for you, and the money is back.',
    todo: [nothingToDo],
    press: openPayment,
  },
  'dispute-lost': {
    because: 'a dispute was lost',
    title: 'A dispute was lost',
    happened: 'The bank has decided for the payer, and the money stays with them.',
    todo: [
      {
        text: 'Is the registration cancelled, and the person is to take part all the same? Then they have to register and pay again, or you enter them by hand.',
      },
      { text: 'Otherwise there is nothing to do.' },
    ],
    press: openPayment,
  },
  'fraud-warning': {
    because: 'a payment may be fraudulent',
    title: 'A payment may be fraudulent',
    happened:
      'A card company warns that the card’s owner may not have made this payment. If nothing is done, most such payments are disputed.',
    todo: [
      {
        text: 'Ask the family whether the payment is theirs. Their address is in the entry.',
        place: 'entry',
      },
      {
        text: 'If it is not, or if you hear nothing, refund all of it: a card payment that is refunded cannot be disputed.',
        place: 'payment',
      },
    ],
    press: openPayment,
  },
  'paid-twice': {
    because: 'paid twice',
    title: 'A registration was paid twice',
    happened: 'At least twice what the entry costs was paid, and is still with you.',
    todo: [
      { text: 'Look at the payment, and refund what is too much.', place: 'payment' },
      { text: 'If the price list is wrong, pass this mail on to whoever looks after the software.' },
    ],
    press: openPayment,
  },
};

/** What the money makes of a registration, in a sentence and in short; undefined without a registration. */
export function stateInWords(state: PaymentState | undefined): { sentence: string; short: string } {
  return state === undefined ? notRegistered : registered[state];
}

const notRegistered = { sentence: 'Nobody is registered with this payment.', short: 'not registered' };
const cancelled = {
  sentence: 'The registration is cancelled: its badge is withdrawn, and the family gets a mail.',
  short: 'cancelled',
};
const unpaid = {
  sentence: 'The registration is out of the draw, and has no badge, because its payment is not there.',
  short: 'not paid',
};
const registered: Record<PaymentState, { sentence: string; short: string }> = {
  paid: { sentence: 'The person is registered.', short: 'registered' },
  'on hold': {
    sentence:
      'The registration is on hold until the bank decides: it stays in the draw, but its badge is withdrawn and not printed.',
    short: 'on hold',
  },
  'refund pending': {
    sentence:
      'While the refund is on its way, the registration is out of the draw, and its badge is not printed. After that it is cancelled.',
    short: 'about to be cancelled',
  },
  refunded: cancelled,
  'dispute lost': cancelled,
  unpaid,
  pending: unpaid,
};

/** https://docs.stripe.com/disputes/categories, https://docs.stripe.com/api/disputes/object#dispute_object-reason */
const disputeReasons: Readonly<Record<string, string>> = {
  fraudulent: 'the card’s owner says that they did not make the payment',
  unrecognized: 'the payer does not recognise the payment',
  duplicate: 'the payer says that they paid twice',
  credit_not_processed: 'the payer says that a refund which they were promised has not come',
  product_not_received: 'the payer says that they did not get what they paid for',
  product_unacceptable: 'the payer says that they did not get what was described',
  subscription_canceled: 'the payer says that they had cancelled',
  debit_not_authorized: 'the owner of the bank account says that they did not allow the debit',
  insufficient_funds: 'there was too little money in the bank account',
  incorrect_account_details: 'the details of the bank account are wrong',
  bank_cannot_process: 'the bank could not process the debit',
  customer_initiated: 'the payer has asked their bank for the money, without a reason',
  general: 'no particular one',
};

/** https://docs.stripe.com/api/refunds/object: `pending_reason` and `failure_reason` */
const refundReasons: Readonly<Record<string, string>> = {
  insufficient_funds: 'your balance in Stripe is too low',
  processing: 'the bank is processing it',
  charge_pending: 'the payment itself has not arrived yet',
  requires_action: 'the family has to say to which bank account it should go',
  lost_or_stolen_card: 'the card was lost or stolen',
  expired_or_canceled_card: 'the card has expired or was cancelled',
  declined: 'the bank has declined it',
  merchant_request: 'it was cancelled on request',
};

/** Why, as Stripe has it, in words; what we do not know is shown as it is. */
export function reasonInWords({ code, reason }: Pick<News, 'code' | 'reason'>): string | undefined {
  if (reason === undefined) return undefined;
  const reasons = code.startsWith('refund') ? refundReasons : disputeReasons;
  return reasons[reason] ?? reason.replaceAll('_', ' ');
}
