import type { Mail } from '../clients/mail.ts';
import type { Decision } from '../domain/reconcile.ts';
import type { Part } from '../domain/state.ts';
import type { MailBlock, MailLine } from '../mail/mail-content.ts';
import { layOutMail } from '../mail/mail-frame.ts';
import { pageLabels, type Telling, taskOf } from './attention-mail.ts';
import { plainWords } from './plain-words.ts';
import { readSubject, type Subject, type SubjectSources } from './subject.ts';
import { differenceWords } from './words/difference-words.ts';

/** The most that are named for each kind; the attached list has all. */
const mostNamed = 50;
const readAtOnce = 20;

interface Case {
  decision: Decision;
  subject: Subject | undefined;
  /** Why a part of the registration needs attention, in words. */
  because: string | undefined;
  paymentPage: string;
}

/**
 * The mail about everything that a comparison of Stripe with the registrations leaves to a person, and the list of it that
 * is to be attached.
 *
 * @param more how many there are beyond these.
 */
export async function differencesMail(
  decisions: readonly Decision[],
  { execution, more }: { execution: string; more: number },
  sources: SubjectSources,
  { competition, admins, places }: Telling,
): Promise<{ mail: Mail; columns: readonly string[]; rows: string[][] }> {
  const cases: Case[] = [];
  for (let start = 0; start < decisions.length; start += readAtOnce) {
    cases.push(...(await Promise.all(decisions.slice(start, start + readAtOnce).map(caseOf))));
  }
  const groups = Map.groupBy(cases, ({ decision }) => decision.code);
  const letterhead = `${competition.year} ${competition.name}`;
  const [only, ...others] = groups;
  const title = only && others.length === 0 ? headingOf(...only) : `${cases.length} payments need a decision`;

  const layout = await layOutMail({
    letterhead,
    title,
    blocks: [
      {
        kind: 'paragraph',
        text:
          'Stripe’s payments were compared with the registrations. What could be repaired has been. What follows needs a person. ' +
          `Each is reported once, and the attached list has all of them.${more > 0 ? ` There are ${more} more: the next mail has them.` : ''}`,
      },
      ...[...groups].flatMap(([code, ofCode]): MailBlock[] => {
        const { happened, todo } = differenceWords[code];
        const named = ofCode.slice(0, mostNamed).map(whom);
        const rest = ofCode.length - named.length;
        return [
          {
            kind: 'paragraph',
            heading: others.length === 0 ? 'What happened' : headingOf(code, ofCode),
            text: happened,
          },
          { kind: 'steps', heading: 'What to do', items: todo.map(({ text }) => text) },
          {
            kind: 'list',
            heading: 'Which it is about',
            items: rest > 0 ? [...named, `and ${rest} more, in the attached list`] : named,
          },
        ];
      }),
    ],
    signature: [competition.name],
    footnote: `For engineers: execution ${execution}. ${cases.length} × ${[...groups.keys()].join(', ')}, first ${cases[0]?.decision.id}`,
  });
  const mail = { to: admins, subject: `${letterhead}: ${title}`, ...layout };
  return { mail, columns, rows: rowsOf(cases) };

  async function caseOf(decision: Decision): Promise<Case> {
    const { id, entryId, paymentIntentId, since } = decision;
    const paymentPage =
      paymentIntentId === undefined ? places.checkoutSession(id) : places.payment(paymentIntentId);
    if (entryId === undefined) return { decision, subject: undefined, because: undefined, paymentPage };
    const subject = await readSubject(entryId, sources);
    return { decision, subject, because: since && (await reasonOf(entryId, since)), paymentPage };
  }

  async function reasonOf(entryId: string, since: string): Promise<string | undefined> {
    const { attention } = await sources.progress.get(entryId);
    const [part, mark] = Object.entries(attention).find(([, { at }]) => at === since) ?? [];
    return mark && plainWords(mark.error, taskOf(part as Part, mark.refresh)).because;
  }

  function whom({ decision, subject, because, paymentPage }: Case): MailLine {
    const { entryId } = decision;
    const entry =
      subject?.entryFound && entryId !== undefined ? [['entry', places.entry(entryId)] as const] : [];
    const links = [['payment', paymentPage] as const, ...entry].map(([place, url]) => ({
      label: pageLabels[place],
      url,
    }));
    return { text: because === undefined ? nameOf(subject) : `${nameOf(subject)}: ${because}`, links };
  }
}

function headingOf(code: Decision['code'], cases: readonly Case[]): string {
  const { one, many } = differenceWords[code];
  return cases.length === 1 ? one : `${cases.length} ${many}`;
}

function nameOf(subject: Subject | undefined): string {
  const { name, school } = subject?.person ?? {};
  if (!name && !school) return subject ? 'name and school unknown' : 'no registration';
  return [name || 'no name', school || 'no school'].join(', ');
}

const columns = [
  'What',
  'Why',
  'Since',
  'Name',
  'School',
  'Registered as',
  'Entry id',
  'Id in Stripe',
  'Payment',
  'Payment in Stripe',
];

/** A row for each, as `columns` has it. */
function rowsOf(cases: readonly Case[]): string[][] {
  return cases.map(({ decision, subject, because, paymentPage }) =>
    [
      differenceWords[decision.code].one,
      because,
      decision.since,
      subject?.person?.name,
      subject?.person?.school,
      subject?.person?.registeredAs,
      decision.entryId,
      decision.id,
      decision.paymentIntentId,
      paymentPage,
    ].map((cell) => cell ?? ''),
  );
}
