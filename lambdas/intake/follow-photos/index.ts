import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Executions } from '../../../core/clients/executions.ts';
import { PhotoFollowers } from '../../../core/progress/photo-followers.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { documents } from '../../runtime/documents.ts';
import { readEnv } from '../../runtime/env.ts';
import { eachMessage } from '../../runtime/records.ts';
import { followPhoto } from './follow-photos.ts';

const settings = z.object({ PROGRESS_TABLE: z.string(), STATE_MACHINE_ARN: z.string() });
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = {
  executions: new Executions(new SFNClient(callLimits(3_000, 1_000)), env.STATE_MACHINE_ARN),
  followers: new PhotoFollowers(new ProgressTable(documents, env.PROGRESS_TABLE)),
};

export const handler = eachMessage((body) => followPhoto(body, dependencies));
