import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { Sheets } from '../../../core/clients/sheets.ts';
import { Progress } from '../../../core/progress/progress.ts';
import { parseSheetOrder } from '../../../core/sheets/sheet-order.ts';
import { badgeSettings } from '../../runtime/badge-settings.ts';
import { documents, dynamo } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
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
