import { Readable } from 'node:stream';
import type { Progress } from '../shared/clients/progress.ts';
import type { Sheets } from '../shared/clients/sheets.ts';
import { preflightCsv } from '../shared/sheets/preflight-report.ts';
import {
  countsOf,
  preflightKey,
  rowsKey,
  type SheetRows,
  type SheetsReport,
  sheetRows,
} from '../shared/sheets/sheet-state.ts';

const atATime = 16;

/** Writes the report on all files of an order, and notes which badges are on sheets now. */
export async function finishSheets(
  { execution, files }: { execution: string; files: readonly number[] },
  {
    sheets,
    progress,
  }: {
    sheets: Pick<Sheets, 'bucket' | 'readJson' | 'write'>;
    progress: Pick<Progress, 'recordSheet'>;
  },
): Promise<SheetsReport> {
  const rows: SheetRows = { printed: [], notPrinted: [] };
  for (const file of files) {
    const { printed, notPrinted } = await sheets.readJson(rowsKey(execution, file), sheetRows);
    rows.printed.push(...printed);
    rows.notPrinted.push(...notPrinted);
  }
  const key = preflightKey(execution);
  await sheets.write(key, Buffer.from(preflightCsv(rows.printed, rows.notPrinted)), 'text/csv');
  await Readable.from(rows.printed)
    .map(({ entryId, hash }: SheetRows['printed'][number]) => progress.recordSheet(entryId, hash), {
      concurrency: atATime,
    })
    .toArray();
  return { key, bucket: sheets.bucket, ...countsOf(rows) };
}
