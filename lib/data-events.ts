import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dataRemoval } from './house/data-removal.ts';
import { acknowledge } from './house/security-checks.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

/** Log files hold keys, and names with them. */
const keptFor = Duration.days(180);

/**
 * Records in CloudTrail who reads and writes a child's data, person or program: each call to the tables of entries and
 * registrations, to people of earlier tournaments, to photos, and to archives. It records the key, and not what is read.
 */
export class DataEvents extends Construct {
  constructor(scope: Construct, id: string, { config, storage }: { config: StageConfig; storage: Storage }) {
    super(scope, id);
    const stack = Stack.of(this);
    const trailName = `tkd-registration-${config.stage}-data-events`;
    const trailArn = stack.formatArn({
      ...{ service: 'cloudtrail', resource: 'trail', resourceName: trailName },
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const bucket = new Bucket(this, 'Log', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: keptFor }],
      removalPolicy: dataRemoval(config),
      autoDeleteObjects: config.deleteDataWithStack,
    });
    acknowledge(bucket, 'AwsSolutions-S1', 'It holds a log itself, whose files CloudTrail signs.');
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    const byTrail = {
      principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceArn': trailArn } },
    };
    bucket.addToResourcePolicy(
      new PolicyStatement({ ...byTrail, actions: ['s3:GetBucketAcl'], resources: [bucket.bucketArn] }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        ...byTrail,
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${stack.account}/*`)],
        conditions: {
          StringEquals: { ...byTrail.conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );

    const { entries, registrations, lookup, profilePictures, config: files } = storage;
    const tables = [entries, registrations, lookup].map(({ tableArn }) => tableArn);
    const objects = [profilePictures.arnForObjects(''), files.arnForObjects('archive/')];
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      s3BucketName: bucket.bucketName,
      enableLogFileValidation: true,
      advancedEventSelectors: [
        selector('Tables', 'AWS::DynamoDB::Table', { equalTo: tables }),
        selector('Photos and archives', 'AWS::S3::Object', { startsWith: objects }),
      ],
    });
    if (bucket.policy) trail.node.addDependency(bucket.policy);
  }
}

function selector(name: string, type: string, arns: { equalTo?: string[]; startsWith?: string[] }) {
  return {
    name,
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Data'] },
      { field: 'resources.type', equalTo: [type] },
      { field: 'resources.ARN', ...arns },
    ],
  };
}
