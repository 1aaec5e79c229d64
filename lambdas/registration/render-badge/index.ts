import { S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { executionInput } from '../../../core/domain/state.ts';
import { drawingDependencies, drawingSettings } from '../../runtime/drawing.ts';
import { readEnv } from '../../runtime/env.ts';
import { step } from '../../runtime/step.ts';
import { renderBadge } from './render-badge.ts';

export type Settings = z.input<typeof drawingSettings>;

const s3 = new S3Client(callLimits(10_000));
const dependencies = drawingDependencies(readEnv(drawingSettings), s3, import.meta.dirname);

export const handler = step(executionInput, ({ execution, state: { entryId } }) =>
  renderBadge({ entryId, execution }, dependencies),
);
