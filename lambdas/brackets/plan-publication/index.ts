import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { publishOrder } from '../../../core/bracket-targets/publication.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { BracketRecords } from '../../../core/progress/bracket-records.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { draw } from '../../runtime/bracket-settings.ts';
import { connectedTargets, targetsOf } from '../../runtime/bracket-targets.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readDrawInput } from '../../runtime/draw-input.ts';
import { readEnv } from '../../runtime/env.ts';
import { competitionYear } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { planPublication } from './plan-publication.ts';

const settings = connectedTargets.extend({ DB_TABLE: z.string(), ...draw.variables });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const table = new ProgressTable(documents, env.PROGRESS_TABLE);
const brackets = new BracketRecords(table);
const files = new JobFiles(new S3Client(callLimits(10_000)), env.CONFIG_BUCKET);
const sources = {
  draw: draw.read(env),
  competitionYear: competitionYear.read(env),
  registrations: new Registrations(dynamo, env.DB_TABLE),
  progress: new Progress(table),
  brackets,
  files,
};
const dependencies = {
  brackets,
  files,
  targets: targetsOf(env),
  readInput: (force: readonly string[]) => readDrawInput(sources, force),
  now: Date.now,
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planPublication({ execution, order: parseOrder(publishOrder, state) }, dependencies),
);
