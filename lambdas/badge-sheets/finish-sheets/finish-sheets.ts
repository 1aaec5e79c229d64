import { Readable } from 'node:stream';
import type { BadgeFormat } from '../../../core/badges/badge-formats.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import type { Failure } from '../../../core/jobs/job-state.ts';
import { readResults } from '../../../core/jobs/read-results.ts';
import type { PrintedBadges } from '../../../core/progress/printed-badges.ts';
import { drawEnvelopesPdf } from '../../../core/sheets/envelopes.ts';
import { preflightCsv } from '../../../core/sheets/preflight-report.ts';
import { drawReportPdf } from '../../../core/sheets/report-pdf.tsx';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import {
  badgesKey,
  countsOf,
  envelopesKey,
  plannedBadges,
  preflightKey,
  reportKey,
  rowsKey,
  type SheetRows,
  type SheetsPlan,
  type SheetsReport,
  sheetKey,
  sheetRows,
} from '../../../core/sheets/sheet-state.ts';

export interface FinishSheetsDependencies {
  format: BadgeFormat;
  competition: Competition;
  /** IANA name, for the time in the report. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: () => number;
  sheets: Pick<JobFiles, 'bucket' | 'findJson' | 'readJson' | 'write'>;
  printed: Pick<PrintedBadges, 'recordSheet'>;
}

interface FinishSheetsInput {
  execution: string;
  plan: Pick<SheetsPlan, 'items' | 'order'>;
  manifest: string;
}

const atATime = 16;

/**
 * Writes the reports on all files of an order, and records which badges are on sheets now. The badges of a file that could
 * not be made are listed as not printed.
 *
 * @param manifest the key of the object that lists the Map's results.
 */
export async function finishSheets(
  { execution, plan: { items: of, order: print }, manifest }: FinishSheetsInput,
  { format, competition, timeZone, now, sheets, printed }: FinishSheetsDependencies,
): Promise<SheetsReport> {
  const failures = (await readResults(manifest, sheets)).filter((one): one is Failure => 'failed' in one);
  const rows: SheetRows = { printed: [], notPrinted: [] };
  const files: { key: string }[] = [];
  for (let file = 1; file <= of; file += 1) {
    const ofFile = await sheets.findJson(rowsKey(execution, file), sheetRows);
    if (ofFile) {
      if (ofFile.printed.length > 0) files.push({ key: sheetKey(execution, file, of) });
      rows.printed.push(...ofFile.printed);
      rows.notPrinted.push(...ofFile.notPrinted);
    } else {
      const reason = `file ${file} of ${of} could not be made`;
      const badges = await sheets.readJson(badgesKey(execution, file), plannedBadges);
      rows.notPrinted.push(...badges.map(({ id }) => ({ entryId: id, school: '', name: '', reason })));
    }
  }
  const [pdf, csv, envelopes] = [reportKey(execution), preflightKey(execution), envelopesKey(execution)];
  const createdAt = new Date(now());
  const when = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  const order = {
    layout: sheetLayout(format, print.paper),
    competition,
    createdAt,
    madeAt: new Intl.DateTimeFormat('en-GB', when).format(createdAt),
    askedFor: print.askedFor,
    ...rows,
  };
  await sheets.write(envelopes, await drawEnvelopesPdf(order), 'application/pdf');
  await sheets.write(pdf, await drawReportPdf(order), 'application/pdf');
  await sheets.write(csv, Buffer.from(preflightCsv(rows.printed, rows.notPrinted)), 'text/csv');
  await Readable.from(rows.printed)
    .map(({ entryId, hash }: SheetRows['printed'][number]) => printed.recordSheet(entryId, hash), {
      concurrency: atATime,
    })
    .toArray();
  return {
    bucket: sheets.bucket,
    pdf: { key: pdf },
    csv: { key: csv },
    envelopes: { key: envelopes },
    files,
    ...countsOf(rows),
    failed: failures.length,
    ...(failures.length > 0 && { cause: failures.map(({ id, failed }) => `${id}: ${failed}`).join('; ') }),
  };
}
