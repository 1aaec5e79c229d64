/** The input of the job that forgets people in time, and the items of its plan. */
import * as z from 'zod';
import { extents } from '../domain/forgotten.ts';

export const retentionOrder = z.strictObject({
  /** Forgets what is due on this day; today when left out. */
  on: z.iso.date().optional(),
  /** Only counts. */
  planOnly: z.boolean().default(false),
});
export type RetentionOrder = z.infer<typeof retentionOrder>;

/**
 * What is to be done with an item: a person is forgotten to an extent; a note of the progress table is deleted, or a file in
 * Drive and its note; objects are deleted; the archive or the lookup table is gone through.
 */
export const retentionItem = z.strictObject({
  id: z.string(),
  found: z.enum([...extents, 'note', 'file', 'objects', 'archived']),
});
export type RetentionItem = z.infer<typeof retentionItem>;

/** What became of an item, in words that are counted. */
export const outcomes = {
  medical: 'medical facts forgotten',
  pictures: 'pictures forgotten',
  names: 'names forgotten',
  note: 'notes deleted',
  file: 'files deleted',
  objects: 'folders emptied',
  archived: 'archives gone through',
} as const satisfies Record<RetentionItem['found'], string>;
