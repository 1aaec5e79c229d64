import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Sheets } from '../../../core/clients/sheets.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { plannedSheets } from '../../../core/sheets/sheet-state.ts';
import { badgeSettings } from '../../runtime/badge-settings.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
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
