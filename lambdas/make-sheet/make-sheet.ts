import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { NoSuchKey } from '@aws-sdk/client-s3';
import { type RenderBadgeDependencies, renderBadge } from '../render-badge/render-badge.ts';
import type { Badges } from '../shared/clients/badges.ts';
import type { Executions } from '../shared/clients/executions.ts';
import type { Progress } from '../shared/clients/progress.ts';
import type { BadgeRecord } from '../shared/clients/progress-record.ts';
import type { Sheets } from '../shared/clients/sheets.ts';
import { badgeIdOf } from '../shared/domain/badge-facts.ts';
import { registrationIdOf } from '../shared/domain/badge-subject.ts';
import {
  BadgeInFlightError,
  notYetErrors,
  RegistrationError,
  rateLimitedErrors,
  transientErrors,
} from '../shared/domain/errors.ts';
import { identityOf } from '../shared/domain/registration.ts';
import { reportFailure } from '../shared/report-failure.ts';
import { drawReportPage } from '../shared/sheets/report-page.tsx';
import { SheetAttempt } from '../shared/sheets/sheet-attempt.ts';
import { placeOf, type SheetLayout, sheetLayout } from '../shared/sheets/sheet-layout.ts';
import { embeddable, writeSheetPdf } from '../shared/sheets/sheet-pdf.ts';
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
} from '../shared/sheets/sheet-state.ts';

export interface MakeSheetInput extends PlannedSheet {
  execution: string;
}

