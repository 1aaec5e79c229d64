import { pagesAbout } from '../../core/attention/attention-mail.ts';
import { readSubject } from '../../core/attention/subject.ts';
import { Entries, type StoredEntry } from '../../core/clients/entries.ts';
import { textOf } from '../../core/domain/entry-item.ts';
import { findingCodes, findingInWords } from '../../core/domain/findings.ts';
import type { Part } from '../../core/domain/state.ts';
import { type Sums, standingOf } from '../../core/money/standing.ts';
import { type MailPurpose, type MailRecord, mailsIn, recordOf } from '../../core/progress/progress-record.ts';
import { type AttentionInWords, attentionInWords } from '../attention.ts';
import type { Person } from '../find/people.ts';
import type { Stage } from '../stage.ts';
import { executionsAbout, type ShownExecution } from './entry-executions.ts';

/** All about one person. Times are ISO 8601, amounts in the currency's smallest unit. */
export interface Dossier extends Person {
  /** The page of the registration or, until there is one, of the entry. */
  page?: string;
  /** What was entered, by the form's names. */
  entered: Record<string, string>;
  /** What a person should look at, as it is noted on the registration. */
  toLookAt: string[];
  money?: {
    /** A PaymentIntent's id, or how else it was admitted. */
    payment?: string;
    paidAt?: string;
    /** What it should have cost, where that is known. */
    due?: number;
    currency?: string;
    sums?: Sums;
    page?: string;
  };
  mails: {
    purpose: MailPurpose;
    status: MailRecord['status'];
    at: string;
    execution: string;
    /** What SES said of it later, such as `Permanent/General`. */
    feedback?: string;
  }[];
  badge?: { photo: string; toCheck: string[]; printed: 'no' | 'as it is now' | 'as it was earlier' };
  /** Its badge was taken away, with its registration or its payment. */
  badgeWithdrawn: boolean;
  drive?: { fileId: string; state: 'there' | 'in the trash' | 'being created'; link: string };
  executions: ShownExecution[];
  attention: AttentionInWords[];
}

/** Nothing medical: a terminal is no place for it. */
const enteredFields = [
  ...['phone', 'parent', 'birthdate', 'age', 'gender', 'weight', 'height', 'beltRank', 'events'],
  ...['poomsae_form', 'wc_poomsae_form', 'pair_poomsae_form', 'team_poomsae_form', 'family_poomsae_form'],
  ...['coach', 'tshirt', 'imgFilename'],
];

export async function dossierOf(stage: Stage, person: Person): Promise<Dossier> {
  const { id } = person;
  const item = await stage.progress.read(id);
  const record = recordOf(item);
  const subject = await readSubject(id, {
    // The year decides nothing about an item that is not parsed.
    entries: new Entries(stage.dynamo, stage.output('EntriesTable'), new Date().getUTCFullYear()),
    registrations: stage.registrations,
    progress: { get: async () => ({ ...record, registrationKey: record.registrationKey ?? person.pk }) },
  });
  const { row, item: entry } = subject;
  const places = stage.places(id);
  const pages = pagesAbout({ entryId: id }, subject, places);
  const executions = await executionsAbout(stage, id, record.money);
  const text = (source: StoredEntry | undefined, name: string) => {
    const found = textOf(source?.[name]);
    return typeof found === 'string' ? found.trim() : '';
  };
  const known = row ?? entry;
  return {
    ...person,
    page: pages.registration ?? pages.entry,
    entered: Object.fromEntries(
      enteredFields.map((name) => [name, text(known, name)]).filter(([, value]) => value !== ''),
    ),
    toLookAt: [...listIn(text(row, 'findings')).map(fullyWorded), ...listIn(text(row, 'payment_findings'))],
    money: moneyOf(),
    mails: mailsIn(item).map(([purpose, { status, attemptedAt, execution, feedback }]) => ({
      ...{ purpose, status, at: new Date(attemptedAt).toISOString(), execution },
      ...(feedback && { feedback: feedback.what }),
    })),
    badge: record.badge && {
      photo: record.badge.photo,
      toCheck: listIn(text(row, 'badge_preflight')),
      printed:
        item.printedHash === undefined
          ? 'no'
          : item.printedHash === record.badge.hash
            ? 'as it is now'
            : 'as it was earlier',
    },
    badgeWithdrawn: record.badgeWithdrawn ?? false,
    drive: record.drive && {
      fileId: record.drive.fileId,
      state: record.drive.trashed
        ? 'in the trash'
        : record.drive.md5 === undefined
          ? 'being created'
          : 'there',
      link: places.driveFile(record.drive.fileId),
    },
    executions,
    attention: Object.entries(record.attention).map(([part, mark]) => {
      const machine = executions.findLast(({ status }) => status !== 'RUNNING')?.link;
      return attentionInWords(part as Part, mark, subject, { ...pages, execution: machine });
    }),
  };

  function moneyOf(): Dossier['money'] {
    const { money, due } = record;
    const payment = text(row, 'payment') || money?.paymentIntentId || undefined;
    if (payment === undefined && !money) return undefined;
    return {
      ...(payment !== undefined && { payment }),
      ...(text(row, 'paid_at') && { paidAt: text(row, 'paid_at') }),
      ...(due !== undefined && { due }),
      ...(money && { currency: money.currency, sums: standingOf(money, due).sums }),
      ...(payment?.startsWith('pi_') && { page: places.payment(payment) }),
    };
  }
}

const listIn = (text: string) => (text === '' ? [] : text.split('; '));

/** Findings are noted as fields and codes. */
function fullyWorded(finding: string): string {
  const [field = '', code = ''] = finding.split(': ');
  const known = findingCodes.find((one) => one === code);
  return known ? findingInWords({ field, code: known }) : finding;
}
