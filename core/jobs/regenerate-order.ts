import * as z from 'zod';
import { registrationFilter } from './registration-filter.ts';

/** The machine's name after the stage, and the folder of its executions. */
export const regenerateJob = 'regenerate';

/** The input of the job that brings badges in line with their registrations; `{}` is about all that are not. */
export const regenerateOrder = z.strictObject({
  filter: registrationFilter.default({ kind: 'all' }),
  /** `stale`: badges that would look different if they were drawn now; `all`: the others too, though they look the same. */
  draw: z.enum(['stale', 'all']).default('stale'),
  /** Only counts what would be done. */
  planOnly: z.boolean().default(false),
});

export type RegenerateOrder = z.infer<typeof regenerateOrder>;

/** What the step that draws is told of the order. */
export const drawingOrder = z.object({
  draw: regenerateOrder.shape.draw,
  /** Some registrations have keys that the progress table does not know. */
  newKeys: z.boolean(),
});
