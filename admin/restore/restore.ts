import { InvalidArgumentError } from '@commander-js/extra-typings';
import { tableItems } from '../../core/clients/table-items.ts';
import { adminCommand, withoutYes, yesOption } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { openStage, type Stage } from '../stage.ts';
import { columns } from '../text-layout.ts';
import { putBack } from './put-back.ts';
import { deleteCopy, makeCopy, type TableName, tableNames, tableOf } from './table-copies.ts';
import {
  countsOf,
  type Item,
  missingEntries,
  missingProgress,
  missingRegistrations,
  type PutBack,
} from './what-is-missing.ts';

export interface RestoreOptions {
  at: Date;
  tables?: readonly TableName[];
  /** Rows of registrations that are not as they were are put back too. */
  changed?: boolean;
  yes?: boolean;
}

/** What `--json` prints. */
export interface Restored {
  /** ISO 8601. */
  at: string;
  tables: ({ table: TableName; written?: number } & ReturnType<typeof countsOf>)[];
}

export const restore = adminCommand(
  {
    name: 'restore',
    what: 'puts back what tables held at a time and have lost since',
    more: `It makes copies of the tables as they were, by point-in-time recovery, and compares. What is there now
stays as it is, unless you say --changed. Nothing is mailed, started or uploaded again, and who was erased since
stays erased. It needs the rights of whoever deploys.`,
    undo: `Restore to the moment before: but what was put back stays. Delete rows in the front end. The copies
are deleted when it is done, or with --discard.`,
  },
  (command) =>
    command
      .requiredOption('--at <time>', 'the last moment at which all was well, as 2027-03-01T12:00:00Z', timeOf)
      .option(
        '--tables <names>',
        `some of ${tableNames.join(',')}, progress in any case; all when nothing is said`,
        tablesOf,
      )
      .option('--changed', 'put back registrations too that are not as they were then')
      .option('--discard', 'delete the copies, and do nothing else')
      .option(...yesOption),
  async ({ stage: name, json, discard, ...options }) => {
    const stage = await openStage(name);
    if (discard) {
      for (const table of tableNames) await deleteCopy(stage, table, options.at);
      console.error('The copies are deleted.');
      return exitCodes.done;
    }
    const restored = await restoreTables(stage, options);
    console.log(json ? JSON.stringify(restored, undefined, 2) : inWords(restored));
    if (options.yes) return exitCodes.done;
    const items = restored.tables.reduce(
      (sum, { missing, changed, incomplete }) => sum + missing + changed + incomplete,
      0,
    );
    console.error('The copies are kept for that; --discard deletes them.');
    return withoutYes(`write ${items} items`);
  },
);

/**
 * Puts back what is missing. Progress comes first: the Lambdas that follow the tables then find that all has been done. @throws CommandError as `makeCopy` does.
 */
export async function restoreTables(
  stage: Stage,
  { at, tables: wanted = tableNames, changed = false, yes = false }: RestoreOptions,
): Promise<Restored> {
  console.error('DynamoDB makes copies of the tables. That takes minutes; for large tables, hours.');
  // What was erased before is in the copy's progress, what was since in the stage's own.
  const needed = tableNames.filter((table) => table === 'progress' || wanted.includes(table));
  const copies = await Promise.all(
    needed.map(async (table) => [table, await itemsOf(stage, await makeCopy(stage, table, at))] as const),
  );
  const before = new Map<TableName, Item[]>(copies);
  const progress = [...(before.get('progress') ?? []), ...(await itemsOf(stage, tableOf(stage, 'progress')))];
  const erased = new Set(progress.filter(({ erasedAt }) => erasedAt).map(({ entryId }) => entryId?.S ?? ''));
  const restored: Restored['tables'] = [];
  for (const table of tableNames.filter((one) => wanted.includes(one))) {
    const items = {
      before: before.get(table) ?? [],
      now: await itemsOf(stage, tableOf(stage, table)),
      erased,
    };
    const plan = planOf[table](items, changed);
    restored.push({
      ...{ table, ...countsOf(plan) },
      ...(yes && { written: await putBack(stage, table, plan) }),
    });
  }
  if (yes) for (const table of needed) await deleteCopy(stage, table, at);
  return { at: at.toISOString(), tables: restored };
}

const planOf: Record<
  TableName,
  (items: Parameters<typeof missingRegistrations>[0], changed: boolean) => PutBack
> = { progress: missingProgress, entries: missingEntries, registrations: missingRegistrations };

async function itemsOf(stage: Stage, table: string): Promise<Item[]> {
  const items: Item[] = [];
  const all = tableItems(stage.dynamo, table, { TableName: table, ConsistentRead: true });
  for await (const item of all) items.push(item);
  return items;
}

function timeOf(said: string): Date {
  const at = new Date(said);
  if (!/^\d{4}-\d\d-\d\dT.+(?:Z|[+-]\d\d:\d\d)$/.test(said) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('Say a time with its zone, such as 2027-03-01T12:00:00Z.');
  }
  return at;
}

/** Progress is always among them: what is put back without it would be registered and mailed once more. */
function tablesOf(said: string): TableName[] {
  const tables = said.split(',').map((name) => {
    const table = tableNames.find((one) => one === name.trim());
    if (!table) throw new CommandError(`--tables: say some of ${tableNames.join(',')}, not “${name}”.`);
    return table;
  });
  return [...new Set([...tables, 'progress' as const])];
}

function inWords({ at, tables }: Restored): string {
  const rows = tables.map(
    ({ table, missing, changed, incomplete, same, differs, moved, erased, written }) => [
      table,
      ...[`${missing} missing`, `${changed} changed`, `${incomplete} incomplete`],
      `left: ${same} the same, ${differs} changed since, ${moved} with another key, ${erased} erased`,
      written === undefined ? '' : `${written} written`,
    ],
  );
  return [`As of ${at}`, ...columns(rows)].join('\n');
}
