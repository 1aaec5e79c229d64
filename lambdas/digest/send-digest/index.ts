import type { Context } from 'aws-lambda';
import { attentionSettings } from '../../runtime/attention-settings.ts';
import { withoutTexts } from '../../runtime/step.ts';
import { sendDigest } from './send-digest.ts';

const dependencies = attentionSettings();

export const handler = (_event: unknown, context: Pick<Context, 'awsRequestId'>) =>
  withoutTexts(context, () => sendDigest({ execution: context.awsRequestId }, dependencies));
