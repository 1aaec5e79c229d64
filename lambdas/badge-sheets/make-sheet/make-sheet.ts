import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BringInLineDependencies, bringInLine, learnKey } from '../../../core/badges/bring-in-line.ts';
import type { Badges } from '../../../core/clients/badges.ts';
import type { Executions } from '../../../core/clients/executions.ts';
import type { FoundRegistration } from '../../../core/clients/registrations.ts';
import type { Sheets } from '../../../core/clients/sheets.ts';
import {
  BadgeInFlightError,
  EntryInvalidError,
  notYetErrors,
  RegistrationError,
  rateLimitedErrors,
  transientErrors,
} from '../../../core/domain/errors.ts';
import { findingInWords } from '../../../core/domain/findings.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { badgeIdOf } from '../../../core/domain/ids.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { BadgeRecord } from '../../../core/progress/progress-record.ts';
import { SheetAttempt } from '../../../core/sheets/sheet-attempt.ts';
import { placeOf, sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { embeddable, type SheetBadge, writeSheetPdf } from '../../../core/sheets/sheet-pdf.ts';
import {
  attemptsKey,
  countsOf,
  type MadeSheet,
  type PlannedBadge,
  type PlannedSheet,
  planKey,
  plannedBadges,
  rowsKey,
  type SheetRows,
  sheetKey,
} from '../../../core/sheets/sheet-state.ts';
import { reportFailure } from '../../runtime/report-failure.ts';

export interface MakeSheetInput extends PlannedSheet {
  execution: string;
}

export interface MakeSheetDependencies extends BringInLineDependencies {
  badges: BringInLineDependencies['badges'] & Pick<Badges, 'read'>;
  progress: BringInLineDependencies['progress'] & Pick<Progress, 'get'>;
  sheets: Pick<Sheets, 'findJson' | 'readJson' | 'writeFile' | 'writeJson'>;
  /** Of the badge refresh, for the copies in Drive of badges that were drawn anew. */
  refreshes: Pick<Executions, 'startFor'>;
  /** After so many attempts at a file, what fails in one badge is not tried again. */
  attempts: number;
  /** Epoch milliseconds. */
  now: () => number;
}

type Row = FoundRegistration['row'];

/** A badge that is as it should be, and its registration. */
interface Ready {
  id: string;
  badge: BadgeRecord;
  row: Row;
}

type NotPrinted = SheetRows['notPrinted'][number];

/** A badge that failed in what may pass. */
interface Unsettled {
  error: unknown;
}

/**
 * Makes one file of badge sheets: brings each badge in line with its registration, so that what is printed is right
 * also where nobody told of a change, and writes them to a PDF. One badge at a time is in memory.
 *
 * Whatever fails in one badge is that badge's: it is left out and listed with its reason. What may pass fails the step,
 * to be tried again, until the last attempt.
 *
 * @throws BadgeInFlightError when another execution is at work on one of the badges.
 */
export async function makeSheet(
  { execution, print, file }: MakeSheetInput,
  dependencies: MakeSheetDependencies,
): Promise<MadeSheet> {
  const { design, sheets, attempts } = dependencies;
  const planned = await sheets.readJson(planKey(execution, file.file), plannedBadges);
  const attempt = await SheetAttempt.begin(attemptsKey(execution, file.file), { sheets, most: attempts });
  const ready: Ready[] = [];
  const rows: SheetRows = { printed: [], notPrinted: [] };
  let unsettled: Unsettled | undefined;
  for await (const outcome of attempt.each(planned, (badge) =>
    lineUp(badge, attempt, execution, dependencies),
  )) {
    if ('badge' in outcome) ready.push(outcome);
    else if ('reason' in outcome) rows.notPrinted.push(outcome);
    else unsettled = outcome;
  }
  if (unsettled) throw unsettled.error;

  const layout = sheetLayout(design.format, print.paper);
  const first = file.file === 1 ? print.first : 1;
  async function* pictures(): AsyncGenerator<SheetBadge> {
    for await (const picture of attempt.each(ready, (badge) => fetchPicture(badge, attempt, dependencies))) {
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

/** Brings a badge in line. */
async function lineUp(
  { id, pk }: PlannedBadge,
  attempt: SheetAttempt,
  execution: string,
  dependencies: MakeSheetDependencies,
): Promise<Ready | NotPrinted | Unsettled> {
  let row: Row | undefined;
  const notPrinted = (reason: string) => notPrintedOf(id, row, reason);
  if (pk === undefined) return notPrinted('no registration has this id');
  return ownOf(id, attempt, notPrinted, async () => {
    row = (await dependencies.registrations.find(id, [pk]))?.row;
    if (attempt.wasCutOffAt(id)) return notPrinted('making it takes more memory or time than there is');
    const outcome = await makeReady({ id, pk, row }, execution, dependencies);
    return 'reason' in outcome ? notPrinted(outcome.reason) : outcome;
  });
}

/** Fetches a badge's picture, which is looked at while nothing of the next is written. */
async function fetchPicture(
  of: Ready,
  attempt: SheetAttempt,
  { badges }: MakeSheetDependencies,
): Promise<(SheetBadge & { of: Ready }) | NotPrinted | Unsettled> {
  const { id, badge, row } = of;
  const notPrinted = (reason: string) => notPrintedOf(id, row, reason);
  return ownOf(id, attempt, notPrinted, async () => {
    const image = await embeddable(await read(badges, id, badge.key), `badge ${id}`);
    return { of, id, image };
  });
}

function notPrintedOf(id: string, row: Row | undefined, reason: string): NotPrinted {
  const { school, fullName: name } = identityOf(row ?? {});
  return { entryId: id, school, name, reason };
}

/** Does one badge's work. What fails in it is the badge's, unless it may pass with another attempt. */
async function ownOf<T>(
  id: string,
  attempt: SheetAttempt,
  notPrinted: (reason: string) => NotPrinted,
  work: () => Promise<T>,
): Promise<T | NotPrinted | Unsettled> {
  try {
    return await reportFailure({ entryId: id }, work);
  } catch (error) {
    if (isWorthARetry(error) && !attempt.isLast) return { error };
    return notPrinted(reasonOf(error));
  }
}

/** Whether a later attempt may go better. */
const isWorthARetry = (error: unknown) =>
  [...transientErrors, ...rateLimitedErrors, ...notYetErrors].some((retried) => error instanceof retried);

/** In words for who prints; the text of an error that is not ours may hold a name. */
function reasonOf(error: unknown): string {
  if (error instanceof EntryInvalidError) return error.problems.map(findingInWords).join('; ');
  if (error instanceof RegistrationError) return error.message;
  return 'something unexpected failed: an engineer finds it in the log of Make sheet, by the entry id';
}

async function makeReady(
  { id, pk, row: planned }: { id: string; pk: string; row: Row | undefined },
  execution: string,
  dependencies: MakeSheetDependencies,
): Promise<Ready | { reason: string }> {
  const { registrations, progress, refreshes, pushedToDrive } = dependencies;
  if (planned && !(await learnKey(id, pk, dependencies))) {
    return { reason: 'another registration has the same entryId' };
  }
  const { outcome } = await bringInLine({ entryId: id, execution }, dependencies);
  const { badge, registrationKey = pk, drive, attention } = await progress.get(id);
  // Also of one that an earlier attempt at this sheet drew as its last. What is parked waits for a person.
  const notYetInDrive = badge && attention.badge === undefined && drive?.md5 !== badge.md5;
  if (pushedToDrive && (outcome === 'rendered' || notYetInDrive)) await refreshes.startFor(id, execution);
  const found = await registrations.find(id, [registrationKey]);
  return badge && found ? { id, badge, row: found.row } : { reason: 'the registration is gone' };
}

/** @throws BadgeInFlightError for a badge that went after it had been brought in line: with the next attempt it is seen. */
async function read(badges: Pick<Badges, 'read'>, id: string, key: string): Promise<Uint8Array> {
  const image = await badges.read(key);
  if (!image) throw new BadgeInFlightError(`entry ${id}: its badge went while its sheet was made`);
  return image;
}

function printedRow(
  { id, badge, row }: Ready,
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
    // Who has looked at a badge may have emptied the column.
    ...(findingsInWords ? { findings: badge.preflight, findingsInWords } : { findings: [] }),
    hash: badge.hash,
  };
}
