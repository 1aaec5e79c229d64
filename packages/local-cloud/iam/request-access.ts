/**
 * Which permissions a request to a service needs.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import * as z from 'zod';
import { namedIn } from '../aws/object-versions.ts';
import { arn, functionArn } from '../template/resource-kinds.ts';
import { accountAccess } from './account-access.ts';
import type { Access } from './policy.ts';

export interface ServiceRequest {
  /** The service's name at the edge. */
  service: string;
  operation: string;
  /** Path and query, as received. */
  target: string;
  headers: Record<string, string | string[] | undefined>;
  /** Empty for a request that S3 carries out without reading it. */
  body: string;
  /** @see Permissions.secretArn */
  secretArn(secretId: string): string;
}

/** Undefined for an operation whose permissions are not known here. */
export function accessOf(request: ServiceRequest): Access[] | undefined {
  const { service, operation, body } = request;
  return services[service]?.(request) ?? accountAccess(service, operation, body);
}

const services: Record<string, (request: ServiceRequest) => Access[] | undefined> = {
  dynamodb: ({ operation, body }) => ofTables(operation, fieldsOf(body)),
  s3: ofObjects,
  ses: ({ operation, body }) => (operation === 'SendEmail' ? ofMail(fieldsOf(body)) : undefined),
  sqs: ofQueues,
  secretsmanager: ({ operation, body, secretArn }) => [
    {
      action: `secretsmanager:${operation}`,
      resource: operation === 'ListSecrets' ? '*' : secretArn(String(fieldsOf(body).SecretId)),
    },
  ],
  states: ({ operation, body }) => statesAccess(operation, fieldsOf(body)),
  monitoring: ({ operation }) => [{ action: `cloudwatch:${operation}`, resource: '*' }],
  lambda: ({ target }) => {
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(target) ?? [];
    if (name === undefined) return undefined;
    return [{ action: 'lambda:InvokeFunction', resource: functionArn(decodeURIComponent(name)) }];
  },
};

type Fields = Record<string, unknown>;

const fieldsOf = (body: string): Fields => (body === '' ? {} : JSON.parse(body));

const tableArn = (nameOrArn: unknown) => {
  const text = String(nameOrArn);
  return text.startsWith('arn:') ? text : arn('dynamodb', `table/${text}`);
};

/** Each write or read within a transaction needs the permission of its own. */
const inTransactions: Record<string, string> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

function ofTables(operation: string, fields: Fields): Access[] | undefined {
  const action = `dynamodb:${operation}`;
  switch (operation) {
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return (fields.TransactItems as Record<string, Fields>[]).flatMap((item) =>
        Object.entries(item).map(([kind, { TableName }]) => ({
          action: `dynamodb:${inTransactions[kind]}`,
          resource: tableArn(TableName),
        })),
      );
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(fields.RequestItems as Fields).map((table) => ({
        action,
        resource: tableArn(table),
      }));
    case 'ListTables':
    case 'ListStreams':
      return [{ action, resource: '*' }];
    case 'DescribeStream':
    case 'GetShardIterator':
      return [{ action, resource: String(fields.StreamArn) }];
  }
  if (fields.TableName === undefined) return undefined;
  const table = tableArn(fields.TableName);
  const resource = fields.IndexName ? `${table}/index/${fields.IndexName}` : table;
  // Tables here have a key of one part.
  const [key] = Object.values((fields.Key ?? {}) as Record<string, { S?: string }>);
  return [{ action, resource, ...(key?.S !== undefined && { context: { 'dynamodb:leadingkeys': key.S } }) }];
}

/** The actions named otherwise than the operations; an operation in neither list is not known here. */
const objectActions: Record<string, string> = {
  AbortMultipartUpload: 'AbortMultipartUpload',
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  DeleteObject: 'DeleteObject',
  GetObject: 'GetObject',
  HeadObject: 'GetObject',
  PutObject: 'PutObject',
  UploadPart: 'PutObject',
};
const bucketActions: Record<string, string> = {
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
};

function ofObjects({ operation, target, headers, body }: ServiceRequest): Access[] | undefined {
  if (operation === 'ListBuckets') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  const [path = '', query] = target.split('?', 2);
  const asked = new URLSearchParams(query);
  const resource = objectArn(path);
  const ofBucket = bucketActions[operation];
  if (ofBucket) {
    const [prefix, delimiter] = [asked.get('prefix'), asked.get('delimiter')];
    const context = {
      ...(prefix !== null && { 's3:prefix': prefix }),
      ...(delimiter !== null && { 's3:delimiter': delimiter }),
    };
    return [{ action: `s3:${ofBucket}`, resource: resource.replace(/\/$/, ''), context }];
  }
  if (operation === 'DeleteObjects') {
    const bucket = resource.replace(/\/$/, '');
    return namedIn(body).map(({ key, versionId }) => ({
      action: versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
      resource: `${bucket}/${key}`,
    }));
  }
  const action = objectActions[operation];
  if (!action) return undefined;
  const version = asked.has('versionId') && /^(Get|Delete)Object$/.test(action) ? 'Version' : '';
  const own = { action: `s3:${action}${version}`, resource };
  const copied = headers['x-amz-copy-source'];
  if (copied === undefined) return [own];
  const source = objectArn(`/${String(copied).replace(/^\//, '').replace(/\?.*$/, '')}`);
  return [own, { action: 's3:GetObject', resource: source }];
}

