/**
 * What earlier tournaments knew of a person, in the form that the form's autofill reads. Two people of one name both stay
 * in it, and one person stays one from year to year, in another school too.
 */
import * as z from 'zod';
import type { AttributeValue, TextAttribute } from '../domain/attribute-value.ts';
import { dayOf } from '../domain/calendar-day.ts';
import { type EntryItem, textOf, toAttributeValues } from '../domain/entry-item.ts';
import { archiveIdOf, hexHash } from '../domain/ids.ts';
import { comparableName } from '../domain/names.ts';
import { normaliseName } from '../domain/text.ts';
import { isFilledIn, medicalAttribute, medicalFormOf } from './medical-form.ts';

/** Attributes that are texts, by the names of the lookup table, with what the registrations table calls them. */
const texts = {
  name: 'full_name',
  email: 'email',
  phone: 'phone',
  coach: 'coach',
  gender: 'gender',
  school: 'school',
  birthdate: 'birthdate',
  parent: 'parent',
} as const;
type TextName = keyof typeof texts;
const textNames = Object.keys(texts) as TextName[];

/** A person as the lookup table has them: every attribute typed, and every one of these there. */
export type ArchivedPerson = Record<TextName | 'pk', TextAttribute> & {
  medical_form: AttributeValue;
} & Record<string, AttributeValue>;

/** The attributes of a registration that an archive is made of. */
export const archivedAttributes: readonly string[] = [
  'pk',
  'reg_type',
  ...Object.values(texts),
  'medical_form',
];

/**
 * Where no address is known: an index of the table needs one. `.invalid` is a domain that cannot exist (RFC 2606), and
 * the id keeps such people apart.
 */
const noAddress = (pk: string) => `no-address-${hexHash(pk, 16)}@nobody.invalid`;
const isNoAddress = (email: string) => email.endsWith('@nobody.invalid');

/** A registration as an archive has it. */
export function archivedRegistration(row: EntryItem): ArchivedPerson {
  const named = textNames.map((name) => [name, row[texts[name]]]);
  return archived({ ...Object.fromEntries(named), pk: row.pk, medical_form: row.medical_form });
}

/** A value of an archive, of this or of the old system, or an item of the lookup table. What else it has stays. */
export function archivedPerson(value: EntryItem): ArchivedPerson {
  return archived(value);
}

function archived(value: EntryItem): ArchivedPerson {
  const text = (name: string) => {
    const found = textOf(value[name]);
    return typeof found === 'string' ? normaliseName(found) : '';
  };
  const read = Object.fromEntries(textNames.map((name) => [name, { S: text(name) }])) as Record<
    TextName,
    TextAttribute
  >;
  const written = textOf(value.pk);
  const pk =
    typeof written === 'string' && isKey(written, longestKey) ? written : hexHash(JSON.stringify(read), 32);
  const day = dayOf(text('birthdate'));
  return {
    ...toAttributeValues(value),
    ...read,
    pk: { S: pk },
    email: { S: isKey(text('email'), longestAddress) ? text('email') : noAddress(pk) },
    birthdate: { S: day ? american(day) : text('birthdate') },
    medical_form: medicalAttribute(medicalFormOf(value.medical_form)),
  };
}

/** The most bytes of a table's key and of an index's: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const [longestKey, longestAddress] = [2048, 1024];
const isKey = (text: string, longest: number) => text !== '' && Buffer.byteLength(text) <= longest;

/** `YYYY-MM-DD` as the form's autofill reads days. */
const american = (day: string) => `${day.slice(5, 7)}/${day.slice(8, 10)}/${day.slice(0, 4)}`;

/**
 * Whether the form's autofill can read it: it wants two words of a name and a birth date, and answers with an error
 * otherwise.
 */
export function isReadable({ name, birthdate }: ArchivedPerson): boolean {
  return name.S.split(' ').length > 1 && dayOf(birthdate.S) !== undefined;
}

/** The person's id in archives. The type of a registration is in its key. */
export function idOfArchived({ name, school, birthdate, pk }: ArchivedPerson): string {
  const registrationType = /-(competitor|coach|seminar)-/.exec(pk.S)?.[1] ?? '';
  return archiveIdOf({
    ...{ fullName: name.S, school: school.S, registrationType },
    birthdate: dayOf(birthdate.S),
  });
}

/** A person after a merge, and whether this time knew something of them. */
export interface Merged {
  person: ArchivedPerson;
  isNew: boolean;
}

