import * as z from 'zod';
import {
  type ArchivedPerson,
  archivedAttributes,
  archiveOf,
  idOfArchived,
  mergePeople,
  peopleOf,
  readArchive,
} from '../../../core/archive/archive.ts';
import { type ArchiveOrder, mergedArchiveKey } from '../../../core/archive/archive-state.ts';
import { type LookupRow, lookupChanges } from '../../../core/archive/lookup-changes.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { LookupTable } from '../../../core/clients/lookup-table.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import type { EntryItem } from '../../../core/domain/entry-item.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { writeRows } from '../../../core/jobs/job-rows.ts';
import { type Counts, type JobPlan, jobFolder, planKey } from '../../../core/jobs/job-state.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { Tombstones } from '../../../core/progress/tombstones.ts';

const job = 'archive';

export interface PlanArchiveDependencies {
  registrations: Pick<Registrations, 'rows'>;
  lookup: Pick<LookupTable, 'items'>;
  files: Pick<JobFiles, 'bucket' | 'findJson' | 'write' | 'writeJson'>;
  tombstones: Pick<Tombstones, 'all'>;
}

/**
 * Writes an archive of all registrations, and merges it into that of all tournaments. Plans to load it, or another
 * archive, into the lookup table, where that is asked for: only rows that differ. People are only in the files. Who was erased is
 * left out of archives that were made before.
 *
 * @throws InputInvalidError for an archive that is none.
 */
export async function planArchive(
  { execution, order }: { execution: string; order: ArchiveOrder },
  { registrations, lookup, files, tombstones }: PlanArchiveDependencies,
): Promise<JobPlan> {
  const erased = await tombstones.all();
  if ('from' in order) {
    const people = await given(order.from);
    return load(people, { people: people.length }, order.planOnly);
  }
  const { people, counts } = await archive(order.merge);
  return order.load ? load(people, counts, false) : planOf([], counts);

  async function archive(merge: string | undefined): Promise<{ people: ArchivedPerson[]; counts: Counts }> {
    const rows: EntryItem[] = [];
    for await (const row of registrations.rows(archivedAttributes)) rows.push(row);
    const now = peopleOf(rows);
    const archived = merged([], now);
    await files.writeJson(`${jobFolder(job, execution)}/archive.json`, archiveOf(archived));
    const before = merged(await given(merge), (await read(mergedArchiveKey)) ?? []);
    const people = merged(before, now);
    await files.writeJson(mergedArchiveKey, archiveOf(people));
    const counts = { registrations: rows.length, archived: archived.length, people: people.length };
    return { people, counts };
  }

  async function load(
    people: readonly ArchivedPerson[],
    counts: Counts,
    planOnly: boolean,
  ): Promise<JobPlan> {
    const table: EntryItem[] = [];
    for await (const item of lookup.items()) table.push(item);
    const changes = lookupChanges(table, people);
    return planOf(planOnly ? [] : changes.rows, { ...counts, ...changes.counts });
  }

  async function given(key: string | undefined): Promise<ArchivedPerson[]> {
    if (key === undefined) return [];
    const people = await read(key);
    if (!people) throw new InputInvalidError('the archive that was given is not there');
    return people;
  }

  /** @throws InputInvalidError when it is something else. */
  async function read(key: string): Promise<ArchivedPerson[] | undefined> {
    try {
      const content = await files.findJson(key, z.unknown());
      if (content === undefined) return undefined;
      const people = readArchive(content);
      if (people) return people.filter((person) => !erased.has(idOfArchived(person)));
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
    }
    const what = key === mergedArchiveKey ? key : 'what was given';
    throw new InputInvalidError(`${what}: no archive`);
  }

  async function planOf(rows: readonly LookupRow[], counts: Counts): Promise<JobPlan> {
    const items = await writeRows({ job, execution }, rows, files);
    return { ...(await writePlan(planKey(job, execution), items, files)), counts, order };
  }
}

const merged = (earlier: readonly ArchivedPerson[], now: readonly ArchivedPerson[]) =>
  mergePeople(earlier, now).map(({ person }) => person);
