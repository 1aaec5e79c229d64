/** What a job has to know of its items and may not have in the state: rows in the bucket, a hundred to a file. */
import * as z from 'zod';
import type { JobFiles } from '../clients/job-files.ts';
import { InputInvalidError } from '../domain/errors.ts';
import { jobFolder, type rowItem } from './job-state.ts';

type RowItem = z.infer<typeof rowItem>;

const rowsInPart = 100;

const partKey = (job: string, execution: string, part: number) =>
  `${jobFolder(job, execution)}/rows/${part}.json`;

/** Writes the rows of an execution, and returns the items of its plan. */
export async function writeRows(
  { job, execution }: { job: string; execution: string },
  rows: readonly { id: string }[],
  files: Pick<JobFiles, 'writeJson'>,
): Promise<RowItem[]> {
  const items: RowItem[] = [];
  for (let start = 0, part = 1; start < rows.length; start += rowsInPart, part += 1) {
    const inPart = rows.slice(start, start + rowsInPart);
    await files.writeJson(partKey(job, execution, part), inPart);
    items.push(...inPart.map(({ id }) => ({ id, part })));
  }
  return items;
}

/** Every row of an execution, in the order in which they were written. */
export async function readRows<Row>(
  { job, execution }: { job: string; execution: string },
  schema: z.ZodType<Row>,
  files: Pick<JobFiles, 'findJson'>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let part = 1; ; part += 1) {
    const inPart = await files.findJson(partKey(job, execution, part), z.array(schema));
    if (!inPart) return rows;
    rows.push(...inPart);
  }
}

/** Reads the row of an item. The file of the last item is kept, for the next ones are mostly in it. */
export function rowReader<Row extends { id: string }>(
  job: string,
  schema: z.ZodType<Row>,
  files: Pick<JobFiles, 'readJson'>,
): (execution: string, item: RowItem) => Promise<Row> {
  let kept: { key: string; rows: Map<string, Row> } | undefined;
  return async (execution, { id, part }) => {
    const key = partKey(job, execution, part);
    if (kept?.key !== key) {
      const rows = await files.readJson(key, z.array(schema));
      kept = { key, rows: new Map(rows.map((row) => [row.id, row])) };
    }
    const row = kept.rows.get(id);
    if (!row) throw new InputInvalidError(`${id}: not among the rows of part ${part}`);
    return row;
  };
}
