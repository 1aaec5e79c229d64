import { Readable } from 'node:stream';
import type { BadgeFormat } from '../../../core/badges/badge-formats.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import type { PrintedBadges } from '../../../core/progress/printed-badges.ts';
import { preflightCsv } from '../../../core/sheets/preflight-report.ts';
import { drawReportPdf } from '../../../core/sheets/report-pdf.tsx';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import {
  countsOf,
  preflightKey,
  reportKey,
  rowsKey,
  type SheetRows,
  type SheetsPlan,
  type SheetsReport,
  sheetRows,
} from '../../../core/sheets/sheet-state.ts';

export interface FinishSheetsDependencies {
  format: BadgeFormat;
  competition: Competition;
  /** IANA name, for the time in the report. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: () => number;
  sheets: Pick<JobFiles, 'bucket' | 'readJson' | 'write'>;
  printed: Pick<PrintedBadges, 'recordSheet'>;
}

const atATime = 16;

/** Writes the reports on all files of an order, and records which badges are on sheets now. */
export async function finishSheets(
  { execution, plan: { files, print } }: { execution: string; plan: Pick<SheetsPlan, 'files' | 'print'> },
  { format, competition, timeZone, now, sheets, printed }: FinishSheetsDependencies,
): Promise<SheetsReport> {
  const rows: SheetRows = { printed: [], notPrinted: [] };
  for (const { file } of files) {
    const ofFile = await sheets.readJson(rowsKey(execution, file), sheetRows);
    rows.printed.push(...ofFile.printed);
    rows.notPrinted.push(...ofFile.notPrinted);
  }
  const [pdf, csv] = [reportKey(execution), preflightKey(execution)];
  const createdAt = new Date(now());
  const when = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  const report = await drawReportPdf({
    layout: sheetLayout(format, print.paper),
    competition,
    createdAt,
    madeAt: new Intl.DateTimeFormat('en-GB', when).format(createdAt),
    askedFor: print.askedFor,
    ...rows,
  });
  await sheets.write(pdf, report, 'application/pdf');
  await sheets.write(csv, Buffer.from(preflightCsv(rows.printed, rows.notPrinted)), 'text/csv');
  await Readable.from(rows.printed)
    .map(({ entryId, hash }: SheetRows['printed'][number]) => printed.recordSheet(entryId, hash), {
      concurrency: atATime,
    })
    .toArray();
  return { bucket: sheets.bucket, pdf: { key: pdf }, csv: { key: csv }, ...countsOf(rows) };
}
