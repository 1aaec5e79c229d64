import { S3Client } from '@aws-sdk/client-s3';
import { callLimits } from '../shared/call-limits.ts';
import { executionInput } from '../shared/domain/state.ts';
import { drawingDependencies, drawingSettings } from '../shared/drawing-settings.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { renderBadge } from './render-badge.ts';

const s3 = new S3Client(callLimits(10_000));
const dependencies = drawingDependencies(readEnv(drawingSettings), s3, import.meta.dirname);

export const handler = step(executionInput, ({ execution, state: { entryId } }) =>
  renderBadge({ entryId, execution }, dependencies),
);