export interface MakeSheetDependencies extends RenderBadgeDependencies {
  badges: RenderBadgeDependencies['badges'] & Pick<Badges, 'read'>;
  progress: RenderBadgeDependencies['progress'] & Pick<Progress, 'get' | 'recordRegistrationKey'>;
  sheets: Pick<Sheets, 'readJson' | 'writeFile' | 'writeJson'>;
  /** Of the badge refresh, for the copies in Drive of badges that were drawn anew. */
  refreshes: Pick<Executions, 'startFor'>;
  /** After so many attempts at a file, what fails in one badge is not tried again. */
  attempts: number;
  /** IANA; the front page says in it when the sheets were made. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Pictures that are fetched at a time. */
const atATime = 8;

type Row = Record<string, AttributeValue>;

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

const isReady = (outcome: Ready | NotPrinted): outcome is Ready => 'badge' in outcome;
const isUnsettled = (outcome: Ready | NotPrinted | Unsettled): outcome is Unsettled => 'error' in outcome;

/**
 * Makes one file of badge sheets: brings each badge in line with its registration, so that what is printed is right
 * also where nobody told of a change, and writes them to a PDF behind a page of what to look at. One badge at a time is
 * in memory.
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
  const { design, badges, sheets, attempts } = dependencies;
  const planned = await sheets.readJson(planKey(execution, file.file), plannedBadges);
  const attempt = await SheetAttempt.begin(attemptsKey(execution, file.file), { sheets, most: attempts });
  const outcomes = settled(
    await attempt.each(planned, (badge) => outcomeOf(badge, attempt, execution, dependencies)),
  );
  const ready = outcomes.filter(isReady);
  const layout = sheetLayout(design.format, print.paper);
  const first = file.file === 1 ? print.first : 1;
  const rows: SheetRows = {
    printed: ready.map((badge, index) => printedRow(badge, file.file, placeOf(layout, index + 1, first))),
    notPrinted: outcomes.filter((outcome): outcome is NotPrinted => !isReady(outcome)),
  };

  const images = Readable.from(ready).map(
    async ({ id, badge }: Ready) => ({ id, image: await read(badges, id, badge.key) }),
    { concurrency: atATime },
  );
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
        frontPages: [await frontPage({ print, file, rows, layout }, dependencies)],
        badges: images,
      },
      createWriteStream(path),
    );
    await sheets.writeFile(key, path, 'application/pdf');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  await sheets.writeJson(rowsKey(execution, file.file), rows);
  return { key, ...countsOf(rows) };
}

/** @throws what one of the badges failed in, if that may pass. */
function settled(outcomes: (Ready | NotPrinted | Unsettled)[]): (Ready | NotPrinted)[] {
  return outcomes.map((outcome) => {
    if (isUnsettled(outcome)) throw outcome.error;
    return outcome;
  });
}

async function outcomeOf(
  { id, pk }: PlannedBadge,
  attempt: SheetAttempt,
  execution: string,
  dependencies: MakeSheetDependencies,
): Promise<Ready | NotPrinted | Unsettled> {
  let row: Row | undefined;
  const notPrinted = (reason: string): NotPrinted => {
    const { school, fullName: name } = identityOf(row ?? {});
    return { entryId: id, school, name, reason };
  };
  if (pk === undefined) return notPrinted('no registration has this id');
  try {
    return await reportFailure({ entryId: id }, async () => {
      const found = await dependencies.registrations.get(pk);
      if (isOf(id, found)) row = found;
      if (attempt.wasCutOffAt(id)) return notPrinted('making it takes more memory or time than there is');
      const outcome = await bringInLine({ id, pk, row }, execution, dependencies);
      if ('reason' in outcome) return notPrinted(outcome.reason);
      await embeddable(await read(dependencies.badges, id, outcome.badge.key), `badge ${id}`);
      return outcome;
    });
  } catch (error) {
    if (isWorthARetry(error) && !attempt.isLast) return { error };
    return notPrinted(reasonOf(error));
  }
}

/** Whether a later attempt may go better. */
const isWorthARetry = (error: unknown) =>
  [...transientErrors, ...rateLimitedErrors, ...notYetErrors].some((retried) => error instanceof retried);

/** The text of an error that is not ours may hold a name. */
const reasonOf = (error: unknown) =>
  error instanceof RegistrationError
    ? error.message
    : 'something unexpected failed: an engineer finds it in the log of Make sheet, by the entry id';

async function bringInLine(
  { id, pk, row: planned }: { id: string; pk: string; row: Row | undefined },
  execution: string,
  dependencies: MakeSheetDependencies,
): Promise<Ready | { reason: string }> {
  const { registrations, progress, refreshes, pushedToDrive } = dependencies;
  if (planned && !(await learnKey(id, pk, dependencies))) {
    return { reason: 'another registration has the same entryId' };
  }
  const { outcome } = await renderBadge({ entryId: id, execution }, dependencies);
  const { badge, registrationKey = pk, drive, attention } = await progress.get(id);
  // Also of one that an earlier attempt at this sheet drew as its last. What is parked waits for a person.
  const notYetInDrive = badge && attention.badge === undefined && drive?.md5 !== badge.md5;
  if (pushedToDrive && (outcome === 'rendered' || notYetInDrive)) await refreshes.startFor(id, execution);
  const row = await registrations.get(registrationKey);
  return badge && row ? { id, badge, row } : { reason: 'the registration is gone' };
}

/**
 * Notes where a registration is that nobody told of: stored by another system, which keeps no progress, or put under
 * another key.
 *
 * @returns false for a copy: its entry has another registration still, and one badge.
 */
async function learnKey(
  id: string,
  pk: string,
  { registrations, progress }: Pick<MakeSheetDependencies, 'registrations' | 'progress'>,
): Promise<boolean> {
  const { registrationKey } = await progress.get(id);
  if (registrationKey === pk) return true;
  if (registrationKey !== undefined && isOf(id, await registrations.get(registrationKey))) return false;
  await progress.recordRegistrationKey(id, pk);
  return true;
}

const isOf = (id: string, row: Row | undefined) => row !== undefined && registrationIdOf(row) === id;

/** @throws BadgeInFlightError for a badge that went after it had been brought in line: with the next attempt it is seen. */
async function read(badges: Pick<Badges, 'read'>, id: string, key: string): Promise<Uint8Array> {
  try {
    return await badges.read(key);
  } catch (cause) {
    if (!(cause instanceof NoSuchKey)) throw cause;
    throw new BadgeInFlightError(`entry ${id}: its badge went while its sheet was made`, { cause });
  }
}

function printedRow(
  { id, badge, row }: Ready,
  file: number,
  { page, position }: { page: number; position: number },
): SheetRows['printed'][number] {
  const { school, fullName: name, registrationType } = identityOf(row);
  return {
    file,
    // Behind the front page.
    page: page + 1,
    position,
    badgeId: badgeIdOf(id),
    entryId: id,
    school,
    name,
    registrationType,
    findings: row.badge_preflight?.S?.split('; ') ?? [],
    hash: badge.hash,
  };
}

function frontPage(
  { print, file, rows, layout }: PlannedSheet & { rows: SheetRows; layout: SheetLayout },
  { competition, timeZone, now }: MakeSheetDependencies,
): Promise<Buffer> {
  const when = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  return drawReportPage({
    layout,
    competition,
    file: file.file,
    files: file.of,
    madeAt: new Intl.DateTimeFormat('en-GB', when).format(now()),
    askedFor: print.askedFor,
    pages: (rows.printed.at(-1)?.page ?? 1) - 1,
    ...rows,
  });
}
