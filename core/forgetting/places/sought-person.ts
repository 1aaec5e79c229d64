/** Who is sought, and by what. */
import type { StoredEntry } from '../../clients/entries.ts';
import type { Registrations } from '../../clients/registrations.ts';
import { dayOf } from '../../domain/calendar-day.ts';
import { type EntryItem, textOf } from '../../domain/entry-item.ts';
import { type Identity, identityOf } from '../../domain/identity.ts';
import { archiveIdOf, personIdOf, registrationIdOf } from '../../domain/ids.ts';
import { comparableName } from '../../domain/names.ts';
import { recordOf } from '../../progress/progress-record.ts';
import type { ProgressTable } from '../../progress/progress-table.ts';
import { photoKeysOf } from '../forget.ts';

/**
 * A person, by everything that leads to what is kept of them. Brothers and sisters share an address and often a school, so
 * none of these is used alone: a person is the same name, school, type and birth date. Entries that lack a name or a school are
 * nobody in particular, and are found by their own ids alone.
 */
export interface SoughtPerson {
  /** Of the registration that was named. */
  id: string;
  /** Whether there is an entry, a registration or a note of it. */
  isThere: boolean;
  /** Of all entries and registrations of the same person: a family may have begun to pay twice. */
  ids: ReadonlySet<string>;
  /** As they are written in entries and registrations, where there is a name and a school. */
  identities: readonly Identity[];
  /** As which they are registered (`person_…`). */
  personIds: ReadonlySet<string>;
  /** The registrations' keys by their ids, also former ones. */
  keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the photos that they have uploaded. */
  photoKeys: ReadonlySet<string>;
  /** Ids of others of the same name and school: another type of registration, or another birth date. */
  alike: readonly string[];
}

export interface SeekDependencies {
  /** Every entry with these attributes. */
  entries: (attributes: readonly string[]) => AsyncGenerator<StoredEntry>;
  registrations: Pick<Registrations, 'rows'>;
  progress: Pick<ProgressTable, 'read'>;
}

/** The attributes that say who somebody is, and which photo is theirs. */
const ofIdentity = ['entryId', 'full_name', 'school', 'reg_type', 'birthdate', 'imgFilename'];

interface Known {
  id: string;
  identity: Identity;
  photoKeys: readonly string[];
  pk?: string;
}

/** Reads the two tables once, by the attributes that say who somebody is. */
export async function seek(
  id: string,
  { entries, registrations, progress }: SeekDependencies,
): Promise<SoughtPerson> {
  const everybody: Known[] = [];
  for await (const row of registrations.rows([...ofIdentity, 'pk'])) {
    everybody.push({ id: registrationIdOf(row), ...knownOf(row), pk: textIn(row, 'pk') });
  }
  for await (const item of entries(ofIdentity)) {
    everybody.push({ id: textIn(item, 'entryId'), ...knownOf(item) });
  }
  const own = recordOf(await progress.read(id));
  const asPersons = (people: readonly Known[]) => people.filter(({ identity }) => isSomebody(identity));
  const named = asPersons(everybody.filter((one) => one.id === id));
  const personIds = new Set([...named.map(({ identity }) => personIdOf(identity)), ...(own.knownAs ?? [])]);
  const same = everybody.filter(
    ({ id: its, identity }) => its === id || (isSomebody(identity) && personIds.has(personIdOf(identity))),
  );
  const ids = new Set([id, ...same.map((one) => one.id)]);
  const keys = new Map<string, ReadonlySet<string>>();
  for (const one of ids) {
    const { registrationKeys } = one === id ? own : recordOf(await progress.read(one));
    const rows = same.flatMap(({ id: its, pk }) => (its === one && pk !== undefined ? [pk] : []));
    keys.set(one, new Set([...registrationKeys, ...rows]));
  }
  const photoKeys = new Set(same.flatMap((one) => one.photoKeys));
  const identities = asPersons(same).map(({ identity }) => identity);
  const whoIs = ({ fullName, school }: Identity) => JSON.stringify([fullName, school].map(comparableName));
  const names = new Set(identities.map(whoIs));
  const alike = everybody.filter((one) => !ids.has(one.id) && names.has(whoIs(one.identity)));
  const isThere = same.length > 0 || own.registrationKeys.length > 0;
  return {
    ...{ id, isThere, ids, identities, personIds, keys, photoKeys },
    alike: [...new Set(alike.map((one) => one.id))],
  };
}

/** As which the person is in archives: with every name and school that is known. */
export function archivedIdsOf({ identities }: Pick<SoughtPerson, 'identities'>): Set<string> {
  return new Set(identities.map(archiveIdOf));
}

/** Whether something with a name and a birth date is about the person, in whatever school. */
export function sameNameAndDay(
  { identities }: Pick<SoughtPerson, 'identities'>,
  { name, birthdate }: { name: string; birthdate: string },
): boolean {
  const day = dayOf(birthdate);
  return (
    day !== undefined &&
    identities.some((one) => one.birthdate === day && comparableName(one.fullName) === comparableName(name))
  );
}

const isSomebody = ({ fullName, school }: Identity) => fullName !== '' && school !== '';

const knownOf = (item: StoredEntry) => ({
  identity: identityOf(item),
  photoKeys: photoKeysOf({ entry: item, rows: [] }),
});

function textIn(item: EntryItem, attribute: string): string {
  const text = textOf(item[attribute]);
  return typeof text === 'string' ? text : '';
}
