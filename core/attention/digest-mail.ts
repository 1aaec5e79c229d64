import type { Mail } from '../clients/mail.ts';
import { EntryInvalidError } from '../domain/errors.ts';
import { type Finding, findingInWords } from '../domain/findings.ts';
import type { PartFailure, Run } from '../domain/state.ts';
import type { MailBlock, MailLine } from '../mail/mail-content.ts';
import { layOutMail } from '../mail/mail-frame.ts';
import {
  commonPages,
  howToRunAgain,
  lineOf,
  pageLabels,
  pagesAbout,
  sumsIn,
  type Telling,
  taskOf,
} from './attention-mail.ts';
import { newsInShort, type ReportedNews } from './payment-news-mail.ts';
import { plainWords, type Task, tasks, titleOf, wordsToLookAt } from './plain-words.ts';
import { fieldsAtFault, readSubject, type Subject, type SubjectSources } from './subject.ts';
import { newsWords } from './words/news-words.ts';
import { type PlaceName, type PlainWords, runAgain } from './words/words.ts';

/** An item of a digest: a failed part of an entry, findings to look at in a registered one, or news about a payment. */
export type Told = FailedPart | ToLookAt | ReportedNews;

type FailedPart = { entryId: string; run: Run } & PartFailure;

interface ToLookAt {
  entryId: string;
  run?: Run;
  toLookAt: readonly Finding[];
}

/** One kind of problem, with the items it is about. */
interface Group {
  task: Task;
  words: PlainWords;
  items: Told[];
}

/** Pages about one entry, as opposed to common ones. */
const ownPages: ReadonlySet<PlaceName> = new Set([
  'entry',
  'first entry',
  'registration',
  'payment',
  'dispute',
]);

/** The most entries named for each kind of problem; the others are only counted. */
const mostNamed = 50;

/** One mail about many entries that need attention, grouped by what is wrong. */
export async function digestMail(
  items: readonly Told[],
  sources: SubjectSources,
  { competition, admins, places: placesOf, timeZone }: Telling,
): Promise<Mail> {
  const groups = groupsOf(items);
  const [first, ...others] = groups;
  const entries = new Set(items.map(({ entryId }) => entryId)).size;
  const title =
    first && others.length === 0
      ? headingOf(first)
      : groups.every(({ task }) => task === 'payment news')
        ? `${entries} ${tasks['payment news'].many}`
        : `${entries} registrations need attention, for ${groups.length} reasons`;
  const letterhead = `${competition.year} ${competition.name}`;
  const common = commonPages(placesOf);

  async function blocksOf({ task, words, items: reported }: Group): Promise<MailBlock[]> {
    const named = await Promise.all(reported.slice(0, mostNamed).map(whom));
    const rest = reported.length - named.length;
    return [
      {
        kind: 'paragraph',
        heading: others.length === 0 ? 'What happened' : headingOf({ task, words, items: reported }),
        text: `${words.happened} ${words.safe ?? tasks[task].safe}`.trim(),
      },
      { kind: 'steps', heading: 'What to do', items: words.todo.map((todo) => lineOf(todo, common)) },
      ...(words.press === runAgain ? [howToRunAgain] : []),
      {
        kind: 'list',
        heading: 'Who it is about',
        items: rest > 0 ? [...named, `and ${rest} more`] : named,
      },
    ];
  }

  async function whom(item: Told): Promise<MailLine> {
    const { entryId } = item;
    const run = 'run' in item ? item.run : undefined;
    const subject = await readSubject(entryId, sources);
    const { task, words } = mattersOf(item);
    const { press } = words;
    const disputeId = 'news' in item ? item.news.id : undefined;
    const pages = pagesAbout({ entryId, run, disputeId }, subject, placesOf);
    const { name, school } = subject.person ?? {};
    const person =
      name || school ? [name || 'no name', school || 'no school'].join(', ') : 'name and school unknown';
    const details = detailsOf(item, task, subject);
    const text = details.length > 0 ? `${person}: ${details.join('; ')}` : person;
    // The pages of this entry that the steps above need, then that of the button.
    const places = new Set([
      ...words.todo.flatMap(({ place }) => (place && ownPages.has(place) ? place : [])),
      press.place,
      ...('toLookAt' in item && item.toLookAt.some(({ field }) => field === 'payment')
        ? (['payment'] as const)
        : []),
    ]);
    const links = [...places].flatMap((place) => {
      const url = pages[place];
      return url ? [{ label: place === press.place ? press.label : pageLabels[place], url }] : [];
    });
    if (links.length > 0 || !run) return { text, links };
    return { text, links: [{ label: pageLabels.execution, url: placesOf.execution(run) }] };
  }

  function detailsOf(item: Told, task: Task, subject: Subject): string[] {
    if ('toLookAt' in item) return item.toLookAt.map(findingInWords);
    if ('news' in item) return newsInShort(item, subject, timeZone);
    const { error, reason } = item;
    if (error === EntryInvalidError.errorName) {
      return fieldsAtFault(subject, task, competition.year).map(({ label }) => label);
    }
    const sums = sumsIn(error, reason);
    return sums ? [sums] : [];
  }

  const blocks: MailBlock[] = [];
  for (const group of groups) blocks.push(...(await blocksOf(group)));
  const layout = await layOutMail({
    letterhead,
    title,
    blocks: [
      {
        kind: 'paragraph',
        text:
          'These had no mails of their own: nothing about them is urgent, or so many came at once, or no mail could be sent. ' +
          'This mail reports them together. What was reported before is not repeated.',
      },
      ...blocks,
    ],
    signature: [competition.name],
    footnote: `For engineers: ${groups
      .map(
        ({ items: reported }) =>
          `${reported.length} × ${reasonOf(reported[0])}, first entry ${reported[0]?.entryId}`,
      )
      .join(' | ')}`,
  });
  return { to: admins, subject: `${letterhead}: ${title}`, ...layout };
}

function groupsOf(items: readonly Told[]): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const { task, words } = mattersOf(item);
    const key = `${task}: ${words.because}`;
    const group = groups.get(key) ?? { task, words, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.items.length - a.items.length);
}

function mattersOf(item: Told): { task: Task; words: PlainWords } {
  if ('toLookAt' in item) return { task: 'to look at', words: wordsToLookAt };
  if ('news' in item) return { task: 'payment news', words: newsWords[item.news.code] };
  const task = taskOf(item.part, item.refresh);
  return { task, words: plainWords(item.error, task) };
}

function reasonOf(item: Told | undefined): string {
  if (item && 'error' in item) return `${item.part}: ${item.error}`;
  return item && 'news' in item ? item.news.code : 'to look at';
}

/** `37 registrations could not be finished: Stripe refuses the key` */
function headingOf({ task, words, items }: Group): string {
  if (items.length === 1) return titleOf(task, words);
  return `${items.length} ${tasks[task].many}: ${words.because}`;
}
