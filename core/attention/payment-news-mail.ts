import type { Mail } from '../clients/mail.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import type { MailBlock } from '../mail/mail-content.ts';
import { layOutMail } from '../mail/mail-frame.ts';
import { amountInWords } from '../money/currency.ts';
import { type News, newsOf } from '../money/payment-news.ts';
import { type Standing, standingOf } from '../money/standing.ts';
import type { ProgressRecord } from '../progress/progress-record.ts';
import { button, lineOf, localTime, pagesAbout, personBlocks, type Telling } from './attention-mail.ts';
import type { Subject } from './subject.ts';
import { newsWords, reasonInWords, stateInWords } from './words/news-words.ts';

/** A piece of news about an entry's payment, with the payment as it is now. */
export interface ReportedNews {
  entryId: string;
  news: News;
  reading: PaymentReading;
  standing: Standing;
}

/** All news about an entry's payment as it is now, whether it has been reported or not. @param now epoch milliseconds. */
export function newsAbout(
  entryId: string,
  { money: reading, due }: ProgressRecord,
  now: number,
): ReportedNews[] {
  if (!reading) return [];
  const standing = standingOf(reading, due);
  return newsOf(reading, standing, now).map((news) => ({ entryId, news, reading, standing }));
}

/**
 * The mail about one piece of news for which somebody has to act: what the registration is by now, who it is about, what
 * became of the payment, what to do and where.
 */
export async function paymentNewsMail(
  reported: ReportedNews,
  subject: Subject,
  { competition, admins, places, timeZone, now }: Telling,
): Promise<Mail> {
  const { entryId, news, reading } = reported;
  const letterhead = `${competition.year} ${competition.name}`;
  const { title: heading, happened, todo, press } = newsWords[news.code];
  const day = news.dueBy === undefined ? undefined : localDay(news.dueBy, timeZone);
  const pages = pagesAbout({ entryId, disputeId: news.id }, subject, places);
  const layout = await layOutMail({
    letterhead,
    title: day === undefined ? heading : `${heading}: evidence is due by ${day}`,
    blocks: [
      { kind: 'paragraph', text: inWords(reported, subject).sentence },
      ...personBlocks(subject, localTime(now(), timeZone)),
      paymentBlock(reported, timeZone),
      { kind: 'paragraph', heading: 'What happened', text: happened },
      { kind: 'steps', heading: 'What to do', items: todo.map((step) => lineOf(step, pages)) },
      ...button([press], pages),
    ],
    signature: [competition.name],
    footnote: `For engineers: entry ${entryId}, payment ${reading.paymentIntentId}, ${news.key}`,
  });
  const what = day === undefined ? heading : `${heading}, evidence is due by ${day}`;
  const school = subject.person?.school;
  return { to: admins, subject: `${letterhead}: ${what}${school ? ` (${school})` : ''}`, ...layout };
}

/** What a digest says about one piece of news: `100.00 USD of 100.00 USD`, and what the registration is by now. */
export function newsInShort(reported: ReportedNews, subject: Subject, timeZone: string): string[] {
  const { news, reading, standing } = reported;
  const { amount, currency, dueBy } = news;
  const reason = reasonInWords(news);
  const paid = amountInWords(standing.sums.paid, reading.currency);
  return [
    ...(amount === undefined ? [] : [`${amountInWords(amount, currency)} of ${paid}`]),
    ...(reason === undefined ? [] : [reason]),
    ...(dueBy === undefined ? [] : [`evidence is due by ${localDay(dueBy, timeZone)}`]),
    inWords(reported, subject).short,
  ];
}

function paymentBlock({ news, reading, standing }: ReportedNews, timeZone: string): MailBlock {
  const { amount, currency, dueBy } = news;
  const facts: [label: string, value: string | undefined][] = [
    [amountLabels[news.code] ?? 'Amount', amount === undefined ? undefined : amountInWords(amount, currency)],
    ['Paid', amountInWords(standing.sums.paid, reading.currency)],
    ['Reason', reasonInWords(news)],
    ['Evidence is due', dueBy === undefined ? undefined : localTime(dueBy * 1_000, timeZone)],
  ];
  return {
    kind: 'facts',
    heading: 'The payment',
    facts: facts.filter((fact): fact is [string, string] => fact[1] !== undefined),
  };
}

const amountLabels: Partial<Record<News['code'], string>> = {
  disputed: 'Disputed',
  inquiry: 'Asked about',
  'dispute-lost': 'Lost',
  'refund-failed': 'Refund',
  'refund-slow': 'Refund',
};

/** What the registration is by now. */
const inWords = ({ standing }: ReportedNews, { registrationKey }: Subject) =>
  stateInWords(registrationKey === undefined ? undefined : standing.state);

/** `December 5, 2026`. @param at epoch seconds. */
function localDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone }).format(at * 1_000);
}
