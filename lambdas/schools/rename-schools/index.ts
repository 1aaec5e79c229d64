import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Executions } from '../../../core/clients/executions.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { rowReader } from '../../../core/jobs/job-rows.ts';
import { rowItem } from '../../../core/jobs/job-state.ts';
import { holdPerson } from '../../../core/progress/person-holder.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { renaming } from '../../../core/schools/renamings.ts';
import { schoolOrder } from '../../../core/schools/school-state.ts';
import { batchStep } from '../../runtime/batch-step.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { renameSchools } from './rename-schools.ts';

const settings = z.object({
  DB_TABLE: z.string(),
  PROGRESS_TABLE: z.string(),
  CONFIG_BUCKET: z.string(),
  /** The badge refresh, where nothing else starts it for a registration that has changed. */
  STATE_MACHINE_ARN: z.string().optional(),
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const registrations = new Registrations(dynamo, env.DB_TABLE);
const progress = new Progress(new ProgressTable(documents, env.PROGRESS_TABLE));
const files = new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET);
const refreshes =
  env.STATE_MACHINE_ARN === undefined
    ? undefined
    : new Executions(new SFNClient(callLimits(5_000)), env.STATE_MACHINE_ARN);
const dependencies: Parameters<typeof renameSchools>[2] = {
  registrations,
  progress,
  holdPerson: (person, by) => holdPerson(person, by, { progress, registrations }),
  rowOf: rowReader('schools', renaming, files),
  ...(refreshes && {
    async refreshBadge({ id, pk }, cause) {
      // Of a registration that another system stored, no key is known.
      await progress.recordRegistrationKey(id, pk);
      await refreshes.startFor(id, cause);
    },
  }),
};

export const handler = batchStep({
  order: schoolOrder,
  item: rowItem,
  workOnOne: (item, job) => renameSchools(item, job, dependencies),
  reserveMs: 15_000,
});
