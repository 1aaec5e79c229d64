/** The events S3 sends to EventBridge. */
import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ObjectChange } from '../aws/buckets.ts';
import { accountId, region } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';

const configuration = z
  .looseObject({
    EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.coerce.boolean().default(true) }).optional(),
  })
  .default({});

/**
 * The names of the buckets that send events to EventBridge, as configured on the bucket or on the custom resource that
 * CDK creates for it.
 * @throws Error for a notification to anything else.
 */
export function eventBucketsOf(template: Template): Set<string> {
  const configured = [
    ...template.resourcesOf('AWS::S3::Bucket'),
    ...template
      .resourcesOf('Custom::S3BucketNotifications')
      .map((resource) => ({ ...resource, name: String(resource.properties.BucketName) })),
  ];
  return new Set(
    configured
      .filter(({ logicalId, properties }) => {
        const { EventBridgeConfiguration, ...others } = configuration.parse(
          properties.NotificationConfiguration,
        );
        const [other] = Object.keys(others);
        if (other) throw new Error(`${logicalId}: the local cloud does not know ${other} of a bucket`);
        return EventBridgeConfiguration?.EventBridgeEnabled;
      })
      .map(({ name }) => name),
  );
}

/**
 * The event in EventBridge's format.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 *
 * @param now epoch milliseconds.
 */
export function objectEvent({ bucket, key, reason, object }: ObjectChange, now: number) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': object ? 'Object Created' : 'Object Deleted',
    source: 'aws.s3',
    account: accountId,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, ...object, sequencer: nextSequencer() },
      'request-id': randomBytes(8).toString('hex').toUpperCase(),
      requester: accountId,
      'source-ip-address': '127.0.0.1',
      reason,
      ...(!object && { 'deletion-type': 'Permanently Deleted' }),
    },
  };
}

let lastSequencer = 0n;

/** Of two events for one object, the later has the greater sequencer, compared as strings. */
function nextSequencer(): string {
  const now = BigInt(Date.now()) << 16n;
  lastSequencer = now > lastSequencer ? now : lastSequencer + 1n;
  return lastSequencer.toString(16).toUpperCase().padStart(16, '0');
}
