import type * as z from 'zod';
import { eraseOrder, placeItem } from '../../../core/forgetting/erasure.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { readEnv } from '../../runtime/env.ts';
import { everywhere, placesIn, seekIn } from '../../runtime/forgetting-places.ts';
import { erasePlace } from './erase-places.ts';

const settings = everywhere;
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = { seek: seekIn(env), places: (execution: string) => placesIn(env, execution) };

export const handler = batchStep({
  order: eraseOrder,
  item: placeItem,
  workOnOne: (item, job) => erasePlace(item, job, dependencies),
  // The last place is begun by looking through all others once more, which reads every list and file of a job.
  reserveMs: 240_000,
});
