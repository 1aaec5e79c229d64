/** How much of a person is forgotten, as it is noted on a row of the registrations table. */
import { type EntryItem, textOf } from './entry-item.ts';

/**
 * Each includes those before it. What is about health goes first; after the names, only the ids and sums of a payment are
 * left. These words are stored and must not change.
 */
export const extents = ['medical', 'pictures', 'names'] as const;
export type Extent = (typeof extents)[number];

/** Whether forgetting to one extent includes another. */
export const includes = (extent: Extent | undefined, other: Extent) =>
  extent !== undefined && extents.indexOf(extent) >= extents.indexOf(other);

/** The attribute of a row that says how much of it was forgotten. */
export const forgottenAttribute = 'forgotten';

/** How much of a row was forgotten. */
export function extentOf(row: EntryItem): Extent | undefined {
  const said = textOf(row[forgottenAttribute]);
  return extents.find((extent) => extent === said);
}
