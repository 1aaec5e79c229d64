import type { BadgeFormat } from '../../../core/badges/badge-formats.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { RegistrationSummary, Registrations } from '../../../core/clients/registrations.ts';
import { type Found, findRegistrations } from '../../../core/jobs/registration-filter.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { PrintedBadges } from '../../../core/progress/printed-badges.ts';
import { placeOf, sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { filterInWords, type SheetFilter, type SheetOrder } from '../../../core/sheets/sheet-order.ts';
import {
  badgesKey,
  filesKey,
  mostBadgesInFile,
  nearMissesKey,
  type PlannedBadge,
  type PlannedFile,
  type SheetsPlan,
} from '../../../core/sheets/sheet-state.ts';

export interface PlanSheetsDependencies {
  format: BadgeFormat;
  registrations: Pick<Registrations, 'summaries'>;
  printed: Pick<PrintedBadges, 'sheetStates'>;
  sheets: Pick<JobFiles, 'bucket' | 'write' | 'writeJson'>;
}

/** Sorts schools and names as people look them up: ignoring case, `Dan 2` before `Dan 10`. */
const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/**
 * Decides which badges go into which file: those the filter asks for, sorted by school and then by name, in files of at
 * most 200. The lists of people are kept in the bucket for the next steps, not in the state. So are near misses, if the
 * filter names something that does not exist.
 *
 * @throws InputInvalidError when the badge's format cannot be printed on the paper, or the paper has no such first
 * position.
 */
export async function planSheets(
  { execution, order }: { execution: string; order: SheetOrder },
  { format, registrations, printed, sheets }: PlanSheetsDependencies,
): Promise<SheetsPlan> {
  placeOf(sheetLayout(format, order.paper), 1, order.first);
  const registered: RegistrationSummary[] = [];
  for await (const summary of registrations.summaries()) registered.push(summary);
  const { rows: chosen, unknown, nearMisses } = await findSheetBadges(order.filter, registered, printed);
  // Keys are unique, so the order does not depend on the order in which the table is read.
  chosen.sort(
    (a, b) => compare(a.school, b.school) || compare(a.fullName, b.fullName) || (a.pk < b.pk ? -1 : 1),
  );

  const planned: PlannedBadge[] = chosen.map(({ id, pk }) => ({ id, pk }));
  if (chosen.length > 0) planned.push(...unknown.map((id) => ({ id })));
  const chunked = chunks(planned, mostBadgesInFile);
  for (const [index, badges] of chunked.entries()) {
    await sheets.writeJson(badgesKey(execution, index + 1), badges);
  }
  const files: PlannedFile[] = chunked.map(({ length }, index) => ({
    id: `file ${index + 1}`,
    file: index + 1,
    of: chunked.length,
    badges: length,
  }));
  const { filter, ...settings } = order;
  const missesKey = nearMissesKey(execution);
  if (nearMisses) await sheets.writeJson(missesKey, nearMisses);
  return {
    ...(await writePlan(filesKey(execution), files, sheets)),
    counts: { badges: planned.length },
    order: { ...settings, askedFor: filterInWords(filter) },
    nearMisses: nearMisses && { bucket: sheets.bucket, key: missesKey },
  };
}

async function findSheetBadges(
  filter: SheetFilter,
  registered: readonly RegistrationSummary[],
  printed: PlanSheetsDependencies['printed'],
): Promise<Found<RegistrationSummary>> {
  if (filter.kind !== 'changed') return findRegistrations(filter, registered);
  const unchanged = new Set<string>();
  for await (const { id, hash, printedHash } of printed.sheetStates()) {
    if (hash !== undefined && hash === printedHash) unchanged.add(id);
  }
  return { rows: registered.filter(({ id }) => !unchanged.has(id)), unknown: [] };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
