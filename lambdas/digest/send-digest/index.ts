import type { Context } from 'aws-lambda';
import { attentionDependencies } from '../../runtime/attention.ts';
import { withoutTexts } from '../../runtime/step.ts';
import { sendDigest } from './send-digest.ts';

export type { AttentionSettings as Settings } from '../../runtime/attention.ts';

const dependencies = attentionDependencies();

export const handler = (_event: unknown, context: Pick<Context, 'awsRequestId'>) =>
  withoutTexts(context, () => sendDigest({ execution: context.awsRequestId }, dependencies));