/** @param path of a request, URL-encoded. */
const objectArn = (path: string) => `arn:aws:s3:::${decodeURIComponent(path.slice(1))}`;

/**
 * The right to learn that an object is missing, where the request reads it: without that, S3 denies access rather than
 * say so. The key counts as the prefix of a listing.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, and for the prefix
 * https://github.com/ceph/ceph/pull/68577
 */
export function accessToAbsence({ action, resource }: Access): Access | undefined {
  if (!action.startsWith('s3:GetObject')) return undefined;
  const [bucket = '', ...key] = resource.split('/');
  return { action: 's3:ListBucket', resource: bucket, context: { 's3:prefix': key.join('/') } };
}

const mail = z.object({
  FromEmailAddress: z.string().default(''),
  FromEmailAddressIdentityArn: z.string().optional(),
  ConfigurationSetName: z.string().optional(),
  Content: z
    .object({
      Raw: z.unknown().optional(),
      Simple: z.object({ Attachments: z.unknown().array().optional() }).optional(),
    })
    .default({}),
});

/** What SES's console names the set that it makes, and makes the default of an identity. */
const usualConfigurationSet = 'my-first-configuration-set';

/**
 * SES also asks for the right to use the configuration set, be it named or the identity's default. Whether a mail with
 * attachments counts as a raw one is not documented: here it needs both permissions.
 */
function ofMail(fields: Fields): Access[] {
  const { FromEmailAddress, FromEmailAddressIdentityArn, ConfigurationSetName, Content } = mail.parse(fields);
  const [, bracketed] = /<([^>]+)>\s*$/.exec(FromEmailAddress) ?? [];
  const address = (bracketed ?? FromEmailAddress).trim();
  const resources = [
    FromEmailAddressIdentityArn ?? arn('ses', `identity/${address.split('@').at(-1)}`),
    arn('ses', `configuration-set/${ConfigurationSetName ?? usualConfigurationSet}`),
  ];
  const actions = [
    ...(Content.Raw === undefined ? ['ses:SendEmail'] : []),
    ...(Content.Raw !== undefined || Content.Simple?.Attachments?.length ? ['ses:SendRawEmail'] : []),
  ];
  const context = { 'ses:fromaddress': address };
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource, context })));
}

function ofQueues({ operation, target, headers, body }: ServiceRequest): Access[] {
  const json = String(headers['content-type']).startsWith('application/x-amz-json');
  const fields: Fields = json ? fieldsOf(body) : Object.fromEntries(new URLSearchParams(body));
  if (operation === 'ListQueues') return [{ action: 'sqs:ListQueues', resource: '*' }];
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  if (operation.endsWith('MessageMoveTask') || operation.endsWith('MessageMoveTasks')) {
    const from = { resource: String(fields.SourceArn) };
    const listed = [
      { action: `sqs:${operation}`, ...from },
      { action: 'sqs:GetQueueAttributes', ...from },
    ];
    if (operation === 'ListMessageMoveTasks') return listed;
    const to = fields.DestinationArn;
    return [
      ...listed,
      ...[
        { action: 'sqs:ReceiveMessage', ...from },
        { action: 'sqs:DeleteMessage', ...from },
      ],
      ...(to === undefined ? [] : [{ action: 'sqs:SendMessage', resource: String(to) }]),
    ];
  }
  const named = fields.QueueName ?? fields.QueueUrl ?? target;
  const resource = arn('sqs', String(named).split('?')[0]?.split('/').at(-1) ?? '');
  // A batch needs the permission of its messages.
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource }];
}

/** The member with the ARN of what an operation is about. */
const subjects: Record<string, string> = {
  DescribeExecution: 'executionArn',
  DescribeMapRun: 'mapRunArn',
  DescribeStateMachine: 'stateMachineArn',
  DescribeStateMachineForExecution: 'executionArn',
  GetExecutionHistory: 'executionArn',
  ListExecutions: 'stateMachineArn',
  ListMapRuns: 'executionArn',
  RedriveExecution: 'executionArn',
  StartExecution: 'stateMachineArn',
  StopExecution: 'executionArn',
  UpdateMapRun: 'mapRunArn',
};

/** What an operation of Step Functions needs. */
export function statesAccess(operation: string, fields: Fields): Access[] | undefined {
  const action = `states:${operation}`;
  if (operation === 'ListStateMachines') return [{ action, resource: '*' }];
  if (operation === 'TestState') return [{ action, resource: '*' }, ...passed(fields.roleArn)];
  // Of a machine, or of a map run.
  if (operation === 'ListExecutions' && fields.mapRunArn !== undefined) {
    return [{ action, resource: String(fields.mapRunArn) }];
  }
  const subject = subjects[operation];
  return subject === undefined ? undefined : [{ action, resource: String(fields[subject]) }];
}

/** Whoever has a service act by a role must be allowed to pass it to that service. */
function passed(roleArn: unknown): Access[] {
  if (roleArn === undefined) return [];
  const context = { 'iam:passedtoservice': 'states.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: String(roleArn), context }];
}
