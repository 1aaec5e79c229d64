import { type BringInLineDependencies, bringInLine } from '../../../core/badges/bring-in-line.ts';
import type { RenderedBadge } from '../../../core/domain/state.ts';

/**
 * Brings an entry's badge in line with its registration. Of the badge, only what became of its photo and what a person
 * should check, as codes and fields, go into the state.
 *
 * @throws what bringInLine throws.
 */
export async function renderBadge(
  input: { entryId: string; execution: string },
  dependencies: BringInLineDependencies,
): Promise<RenderedBadge['badge']> {
  const line = await bringInLine(input, dependencies);
  if (line.outcome === 'withdrawn') return { outcome: line.outcome, photo: 'none', preflight: [] };
  const { photo, preflight } = line.badge;
  return { outcome: line.outcome, photo, preflight };
}
