import type { Mail } from '../clients/mail.ts';
import type { Competition } from '../domain/competition.ts';
import type { Mailbox } from '../domain/email-address.ts';
import { EntryInvalidError, UnderpaidError } from '../domain/errors.ts';
import type { Part, PartFailure, Run } from '../domain/state.ts';
import type { MailBlock, MailLine } from '../mail/mail-content.ts';
import { layOutMail } from '../mail/mail-frame.ts';
import type { Places } from './places.ts';
import { plainWords, type Task, tasks, titleOf } from './plain-words.ts';
import { fieldsAtFault, type Subject } from './subject.ts';
import { type PlaceName, type PlainWords, runAgain, type ToDo } from './words/words.ts';

/** What mails to the organisers are made from. */
export interface Telling {
  competition: Competition;
  admins: readonly Mailbox[];
  places: Places;
  /** IANA name, for the times in a mail. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: () => number;
}

export interface Attention {
  entryId: string;
  run: Run;
  failures: readonly PartFailure[];
  paymentIntentId?: string | null;
}

/**
 * The mail about an entry that needs attention: who it is about, what is wrong, what to do and where. Ids and the names
 * of errors are only in its last line, for engineers.
 */
export async function attentionMail(
  attention: Attention,
  subject: Subject,
  { competition, admins, places, timeZone, now }: Telling,
): Promise<Mail> {
  const letterhead = `${competition.year} ${competition.name}`;
  const pages = pagesAbout(attention, subject, places);
  const matters = attention.failures.map(({ part, error, reason, refresh }) => {
    const task = taskOf(part, refresh);
    const words = plainWords(error, task);
    return { task, words, title: titleOf(task, words), fields: faultsOf(error, reason, task) };
  });
  function faultsOf(error: string, reason: string, task: Task): MailBlock[] {
    const sums = sumsIn(error, reason);
    if (sums) return [{ kind: 'paragraph', heading: 'What is wrong', text: `${capitalised(sums)}.` }];
    return error === EntryInvalidError.errorName ? fieldBlocks(subject, task, competition.year) : [];
  }
  const [first, ...others] = matters;
  const title =
    first && others.length === 0
      ? first.title
      : `${matters.length} things about a registration need attention`;
  const safe = [...new Set(matters.map(({ task, words }) => words.safe ?? tasks[task].safe))].join(' ');

  const layout = await layOutMail({
    letterhead,
    title,
    blocks: [
      { kind: 'paragraph', text: safe },
      ...personBlocks(subject, localTime(now(), timeZone)),
      ...matters.flatMap(({ words, fields, ...matter }): MailBlock[] => [
        {
          kind: 'paragraph',
          heading: others.length === 0 ? 'What happened' : matter.title,
          text: words.happened,
        },
        ...fields,
        { kind: 'steps', heading: 'What to do', items: words.todo.map((todo) => lineOf(todo, pages)) },
      ]),
      ...button(
        matters.map(({ words }) => words.press),
        pages,
      ),
    ],
    signature: [competition.name],
    footnote: smallPrint(attention),
  });
  const school = subject.person?.school;
  return { to: admins, subject: `${letterhead}: ${title}${school ? ` (${school})` : ''}`, ...layout };
}

export function taskOf(part: Part, refresh: boolean | undefined): Task {
  return part === 'badge' && refresh ? 'refreshed badge' : part;
}

export type Pages = Partial<Record<PlaceName, string>>;

/** What the pages are about, beside the entry's subject. */
export interface PagesOf {
  entryId: string;
  run?: Run;
  paymentIntentId?: string | null;
  disputeId?: string;
}

/** The pages about an entry, as far as they exist. */
export function pagesAbout(
  { entryId, run, paymentIntentId, disputeId }: PagesOf,
  subject: Subject,
  places: Places,
): Pages {
  const { entryFound, registrationKey, checkoutSession } = subject;
  const payment = paymentIntentId ?? subject.paymentIntentId;
  return {
    ...commonPages(places),
    execution: run && places.execution(run),
    entry: entryFound ? places.entry(entryId) : undefined,
    'first entry':
      checkoutSession !== undefined && checkoutSession !== entryId
        ? places.entry(checkoutSession)
        : undefined,
    registration: registrationKey && places.registration(registrationKey),
    payment: payment ? places.payment(payment) : checkoutSession && places.checkoutSession(checkoutSession),
    dispute: disputeId && places.dispute(disputeId),
  };
}

/** The pages that are not about an entry. */
export function commonPages({ stripeKeys, secret, failedEntries, mailService, driveFolder }: Places): Pages {
  return {
    'Stripe keys': stripeKeys,
    secret,
    'failed entries': failedEntries,
    'mail service': mailService,
    'Drive folder': driveFolder,
  };
}

/** The label of each page's link in a mail. */
export const pageLabels: Record<PlaceName, string> = {
  execution: 'Open the details',
  entry: 'Open the entry',
  'first entry': 'Open the first entry',
  registration: 'Open the registration',
  payment: 'Open the payment in Stripe',
  dispute: 'Open the dispute in Stripe',
  'Stripe keys': 'Open the keys in Stripe',
  secret: 'Open the secret',
  'failed entries': 'Open the queue',
  'mail service': 'Open the mail service',
  'Drive folder': 'Open the folder',
};

export function lineOf({ text, place }: ToDo, pages: Pages): MailLine {
  const url = place && pages[place];
  return url ? { text, links: [{ label: pageLabels[place], url }] } : text;
}

export function personBlocks({ person, entryFound, incomplete }: Subject, when: string): MailBlock[] {
  if (person) {
    const { name, school, registeredAs } = person;
    const facts = [
      ['Name', name || nothing],
      ['School', school || nothing],
      ['Registered as', registeredAs || nothing],
      ['When', when],
    ] as const;
    return [{ kind: 'facts', heading: 'Who it is about', facts }];
  }
  const text =
    incomplete || entryFound
      ? 'The entry could not be read just now, so this mail cannot say who it is about.'
      : 'There is no entry, so we do not know who it is about.';
  return [{ kind: 'paragraph', heading: 'Who it is about', text: `${text} It happened on ${when}.` }];
}

/** `paid 85.00 USD, expected 100.00 USD; …`, which follows the entry's id in the error's message. */
export function sumsIn(error: string, reason: string): string | undefined {
  return error === UnderpaidError.errorName ? reason.slice(reason.indexOf(': ') + 2) : undefined;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const nothing = '(empty)';

function fieldBlocks(subject: Subject, task: Task, competitionYear: number): MailBlock[] {
  const fields = fieldsAtFault(subject, task, competitionYear);
  if (fields.length === 0) return [];
  const facts = fields.map(
    ({ label, written, accepted }) =>
      [label, `${written ? `It says “${written}”.` : 'It is empty.'} It should be ${accepted}.`] as const,
  );
  return [{ kind: 'facts', heading: 'What is wrong', facts }];
}

/** One button only: to run it again if that helps, as it does for all parts at once. */
export function button(presses: readonly PlainWords['press'][], pages: Pages): MailBlock[] {
  const press = presses.find(({ place }) => place === 'execution') ?? presses[0];
  const url = press && pages[press.place];
  if (!url) return [];
  return [{ kind: 'link', label: press.label, url }, ...(press === runAgain ? [howToRunAgain] : [])];
}

export const howToRunAgain: MailBlock = {
  kind: 'paragraph',
  text: 'On the page of “Run it again” choose “New execution”, leave everything as it is, and press “Start execution”.',
};

/** The last line of the mail is for engineers. */
function smallPrint({ entryId, run, failures }: Attention): string {
  const reasons = failures.map(({ part, error, reason }) => `${part}: ${error}: ${reason}`);
  return `For engineers: entry ${entryId}, execution ${run.execution}. ${reasons.join(' | ')}`;
}

/** `March 13, 2027 at 2:05 PM CST` */
export function localTime(epochMs: number, timeZone: string): string {
  const parts = {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat('en-US', { ...parts, timeZone, timeZoneName: 'short' }).format(epochMs);
}
