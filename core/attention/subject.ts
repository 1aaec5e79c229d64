import { parseBadgeSubject } from '../badges/badge-subject.ts';
import type { Entries, StoredEntry } from '../clients/entries.ts';
import type { Registrations } from '../clients/registrations.ts';
import { parseEntry } from '../domain/entry.ts';
import { textOf } from '../domain/entry-item.ts';
import { EntryInvalidError } from '../domain/errors.ts';
import { identityOf } from '../domain/identity.ts';
import { isCheckoutSessionId } from '../domain/ids.ts';
import { shortenedTo } from '../domain/text.ts';
import type { Progress } from '../progress/progress.ts';
import type { Task } from './plain-words.ts';

/** Who and what a mail to the organisers is about. Only what they may read: no birth date, nothing medical. */
export interface Subject {
  /** As registered, or otherwise as the family wrote it; missing texts are empty. */
  person?: { name: string; school: string; registeredAs: string };
  /** The entry exists and can be opened. */
  entryFound: boolean;
  /** Something could not be read, so what is missing here may exist after all. */
  incomplete: boolean;
  registrationKey?: string;
  /** The Checkout Session named by the entry; another entry may have named it first. */
  checkoutSession?: string;
  /** Of the entry's own payment, once it was read. */
  paymentIntentId?: string;
  item?: StoredEntry;
  row?: StoredEntry;
}

export interface SubjectSources {
  entries: Pick<Entries, 'find'>;
  registrations: Pick<Registrations, 'get'>;
  progress: Pick<Progress, 'get'>;
}

/** Reads who an entry is about. What cannot be read is left out: the mail may be about just that failure. */
export async function readSubject(
  entryId: string,
  { entries, registrations, progress }: SubjectSources,
): Promise<Subject> {
  let incomplete = false;
  const attempt = <T>(reading: Promise<T>): Promise<T | undefined> =>
    reading.catch(() => {
      incomplete = true;
      return undefined;
    });
  const [item, record] = await Promise.all([attempt(entries.find(entryId)), attempt(progress.get(entryId))]);
  const registrationKey = record?.registrationKey;
  const row = registrationKey === undefined ? undefined : await attempt(registrations.get(registrationKey));
  const known = row ?? item;
  return {
    person: known && personIn(known),
    entryFound: item !== undefined,
    incomplete,
    registrationKey: row && registrationKey,
    checkoutSession: sessionOf(entryId, item),
    paymentIntentId: record?.money?.paymentIntentId ?? undefined,
    item,
    row,
  };
}

function personIn(item: StoredEntry): Subject['person'] {
  const { fullName, school, registrationType } = identityOf(item);
  return { name: shown(fullName), school: shown(school), registeredAs: shown(registrationType) };
}

function sessionOf(entryId: string, item: StoredEntry | undefined): string | undefined {
  const named = textOf(item?.checkout);
  const id = typeof named === 'string' && named.trim() !== '' ? named.trim() : entryId;
  return isCheckoutSessionId(id) ? id : undefined;
}

/** A field that prevents an entry from being registered. */
export interface FieldAtFault {
  /** The message's attribute. */
  field: string;
  label: string;
  /** As the family wrote it; undefined when there is nothing to show. */
  written?: string;
  accepted: string;
}

const essentials: Readonly<Record<string, { label: string; accepted: string }>> = {
  full_name: { label: 'Name', accepted: 'a first and a last name' },
  school: { label: 'School', accepted: 'the name of a school' },
  reg_type: { label: 'Type of registration (reg_type)', accepted: 'competitor, coach or seminar' },
  checkout: {
    label: 'Payment (checkout)',
    accepted: 'the id of a Stripe Checkout Session, or manual_entry for what is paid in another way',
  },
};

/** The fields of the entry, or for a badge of the registration, that make it invalid as it is now. */
export function fieldsAtFault({ item, row }: Subject, task: Task, competitionYear: number): FieldAtFault[] {
  const read = task === 'registration' ? item : row;
  if (!read) return [];
  return problemFields(read, task, competitionYear).flatMap((field) => {
    const known = essentials[field];
    const written = textOf(read[field]);
    return known
      ? [{ field, ...known, written: typeof written === 'string' ? shown(written) : undefined }]
      : [];
  });
}

function problemFields(read: StoredEntry, task: Task, competitionYear: number): string[] {
  try {
    if (task !== 'registration') {
      parseBadgeSubject(read, { competitionYear });
      return [];
    }
    const { checkout } = parseEntry(read, { competitionYear });
    return checkout.kind === 'none' ? ['checkout'] : [];
  } catch (error) {
    if (!(error instanceof EntryInvalidError)) throw error;
    return error.problems.map(({ field }) => field);
  }
}

/** A text from a form may be of any length. */
const shown = (text: string) => shortenedTo(100, text.trim());
