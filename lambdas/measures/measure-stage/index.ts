import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { mailQuota } from '../../../core/clients/mail-quota.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { measuring } from '../../runtime/metrics.ts';
import { measures } from '../../runtime/settings.ts';
import { withoutTexts } from '../../runtime/step.ts';
import { measureStage } from './measure-stage.ts';

const settings = z.object({
  PROGRESS_TABLE: z.string(),
  /** Only where badges go to Drive. */
  BADGE_GFOLDER: z.string().optional(),
  ...measures.variables,
});
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const ses = new SESv2Client(callLimits(5_000));
const dependencies = {
  progress: new ProgressTable(documents, env.PROGRESS_TABLE),
  mailQuota: () => mailQuota(ses),
  hasDrive: env.BADGE_GFOLDER !== undefined,
  measure: measuring(measures.read(env)),
  now: Date.now,
};

export const handler = (_event: unknown, context: Pick<Context, 'awsRequestId'>) =>
  withoutTexts(context, () => measureStage(dependencies));
