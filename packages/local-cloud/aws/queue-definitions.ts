import * as z from 'zod';
import type { Template } from '../template/template.ts';

export interface QueueDefinition {
  name: string;
  logicalId: string;
  /** As in SQS's API: every value is a string. */
  attributes: Record<string, string>;
}

const properties = z.object({
  ContentBasedDeduplication: z.coerce.boolean().optional(),
  DelaySeconds: z.coerce.number().optional(),
  FifoQueue: z.coerce.boolean().optional(),
  MaximumMessageSize: z.coerce.number().optional(),
  MessageRetentionPeriod: z.coerce.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.coerce.number().optional(),
  RedriveAllowPolicy: z.record(z.string(), z.unknown()).optional(),
  RedrivePolicy: z.record(z.string(), z.unknown()).optional(),
  VisibilityTimeout: z.coerce.number().optional(),
});

/** The stack's queues. */
export const queuesOf = (template: Template): QueueDefinition[] =>
  template.resourcesOf('AWS::SQS::Queue').map(({ name, logicalId, properties: given }) => ({
    name,
    logicalId,
    attributes: Object.fromEntries(
      Object.entries(properties.parse(given))
        .filter(([, value]) => value !== undefined)
        .map(([attribute, value]) => [
          attribute,
          typeof value === 'object' ? JSON.stringify(value) : String(value),
        ]),
    ),
  }));
