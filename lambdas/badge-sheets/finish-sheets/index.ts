import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { PrintedBadges } from '../../../core/progress/printed-badges.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { workedSheets } from '../../../core/sheets/sheet-state.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { badge, timeZone } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { finishSheets } from './finish-sheets.ts';

const settings = z.object({
  PROGRESS_TABLE: z.string(),
  BADGE_BUCKET: z.string(),
  ...badge.variables,
  ...timeZone.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const { competition, design } = badge.read(env);
const dependencies = {
  format: design.format,
  competition,
  timeZone: timeZone.read(env),
  now: Date.now,
  sheets: new JobFiles(new S3Client(callLimits(10_000)), env.BADGE_BUCKET),
  printed: new PrintedBadges(new ProgressTable(documents, env.PROGRESS_TABLE)),
};

export const handler = step(workedSheets, ({ execution, state: { plan, run } }) =>
  finishSheets({ execution, plan, manifest: run.ResultWriterDetails.Key }, dependencies),
);
