import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { badgeSettings } from '../shared/badge-settings.ts';
import { callLimits } from '../shared/call-limits.ts';
import { Progress } from '../shared/clients/progress.ts';
import { Sheets } from '../shared/clients/sheets.ts';
import { documents } from '../shared/documents.ts';
import { readEnv } from '../shared/env.ts';
import { plannedSheets } from '../shared/sheets/sheet-state.ts';
import { step } from '../shared/step.ts';
import { finishSheets } from './finish-sheets.ts';

const env = readEnv(
  badgeSettings.extend({ PROGRESS_TABLE: z.string(), BADGE_BUCKET: z.string(), TIME_ZONE: z.string() }),
);
const dependencies = {
  format: env.BADGE_DESIGN.format,
  competition: { name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR },
  timeZone: env.TIME_ZONE,
  now: Date.now,
  sheets: new Sheets(new S3Client(callLimits(10_000)), env.BADGE_BUCKET),
  progress: new Progress(documents, env.PROGRESS_TABLE),
};

export const handler = step(plannedSheets, ({ execution, state: { plan } }) =>
  finishSheets({ execution, plan }, dependencies),
);
