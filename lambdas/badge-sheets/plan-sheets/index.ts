import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { JobFiles } from '../../../core/clients/job-files.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { PrintedBadges } from '../../../core/progress/printed-badges.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { parseSheetOrder } from '../../../core/sheets/sheet-order.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { badge } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { planSheets } from './plan-sheets.ts';

const settings = z.object({
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  BADGE_BUCKET: z.string(),
  ...badge.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = {
  format: badge.read(env).design.format,
  registrations: new Registrations(dynamo, env.DB_TABLE),
  printed: new PrintedBadges(new ProgressTable(documents, env.PROGRESS_TABLE)),
  sheets: new JobFiles(new S3Client(callLimits(10_000)), env.BADGE_BUCKET),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planSheets({ execution, order: parseSheetOrder(state) }, dependencies),
);
