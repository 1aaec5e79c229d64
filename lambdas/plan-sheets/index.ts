import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { badgeSettings } from '../shared/badge-settings.ts';
import { callLimits } from '../shared/call-limits.ts';
import { Progress } from '../shared/clients/progress.ts';
import { Registrations } from '../shared/clients/registrations.ts';
import { Sheets } from '../shared/clients/sheets.ts';
import { documents, dynamo } from '../shared/documents.ts';
import { readEnv } from '../shared/env.ts';
import { parseSheetOrder } from '../shared/sheets/sheet-order.ts';
import { step } from '../shared/step.ts';
import { planSheets } from './plan-sheets.ts';

const env = readEnv(
  badgeSettings.extend({ PROGRESS_TABLE: z.string(), DB_TABLE: z.string(), BADGE_BUCKET: z.string() }),
);
const dependencies = {
  format: env.BADGE_DESIGN.format,
  registrations: new Registrations(dynamo, env.DB_TABLE),
  progress: new Progress(documents, env.PROGRESS_TABLE),
  sheets: new Sheets(new S3Client(callLimits(10_000)), env.BADGE_BUCKET),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planSheets({ execution, order: parseSheetOrder(state) }, dependencies),
);
