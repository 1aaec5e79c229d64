import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { retentionOrder } from '../../../core/forgetting/retention-order.ts';
import { parseOrder } from '../../../core/jobs/parse-order.ts';
import { readEnv } from '../../runtime/env.ts';
import { forgettingSettings, forgettingStores } from '../../runtime/forgetting-stores.ts';
import { retention } from '../../runtime/settings.ts';
import { step } from '../../runtime/step.ts';
import { planRetention } from './plan-retention.ts';

const settings = forgettingSettings.extend(retention.variables);
export type Settings = z.input<typeof settings>;

const env = readEnv(settings);
const dependencies = {
  ...forgettingStores(env, new S3Client(callLimits(10_000))),
  rules: retention.read(env),
};

export const handler = step(z.unknown(), ({ execution, state }) =>
  planRetention({ execution, order: parseOrder(retentionOrder, state) }, dependencies),
);
