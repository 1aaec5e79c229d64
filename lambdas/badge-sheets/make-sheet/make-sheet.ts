import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { badgeIdOf } from '../../../core/domain/ids.ts';
import type { SheetBadge } from '../../../core/sheets/pdf-badges.ts';
import { SheetAttempt } from '../../../core/sheets/sheet-attempt.ts';
import {
  type ReadyBadge,
  SheetBadges,
  type SheetBadgesDependencies,
} from '../../../core/sheets/sheet-badges.ts';
import { placeOf, sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { writeSheetPdf } from '../../../core/sheets/sheet-pdf.ts';
import {
  attemptsKey,
  badgesKey,
  countsOf,
  type MadeSheet,
  type PlannedSheet,
  plannedBadges,
  rowsKey,
  type SheetRows,
  sheetKey,
} from '../../../core/sheets/sheet-state.ts';
import { reportFailure } from '../../runtime/report-failure.ts';

export interface MakeSheetInput extends Pick<PlannedSheet, 'print'> {
  /** The order's. */
  execution: string;
  file: Omit<PlannedSheet['item'], 'id'>;
}

export interface MakeSheetDependencies extends SheetBadgesDependencies {
  sheets: Pick<JobFiles, 'findJson' | 'readJson' | 'writeFile' | 'writeJson'>;
  /** The number of attempts at a file; after the last one, a failure of one badge is not tried again. */
  attempts: number;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Makes one file of badge sheets: brings each badge in line with its registration, so that what is printed is right even
 * if no event reported a change, and writes the badges to a PDF. One badge at a time is in memory.
 *
 * A badge that cannot be printed is left out and listed with the reason. A failure that may pass fails the step, which is
 * tried again, until the last attempt.
 *
 * @throws BadgeInFlightError when another execution is working on one of the badges.
 */
export async function makeSheet(
  { execution, print, file }: MakeSheetInput,
  dependencies: MakeSheetDependencies,
): Promise<MadeSheet> {
  const { design, logo, sheets, attempts } = dependencies;
  const planned = await sheets.readJson(badgesKey(execution, file.file), plannedBadges);
  const attempt = await SheetAttempt.begin(attemptsKey(execution, file.file), { sheets, most: attempts });
  const badges = new SheetBadges(execution, attempt, dependencies, reportFailure);
  const ready: ReadyBadge[] = [];
  const rows: SheetRows = { printed: [], notPrinted: [] };
  let unsettled: { error: unknown } | undefined;
  for await (const outcome of attempt.each(planned, (badge) => badges.prepare(badge))) {
    if ('badge' in outcome) ready.push(outcome);
    else if ('reason' in outcome) rows.notPrinted.push(outcome);
    else unsettled = outcome;
  }
  if (unsettled) throw unsettled.error;

  const layout = sheetLayout(design.format, print.paper);
  const first = file.file === 1 ? print.first : 1;
  async function* pictures(): AsyncGenerator<SheetBadge> {
    for await (const picture of attempt.each(ready, (badge) => badges.fetchPicture(badge))) {
      if ('error' in picture) throw picture.error;
      if ('reason' in picture) rows.notPrinted.push(picture);
      else {
        const place = placeOf(layout, rows.printed.length + 1, first);
        rows.printed.push(printedRow(picture.of, file.file, place));
        yield picture;
      }
    }
  }
  const key = sheetKey(execution, file.file, file.of);
  const directory = await mkdtemp(join(tmpdir(), 'sheet-'));
  try {
    const path = join(directory, 'sheet.pdf');
    await writeSheetPdf(
      {
        layout,
        ...{ design, logo },
        first,
        cutLines: print.cutLines,
        title: `Badges, ${file.file} of ${file.of}`,
        createdAt: new Date(dependencies.now()),
        badges: pictures(),
      },
      createWriteStream(path),
    );
    if (rows.printed.length > 0) await sheets.writeFile(key, path, 'application/pdf');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  await sheets.writeJson(rowsKey(execution, file.file), rows);
  return { ...(rows.printed.length > 0 && { key }), ...countsOf(rows) };
}

function printedRow(
  { id, badge, row }: ReadyBadge,
  file: number,
  { page, position }: { page: number; position: number },
): SheetRows['printed'][number] {
  const { school, fullName: name, registrationType } = identityOf(row);
  const findingsInWords = row.badge_preflight?.S;
  return {
    file,
    page,
    position,
    badgeId: badgeIdOf(id),
    entryId: id,
    school,
    name,
    registrationType,
    // A person who has checked the badge may have emptied the column.
    ...(findingsInWords ? { findings: badge.preflight, findingsInWords } : { findings: [] }),
    photo: badge.photo === 'used',
    hash: badge.hash,
  };
}
