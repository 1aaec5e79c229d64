import { Duration } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type Capability, grant, setting } from './capability.ts';
import { dataRemoval } from './data-removal.ts';
import { acknowledge, acknowledgeWildcard } from './security-checks.ts';
import type { Stage } from './stage.ts';

interface DataBucketProps {
  config: Stage;
  /** The name of a bucket to be adopted. */
  existing: string | undefined;
  lifecycleRules?: LifecycleRule[];
}

/** A bucket for a stage's data: closed to the public, encrypted, with old versions kept for 30 days; or one that exists. */
export function dataBucket(
  scope: Construct,
  id: string,
  { config, existing, lifecycleRules = [] }: DataBucketProps,
): IBucket {
  if (existing) return Bucket.fromBucketName(scope, id, existing);
  const bucket = new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [
      {
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
      ...lifecycleRules,
    ],
    removalPolicy: dataRemoval(config),
    // CloudFormation does not delete a bucket that holds anything.
    autoDeleteObjects: config.deleteDataWithStack,
  });
  acknowledge(
    bucket,
    'AwsSolutions-S1',
    "Keys are made of competitors' names (the existing front end's format); access logs would copy them to where nobody deletes them.",
  );
  return bucket;
}

/** Sends EventBridge an event for every object. Set on the resource itself: the CDK's own option adds a Lambda for it. */
export function sendEvents(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}

/**
 * Actions on objects of a bucket, whose name is in the variable. What reads them may also list them: without that, S3
 * answers 403 rather than 404 for an object that does not exist.
 *
 * @param objects one key, or a pattern that ends in a wildcard.
 * @param why the Lambda may reach more than one object, where `objects` is a pattern.
 */
export function inBucket<Name extends string>(
  bucket: IBucket,
  variable: Name,
  { objects, why }: { objects: string; why?: string },
  ...actions: string[]
): Capability<Name> {
  const arn = bucket.arnForObjects(objects);
  return {
    ...setting(variable, bucket.bucketName),
    grantTo(target) {
      grant(target, actions, [arn]);
      if (actions.includes('s3:GetObject')) {
        const below = objects.endsWith('/*') ? { StringLike: { 's3:prefix': objects } } : undefined;
        grant(target, ['s3:ListBucket'], [bucket.bucketArn], below);
      }
      if (why) acknowledgeWildcard(target, arn, why);
    },
  };
}

/** Lists the objects of a bucket, and reads none. */
export function listing<Name extends string>(bucket: IBucket, variable: Name): Capability<Name> {
  return {
    ...setting(variable, bucket.bucketName),
    grantTo: (target) => grant(target, ['s3:ListBucket'], [bucket.bucketArn]),
  };
}
