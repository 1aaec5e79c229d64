import type { ForgettableTable } from '../../../core/clients/forgettable-table.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import { type Extent, includes } from '../../../core/domain/forgotten.ts';
import { registrationIdOf } from '../../../core/domain/ids.ts';
import { dueOn, type RetentionRules } from '../../../core/domain/retention.ts';
import {
  type ArchivedDependencies,
  archivedToForget,
  dropPeople,
  hashesOf,
  keepPeople,
  keptPeople,
} from '../../../core/forgetting/archived.ts';
import type { Traces } from '../../../core/forgetting/forget.ts';
import { type Buckets, foldersToEmpty } from '../../../core/forgetting/objects.ts';
import type { RetentionItem, RetentionOrder } from '../../../core/forgetting/retention-order.ts';
import {
  extentToForget,
  neverPaid,
  noteToForget,
  tracesIn,
} from '../../../core/forgetting/retention-plan.ts';
import { type Counts, type JobPlan, planKey } from '../../../core/jobs/job-state.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { ProgressItem } from '../../../core/progress/progress-record.ts';
import type { ProgressTable } from '../../../core/progress/progress-table.ts';

export interface PlanRetentionDependencies extends Pick<ArchivedDependencies, 'lookup'> {
  rules: RetentionRules;
  /** Whether the stage has a folder in Drive. */
  drive: boolean;
  entries: Pick<ForgettableTable, 'items'>;
  rows: Pick<ForgettableTable, 'items'>;
  table: Pick<ProgressTable, 'scan' | 'now'>;
  progress: Pick<Progress, 'recordRegistrationKey'>;
  buckets: Buckets & Pick<ArchivedDependencies, 'config'>;
  files: Pick<JobFiles, 'bucket' | 'findJson' | 'write' | 'writeJson'>;
}

/**
 * Lists what is due and not forgotten yet: people by their ids, notes about people, files in Drive, folders of buckets, the
 * archive and the lookup table. Whoever is to be found in these two after the registration is gone is kept by hashes. The
 * keys of rows that the progress table does not know are recorded there: people are found by them later.
 */
export async function planRetention(
  { execution, order }: { execution: string; order: RetentionOrder },
  dependencies: PlanRetentionDependencies,
): Promise<JobPlan> {
  const { rules, drive, table, progress, lookup, buckets, files } = dependencies;
  const on = order.on ?? new Date(table.now()).toISOString().slice(0, 10);
  const due = dueOn(on, rules);
  const { people, notes } = await read(dependencies);
  const toForget = people.flatMap((traces) => {
    const extent = extentToForget(traces, due);
    return extent ? [{ traces, extent }] : [];
  });
  const named = toForget.filter(({ extent }) => extent === 'names').map(({ traces }) => traces);
  const hashes = new Set(named.flatMap(({ entry, rows }) => itemsOf(entry, rows).flatMap(hashesOf)));
  const archived = await archivedToForget(
    due.extent,
    new Set([...hashes, ...(await keptPeople({ files }))]),
    { lookup, files, config: buckets.config },
  );
  const folders = await foldersToEmpty(due, buckets);
  const items: RetentionItem[] = [
    ...[...archived.keys()].map((id) => ({ id, found: 'archived' as const })),
    ...toForget.map(({ traces: { id }, extent }) => ({ id, found: extent })),
    ...notes.flatMap((item) => noteToForget(item, due, { drive }) ?? []),
    ...[...folders.keys()].map((id) => ({ id, found: 'objects' as const })),
  ];
  const counts = countsOf(toForget, items, { archived, folders });
  const plan = { counts, order: { ...order, on } };
  if (order.planOnly) return { ...(await writePlan(planKey('retention', execution), [], files)), ...plan };

  for (const { id, rows, progress: item } of toForget.map(({ traces }) => traces)) {
    for (const { pk } of rows) {
      const keys = (item.registrationKeys as Set<string> | undefined) ?? new Set();
      if (!keys.has(pk)) await progress.recordRegistrationKey(id, pk);
    }
  }
  await keepPeople(hashes, { files });
  if (includes(due.extent, 'names') && named.length === 0 && archived.size === 0) await dropPeople(buckets);
  return { ...(await writePlan(planKey('retention', execution), items, files)), ...plan };
}

async function read({
  entries,
  rows,
  table,
}: PlanRetentionDependencies): Promise<{ people: Traces[]; notes: ProgressItem[] }> {
  const items = new Map<string, ProgressItem>();
  for await (const item of table.scan({})) items.set(item.entryId, item);
  const byId = new Map<string, Record<string, AttributeValue>>();
  for await (const entry of entries.items()) byId.set(entry.entryId?.S ?? '', entry);
  const rowsOf = new Map<string, Traces['rows']>();
  for await (const row of rows.items()) {
    const id = registrationIdOf(row);
    rowsOf.set(id, [...(rowsOf.get(id) ?? []), { pk: row.pk?.S ?? '', row }]);
  }
  const people = tracesIn({ entries: byId, rows: rowsOf, progress: items });
  const ids = new Set(people.map(({ id }) => id));
  return { people, notes: [...items.values()].filter(({ entryId }) => !ids.has(entryId)) };
}

const itemsOf = (entry: Traces['entry'], rows: Traces['rows']) => [
  ...(entry ? [entry] : []),
  ...rows.map(({ row }) => row),
];

function countsOf(
  toForget: readonly { traces: Traces; extent: Extent }[],
  items: readonly RetentionItem[],
  { archived, folders }: { archived: ReadonlyMap<string, number>; folders: ReadonlyMap<string, number> },
): Counts {
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
  const found = (kind: RetentionItem['found']) => items.filter((item) => item.found === kind).length;
  const counts = {
    medical: found('medical'),
    pictures: found('pictures'),
    names: found('names'),
    neverPaid: toForget.filter(({ traces }) => neverPaid(traces)).length,
    notes: found('note'),
    files: found('file'),
    objects: sum(folders.values()),
    archived: sum(archived.values()),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