/**
 * Merges people into those of earlier times. The same name and birth date, in the same school or in the only place where
 * it can be, is the same person, who keeps the earlier key. Without a birth date it takes the same school and type. What is not said this
 * time stays as it was. Nobody is left out.
 */
export function mergePeople(earlier: readonly ArchivedPerson[], now: readonly ArchivedPerson[]): Merged[] {
  const arrived = firstOfEach(now);
  const before = firstOfEach(earlier);
  const earlierOf = new Map<string, ArchivedPerson>();
  for (const id of arrived.keys()) {
    const same = before.get(id);
    if (same) earlierOf.set(id, same);
  }
  // Of those left over, by name and birth date: somebody who is in another school now.
  const left = <T>(people: ReadonlyMap<string, T>) => [...people].filter(([id]) => !earlierOf.has(id));
  const [leftBefore, leftNow] = [before, arrived].map((people) =>
    Map.groupBy(left(people), ([, person]) => nameAndDay(person)),
  );
  for (const [who, candidates] of leftNow ?? []) {
    const known = leftBefore?.get(who) ?? [];
    const [only, sameOnly] = [candidates[0], known[0]];
    if (who !== undefined && candidates.length === 1 && known.length === 1 && only && sameOnly) {
      earlierOf.set(only[0], sameOnly[1]);
    }
  }
  const replaced = new Set(earlierOf.values());
  const stayed = [...before.values()].filter((person) => !replaced.has(person));
  const keys = new Set([...before.values()].map(({ pk }) => pk.S));
  const merged = [...arrived].map(([id, person]): Merged => {
    const same = earlierOf.get(id);
    return { person: same ? combined(same, person) : withFreeKey(person, keys), isNew: true };
  });
  return [...stayed.map((person) => ({ person, isNew: false })), ...merged];
}

function firstOfEach(people: readonly ArchivedPerson[]): Map<string, ArchivedPerson> {
  const all = new Map<string, ArchivedPerson>();
  for (const person of people) {
    const id = idOfArchived(person);
    if (!all.has(id)) all.set(id, person);
  }
  return all;
}

function nameAndDay({ name, birthdate }: ArchivedPerson): string | undefined {
  const day = dayOf(birthdate.S);
  return day === undefined ? undefined : JSON.stringify([comparableName(name.S), day]);
}

function combined(earlier: ArchivedPerson, now: ArchivedPerson): ArchivedPerson {
  const said = textNames.filter((name) => now[name].S !== '' && !isNoAddress(now[name].S));
  const medicalNow = medicalFormOf(now.medical_form);
  return {
    ...earlier,
    ...now,
    ...(Object.fromEntries(
      textNames.map((name) => [name, said.includes(name) ? now[name] : earlier[name]]),
    ) as Record<TextName, TextAttribute>),
    medical_form: isFilledIn(medicalNow) ? now.medical_form : earlier.medical_form,
    pk: earlier.pk,
  };
}

/** With a number at the end of the key where somebody else has the key already: as registrations have it. */
function withFreeKey(person: ArchivedPerson, keys: Set<string>): ArchivedPerson {
  let pk = person.pk.S;
  for (let ordinal = 2; keys.has(pk); ordinal += 1) pk = `${person.pk.S}-${ordinal}`;
  keys.add(pk);
  return { ...person, pk: { S: pk } };
}

/** The people of a tournament's registrations: of one person's, the competitor's first, for it says most. */
export function peopleOf(rows: readonly EntryItem[]): ArchivedPerson[] {
  const order = (row: EntryItem) => (textOf(row.reg_type) === 'competitor' ? 0 : 1);
  return rows
    .toSorted((a, b) => order(a) - order(b) || (String(textOf(a.pk)) < String(textOf(b.pk)) ? -1 : 1))
    .map(archivedRegistration);
}

const archiveFile = z.record(z.string(), z.record(z.string(), z.unknown()));

/** The people in an archive, of this or of the old system; undefined for anything else. */
export function readArchive(content: unknown): ArchivedPerson[] | undefined {
  const file = archiveFile.safeParse(content).data;
  return file && Object.values(file).map(archivedPerson);
}

/** An archive as it is written: a member for each person. */
export function archiveOf(people: readonly ArchivedPerson[]): Record<string, ArchivedPerson> {
  const file = new Map<string, ArchivedPerson>();
  for (const person of people) {
    const id = idOfArchived(person);
    let key = id;
    for (let ordinal = 2; file.has(key); ordinal += 1) key = `${id}-${ordinal}`;
    file.set(key, person);
  }
  return Object.fromEntries(file);
}
