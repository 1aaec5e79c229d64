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
  // All lists of two months may have to be read once more.
  reserveMs: 240_000,
});
