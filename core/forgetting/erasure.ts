/** What the job that erases people is asked for, and what it makes. */
import * as z from 'zod';
import { entryId } from '../domain/ids.ts';
import { jobFolder } from '../jobs/job-state.ts';
import { placeNames } from './places/place.ts';

/** What the bulk job is called: its machine, and its folder in the config bucket. */
export const eraseJob = 'erase';

/** The job's input. */
export const eraseOrder = z.strictObject({
  /** Of an entry, or of a registration of another system (`reg_…`). */
  id: entryId,
  /** `list` only says what there is, `export` makes a copy for the family, `discard` deletes it once it was fetched. */
  does: z.enum(['list', 'export', 'discard', 'erase']).default('list'),
  /** The execution that made the copy which is to be deleted. */
  copy: z
    .string()
    .regex(/^[\w-]+$/)
    .optional(),
});
export type EraseOrder = z.infer<typeof eraseOrder>;

/** An item of the plan: a place where something of the person is. */
export const placeItem = z.strictObject({ id: entryId, found: z.enum(placeNames) });
export type PlaceItem = z.infer<typeof placeItem>;

/** The content of `places.json`, which has ids and counts only. */
export const foundPlaces = z.object({
  places: z.array(z.object({ place: z.enum(placeNames), what: z.array(z.string()) })),
  /** Others of the same name and school. */
  alike: z.array(z.string()),
});
export type FoundPlaces = z.infer<typeof foundPlaces>;

export const placesKey = (execution: string) => `${jobFolder(eraseJob, execution)}/places.json`;
/** A copy for the family has medical notes in it. It is not among the files of jobs, which organisers may read. */
export const exportFolder = (execution: string) => `exports/${execution}/`;
/** Deleted once it was fetched, or after a day. */
export const exportKey = (execution: string) => `${exportFolder(execution)}export.zip`;
/** Whose copy it is, by name: an erasure then finds a copy that nobody has fetched. */
export const exportOfKey = (execution: string) => `${exportFolder(execution)}of.json`;
