import type { BadgeFormat } from '../../../core/badges/badge-formats.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { RegistrationSummary, Registrations } from '../../../core/clients/registrations.ts';
import { badgeIdOf } from '../../../core/domain/ids.ts';
import { normaliseName } from '../../../core/domain/text.ts';
import type { PrintedBadges } from '../../../core/progress/printed-badges.ts';
import { type NearMisses, nearIds, nearSchools } from '../../../core/sheets/near-misses.ts';
import { placeOf, sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { filterInWords, type SheetFilter, type SheetOrder } from '../../../core/sheets/sheet-order.ts';
import {
  mostBadgesInFile,
  nearMissesKey,
  type PlannedBadge,
  planKey,
  type SheetsPlan,
} from '../../../core/sheets/sheet-state.ts';

export interface PlanSheetsDependencies {
  format: BadgeFormat;
  registrations: Pick<Registrations, 'summaries'>;
  printed: Pick<PrintedBadges, 'sheetStates'>;
  sheets: Pick<JobFiles, 'bucket' | 'writeJson'>;
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
  const wanted = await filterOf(order.filter, printed);
  const registered: RegistrationSummary[] = [];
  for await (const summary of registrations.summaries()) registered.push(summary);
  const chosen = registered.filter(wanted);
  // Keys are unique, so the order does not depend on the order in which the table is read.
  chosen.sort(
    (a, b) => compare(a.school, b.school) || compare(a.fullName, b.fullName) || (a.pk < b.pk ? -1 : 1),
  );

  const planned: PlannedBadge[] = chosen.map(({ id, pk }) => ({ id, pk }));
  const unknown = order.filter.kind === 'ids' ? unknownOf(order.filter.ids, chosen) : [];
  if (chosen.length > 0) planned.push(...unknown.map((id) => ({ id })));
  const files = chunks(planned, mostBadgesInFile);
  for (const [index, badges] of files.entries()) {
    await sheets.writeJson(planKey(execution, index + 1), badges);
  }
  const { filter, ...settings } = order;
  const missed = missedBy(filter, unknown, { registered, chosen });
  const key = nearMissesKey(execution);
  if (missed) await sheets.writeJson(key, missed);
  return {
    badges: planned.length,
    print: { ...settings, askedFor: filterInWords(filter) },
    files: files.map(({ length }, index) => ({ file: index + 1, of: files.length, badges: length })),
    nearMisses: missed && { bucket: sheets.bucket, key },
  };
}

/** Near misses, if the filter names something that does not exist. */
function missedBy(
  filter: SheetFilter,
  unknown: readonly string[],
  { registered, chosen }: Record<'registered' | 'chosen', readonly RegistrationSummary[]>,
): NearMisses | undefined {
  if (filter.kind === 'school' && chosen.length === 0)
    return { school: nearSchools(filter.school, registered) };
  return unknown.length > 0 ? { ids: nearIds(unknown, registered) } : undefined;
}

async function filterOf(
  filter: SheetFilter,
  printed: PlanSheetsDependencies['printed'],
): Promise<(summary: RegistrationSummary) => boolean> {
  switch (filter.kind) {
    case 'all':
      return () => true;
    case 'school': {
      const wanted = normaliseName(filter.school);
      return ({ school }) => compare(school, wanted) === 0;
    }
    case 'type':
      return ({ registrationType }) => registrationType === filter.registrationType;
    case 'changed': {
      const unchanged = new Set<string>();
      for await (const { id, hash, printedHash } of printed.sheetStates()) {
        if (hash !== undefined && hash === printedHash) unchanged.add(id);
      }
      return ({ id }) => !unchanged.has(id);
    }
    case 'ids': {
      const ids = new Set(filter.ids.map(asWritten));
      return ({ id }) => ids.has(id) || ids.has(badgeIdOf(id));
    }
  }
}

/** The ids that were asked for and belong to nobody: they are reported, rather than silently missing from the sheets. */
function unknownOf(ids: readonly string[], chosen: readonly RegistrationSummary[]): string[] {
  const known = new Set(chosen.flatMap(({ id }) => [id, badgeIdOf(id)]));
  return [...new Set(ids.map(asWritten))].filter((id) => !known.has(id));
}

/** An id as it is stored; a badge's may have been typed in lower case. */
const asWritten = (id: string) => (/^t1-/i.test(id) ? id.toUpperCase() : id);

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
