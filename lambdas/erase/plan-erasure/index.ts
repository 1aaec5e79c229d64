import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { ObjectVersions } from '../../../core/clients/object-versions.ts';
import { eraseOrder } from '../../../core/forgetting/erasure.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { Tombstones } from '../../../core/progress/tombstones.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { everywhere, placesIn, seekIn } from '../../runtime/forgetting-places.ts';
import { step } from '../../runtime/step.ts';
import { planErasure } from './plan-erasure.ts';

const settings = everywhere;
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const s3 = new S3Client(callLimits(30_000));
const dependencies = {
  seek: seekIn(env),
  places: (execution: string) => placesIn(env, execution),
  tombstones: new Tombstones(new ProgressTable(documents, env.PROGRESS_TABLE)),
  files: new JobFiles(s3, env.CONFIG_BUCKET),
  versions: new ObjectVersions(s3, env.CONFIG_BUCKET),
  now: Date.now,
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planErasure({ execution, order: parseOrder(eraseOrder, state) }, dependencies),
);
