/**
 * People of the tournament in the archive of all tournaments and in the lookup table, from which the form fills itself in.
 * Medical facts leave both for everybody in them, who took part in this tournament or in an earlier one.
 */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import {
  type ArchivedPerson,
  archivedPerson,
  archivedRegistration,
  archiveOf,
  idOfArchived,
  readArchive,
} from '../archive/archive.ts';
import { mergedArchiveKey } from '../archive/archive-state.ts';
import { medicalAttribute, medicalFormOf } from '../archive/medical-form.ts';
import type { ForgettableTable } from '../clients/forgettable-table.ts';
import type { JobFiles } from '../clients/job-files.ts';
import type { ObjectVersions } from '../clients/object-versions.ts';
import type { AttributeValue } from '../domain/attribute-value.ts';
import { dayOf } from '../domain/calendar-day.ts';
import type { EntryItem } from '../domain/entry-item.ts';
import { type Extent, includes } from '../domain/forgotten.ts';
import { hexHash } from '../domain/ids.ts';
import { comparableName } from '../domain/names.ts';

/**
 * Where the hashes of the people are whose names are due. They outlive their registrations, so that nobody stays behind in
 * the archive if this job is cut off.
 */
const peopleKey = 'jobs/retention/people.json';

export interface ArchivedDependencies {
  lookup: Pick<ForgettableTable, 'items' | 'remove' | 'delete'>;
  files: Pick<JobFiles, 'findJson' | 'writeJson'>;
  config: Pick<ObjectVersions, 'of' | 'delete' | 'erase'>;
}

/** The ids of the items. No entry has an id with a colon. */
export const archivedItems = ['archive:lookup', 'archive:file'] as const;

/** What the people are recognised by: hashes of name, birth date and school, and of name and birth date. */
export function hashesOf(item: EntryItem): string[] {
  return hashesOfPerson(archivedRegistration(item));
}

function hashesOfPerson(person: ArchivedPerson): string[] {
  const day = dayOf(person.birthdate.S);
  const known = JSON.stringify([comparableName(person.name.S), day]);
  return [idOfArchived(person), ...(day === undefined ? [] : [`born_${hexHash(known, 32)}`])];
}

/** Keeps hashes of people beside those of earlier runs. */
export async function keepPeople(
  hashes: ReadonlySet<string>,
  { files }: Pick<ArchivedDependencies, 'files'>,
): Promise<void> {
  if (hashes.size === 0) return;
  const all = new Set([...(await keptPeople({ files })), ...hashes]);
  await files.writeJson(peopleKey, [...all]);
}

export async function keptPeople({
  files,
}: {
  files: Pick<JobFiles, 'findJson'>;
}): Promise<ReadonlySet<string>> {
  return new Set(await files.findJson(peopleKey, z.array(z.string())));
}

/** What became of the people of the archive, or is to: how many change, and how many are left out. */
type Change = 'left out' | 'emptied' | undefined;

/** @param item as it is stored: a form that another system has written may say more than is read of it. */
function changeOf(item: EntryItem, extent: Extent | undefined, people: ReadonlySet<string>): Change {
  const hashes = includes(extent, 'names') ? hashesOfPerson(archivedPerson(item)) : [];
  if (hashes.some((hash) => people.has(hash))) return 'left out';
  const { medical_form: form = noMedicalForm } = item;
  const medical = !isDeepStrictEqual(form, noMedicalForm) || unknownIn(item).length > 0;
  return includes(extent, 'medical') && medical ? 'emptied' : undefined;
}

const known = [
  'pk',
  'name',
  'email',
  'phone',
  'coach',
  'gender',
  'school',
  'birthdate',
  'parent',
  'medical_form',
];
const unknownIn = (person: EntryItem) => Object.keys(person).filter((name) => !known.includes(name));

const noMedicalForm = medicalAttribute(medicalFormOf(undefined));

/** How many people of the lookup table and of the archive there is something to forget of, by the ids of the items. */
export async function archivedToForget(
  extent: Extent | undefined,
  people: ReadonlySet<string>,
  { lookup, files, config }: ArchivedDependencies,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  if (extent === undefined) return found;
  const count = (id: string, item: EntryItem) => {
    if (changeOf(item, extent, people)) found.set(id, (found.get(id) ?? 0) + 1);
  };
  for await (const item of lookup.items()) count('archive:lookup', item);
  for (const item of await archivedIn(files)) count('archive:file', item);
  // Earlier versions have what the archive had before.
  if ((await config.of(mergedArchiveKey)).length > 1)
    found.set('archive:file', found.get('archive:file') ?? 0);
  return found;
}

/** Forgets what is due of the people in one of the two. */
export async function forgetArchived(
  id: string,
  extent: Extent | undefined,
  { lookup, files, config }: ArchivedDependencies,
): Promise<void> {
  const people = await keptPeople({ files });
  if (id === 'archive:lookup') {
    for await (const item of lookup.items()) await forgetRow(item);
    return;
  }
  const before = await config.of(mergedArchiveKey);
  const archived = await archivedIn(files);
  const left = archived.flatMap((item) => {
    const change = changeOf(item, extent, people);
    if (change === 'left out') return [];
    const person = archivedPerson(item);
    return change === 'emptied' ? [emptied(person)] : [person];
  });
  if (archived.length > 0) await files.writeJson(mergedArchiveKey, archiveOf(left));
  await config.delete(before);

  async function forgetRow(item: Record<string, AttributeValue>): Promise<void> {
    const change = changeOf(item, extent, people);
    const pk = item.pk?.S ?? '';
    if (change === 'left out') await lookup.delete(pk);
    if (change === 'emptied') await lookup.remove(pk, unknownIn(item), { medical_form: noMedicalForm });
  }
}

function emptied(person: ArchivedPerson): ArchivedPerson {
  const left: ArchivedPerson = { ...person, medical_form: noMedicalForm };
  for (const name of unknownIn(person)) delete left[name];
  return left;
}

/** The people of the archive, as they are stored. */
async function archivedIn(files: Pick<JobFiles, 'findJson'>): Promise<EntryItem[]> {
  const content = await files.findJson(mergedArchiveKey, z.unknown());
  return readArchive(content) ? Object.values(content as Record<string, EntryItem>) : [];
}

/** Deletes the hashes of people, once none of them is left anywhere. */
export async function dropPeople({ config }: Pick<ArchivedDependencies, 'config'>): Promise<void> {
  await config.erase(peopleKey);
}
