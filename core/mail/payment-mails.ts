/** What families read about their payment, after a confirmation or in its place. */
import type { Mail } from '../clients/mail.ts';
import type { Competition } from '../domain/competition.ts';
import type { Entry } from '../domain/entry.ts';
import type { FamilyNews } from '../domain/payment-change.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { amountInWords } from '../money/currency.ts';
import { type Sums, standingOf } from '../money/standing.ts';
import { familySubject, spokenType } from './confirmation-mail.ts';
import type { MailBlock } from './mail-content.ts';
import { layOutMail } from './mail-frame.ts';

/** What the mails say about the stage. */
export interface FamilyMailStage {
  competition: Competition;
  contactEmail: string;
  /** The address of the registration form. */
  form?: string;
  /** IANA name. */
  timeZone: string;
}

interface Words {
  /** Follows the person's name in the subject. */
  subject: string;
  title: string;
  /** Shown beside the subject in lists of mails. */
  preview: string;
  happened: string;
  /** What was moved, and when (epoch seconds), each with its label. */
  money: { moved: [label: string, amount: number]; on?: [label: string, at: number | undefined] } | undefined;
  next: readonly string[];
  /** Whether the person may want to register again. */
  again: boolean;
}

/**
 * The mail that tells a family what became of their payment. Like the confirmation, it leaves out the medical form, the
 * phone number and the day of birth.
 *
 * @param reading of the entry's payment, as it is now.
 */
export async function paymentMail(
  entry: Entry & { email: string },
  news: FamilyNews,
  reading: PaymentReading,
  { competition, contactEmail, form, timeZone }: FamilyMailStage,
): Promise<Mail> {
  const { name, year } = competition;
  const words = wordsFor[news]({ who: entry.fullName, tournament: `the ${year} ${name}`, reading });
  const layout = await layOutMail({
    letterhead: `${year} ${name}`,
    title: words.title,
    preview: words.preview,
    blocks: [
      { kind: 'paragraph', text: `Hello ${entry.parent ?? entry.fullName},` },
      { kind: 'paragraph', text: words.happened },
      {
        kind: 'facts',
        heading: 'Who it is about',
        facts: [
          ['Name', entry.fullName],
          ['Entered as', spokenType[entry.registrationType]],
          ['School', entry.school],
        ],
      },
      ...moneyBlock(words.money, reading, timeZone),
      {
        kind: 'list',
        heading: 'What happens next',
        items: [
          ...words.next,
          `Is anything not as you expect? Answer this mail, or write to ${contactEmail}.`,
        ],
      },
      ...(words.again && form
        ? [{ kind: 'link', label: 'Open the registration form', url: form } as const]
        : []),
      { kind: 'contact', email: contactEmail },
    ],
    signature: ['Kind regards,', name],
    footnote: `Reference ${entry.entryId}`,
  });
  return {
    to: [{ name: entry.fullName, address: entry.email }],
    subject: familySubject(entry, words.subject, competition),
    ...layout,
  };
}

function moneyBlock(money: Words['money'], { currency }: PaymentReading, timeZone: string): MailBlock[] {
  if (!money) return [];
  const [label, amount] = money.moved;
  const [onLabel = '', at] = money.on ?? [];
  const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone });
  const facts: [label: string, value: string][] = [[label, amountInWords(amount, currency)]];
  if (at !== undefined) facts.push([onLabel, day.format(at * 1_000)]);
  return [{ kind: 'facts', heading: 'Your payment', facts }];
}

interface About {
  who: string;
  /** `the 2027 Riverside Open` */
  tournament: string;
  reading: PaymentReading;
}

const wordsFor: Record<FamilyNews, (about: About) => Words> = {
  'payment on its way': ({ who, tournament, reading }) => ({
    subject: 'will be registered once the payment arrives',
    title: 'Your payment is on its way',
    preview: 'There is nothing to do now: you get a confirmation when it arrives.',
    happened: `We have the entry of ${who} for ${tournament}, and the payment for it is on its way from your bank account. ${who} is registered when it arrives.`,
    money: {
      moved: ['On its way', sumsOf(reading).pending],
      on: ['Started on', latest(reading.charges.filter(({ status }) => status === 'pending'))],
    },
    next: [
      'A payment from a bank account usually takes a few business days. When it has arrived, you get a confirmation by mail.',
      'If it fails, you get a mail that says what to do.',
      'Please do not register or pay again in the meantime.',
    ],
    again: false,
  }),
  'payment failed': ({ who, tournament, reading }) => ({
    subject: 'is not registered: the payment failed',
    title: 'The payment failed',
    preview: 'To take part, register and pay again.',
    happened: `Your bank did not carry out the payment for ${who}. So ${who} is not registered for ${tournament}.`,
    money: {
      moved: ['Failed', Math.max(0, ...failed(reading).map(({ amount }) => amount))],
      on: ['Started on', latest(failed(reading))],
    },
    next: [registerAgain, 'A payment by card arrives at once.'],
    again: true,
  }),
  'payment page expired': ({ who, tournament }) => ({
    subject: 'is not registered: the payment was not finished',
    title: 'The payment was not finished',
    preview: 'Nothing was charged. To take part, register and pay again.',
    happened: `A payment for ${who} was begun, but the payment page expired before it was finished. Nothing was charged, and ${who} is not registered for ${tournament}.`,
    money: undefined,
    next: [registerAgain],
    again: true,
  }),
  refunded: ({ who, tournament, reading }) => ({
    subject: 'is no longer registered: the payment was refunded',
    title: 'The registration is cancelled',
    preview: 'Your payment was refunded.',
    happened: `The payment for ${who} was refunded, and with that the registration for ${tournament} is cancelled. The confirmation that you have no longer counts.`,
    money: {
      moved: ['Refunded', sumsOf(reading).refunded],
      on: ['Refunded on', latest(reading.refunds.filter(({ status }) => status === 'succeeded'))],
    },
    next: [
      // https://docs.stripe.com/refunds
      'It can take your bank 5 to 10 business days until you see the money.',
      `If ${who} is to take part all the same, register and pay again.`,
    ],
    again: true,
  }),
  'dispute lost': ({ who, tournament, reading }) => ({
    subject: 'is no longer registered: the bank returned the payment',
    title: 'The registration is cancelled',
    preview: 'The bank has returned the payment to the payer.',
    happened: `The payment for ${who} was disputed, and the bank has decided to return it to the payer. With that, the registration for ${tournament} is cancelled. The confirmation that you have no longer counts.`,
    money: { moved: ['Returned', sumsOf(reading).lost] },
    next: [`If ${who} is to take part all the same, register and pay again.`],
    again: true,
  }),
};

const registerAgain =
  'To take part, fill in the registration form again, and pay. If you have done so already, there is nothing to do.';

const sumsOf = (reading: PaymentReading): Sums => standingOf(reading).sums;

const failed = ({ charges }: PaymentReading) => charges.filter(({ status }) => status === 'failed');

/** When the last of them was made, in epoch seconds. */
function latest(moved: readonly { created: number }[]): number | undefined {
  return moved.length === 0 ? undefined : Math.max(...moved.map(({ created }) => created));
}
