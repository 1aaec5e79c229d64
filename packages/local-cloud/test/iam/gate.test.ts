import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBuckets } from '../../aws/buckets.ts';
import { startEdge } from '../../aws/edge.ts';
import { Faults } from '../../faults.ts';
import { accessKeyOf, Permissions } from '../../iam/permissions.ts';
import { Parts } from '../../parts.ts';
import { functionArn } from '../../template/resource-kinds.ts';
import { Template } from '../../template/template.ts';

const parts = new Parts();
let url: string;

const step = (Role: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: Role.toLowerCase(), Role: { 'Fn::GetAtt': [Role, 'Arn'] } },
});
const role = (more: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { ...more } });
const allow = (Action: string | string[], Resource: string, more: object = {}) => ({
  Effect: 'Allow',
  ...{ Action, Resource, ...more },
});
const policyOf = (Role: string, ...Statement: object[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: { Roles: [{ Ref: Role }], PolicyDocument: { Statement } },
});

const template = (resources: object = {}) =>
  new Template(
    {
      Resources: {
        ...{ Reader: role(), ReaderFunction: step('Reader'), Nobody: role(), NobodyFunction: step('Nobody') },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'processing' } },
        Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'ours' } },
        ReaderPolicy: policyOf(
          'Reader',
          allow('s3:GetObject', 'arn:aws:s3:::photos/*'),
          allow('s3:PutObject', 'arn:aws:s3:::photos/*'),
          allow('s3:ListBucket', 'arn:aws:s3:::photos', {
            Condition: { StringLike: { 's3:prefix': 'jobs/*' } },
          }),
          allow('sqs:*', 'arn:aws:sqs:*:*:processing'),
        ),
        ViewerPolicy: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            ManagedPolicyName: 'viewer',
            PolicyDocument: { Statement: [allow('s3:GetObject', 'arn:aws:s3:::photos/*')] },
          },
        },
        QueuePolicy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'Queue' }],
            PolicyDocument: {
              Statement: [
                {
                  ...allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1:000000000000:processing'),
                  ...{ Effect: 'Deny', Principal: { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } } },
                },
              ],
            },
          },
        },
        ...resources,
      },
    },
    { stackName: 'Stack' },
  );

beforeAll(async () => {
  const buckets = await parts.start(startBuckets({ buckets: ['photos'] }));
  const done = { status: 200, body: {} };
  const services = {
    ...{ dynamodbUrl: 'http://127.0.0.1:1', s3Url: buckets.url },
    queues: async () => Response.json({}),
    states: async () => done,
    secrets: () => done,
    functions: { has: () => false, invoke: async () => ({ ok: true as const, value: null }) },
    permissions: new Permissions(template()),
  };
  const edge = await parts.start(startEdge({ faults: new Faults(), services: Promise.resolve(services) }));
  url = edge.url;
  const s3 = new S3Client(as('engineer'));
  await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'there.jpg', Body: 'x' }));
});
afterAll(() => parts.stop());

/** A client that signs as a function, as whoever has a policy (by its ARN), or as nobody that the stack knows. */
const as = (who: string) => ({
  ...{ endpoint: url, region: 'us-east-1', maxAttempts: 1, forcePathStyle: true },
  credentials: {
    accessKeyId: who === 'engineer' ? 'local' : accessKeyOf(functionArn(who)),
    secretAccessKey: 'local',
  },
});

const errorOf = (sent: Promise<unknown>) =>
  sent.then(
    () => undefined,
    (error: Error) => error,
  );

const user = 'User: arn:aws:sts::000000000000:assumed-role/Stack-Nobody/nobody is not authorized to perform:';

describe('a function without the right is refused as the service does it:', () => {
  const there = { Bucket: 'photos', Key: 'there.jpg' };
  const Destination = { ToAddresses: ['a@example.com'] };
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:register';
  test.each<[string, (config: ReturnType<typeof as>) => Promise<unknown>, string, string]>([
    [
      'DynamoDB',
      (config) => new DynamoDBClient(config).send(new GetItemCommand({ TableName: 'entries', Key: {} })),
      'AccessDeniedException',
      'dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/entries',
    ],
    [
      'S3',
      (config) => new S3Client(config).send(new GetObjectCommand(there)),
      'AccessDenied',
      's3:GetObject on resource: arn:aws:s3:::photos/there.jpg',
    ],
    [
      'SQS',
      (config) =>
        new SQSClient(config).send(new SendMessageCommand({ QueueUrl: 'processing', MessageBody: 'a' })),
      'AccessDenied',
      'sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:processing',
    ],
    [
      'SES',
      (config) =>
        new SESv2Client(config).send(
          new SendEmailCommand({ FromEmailAddress: 'a@example.com', Destination, Content: {} }),
        ),
      'AccessDeniedException',
      'ses:SendEmail on resource: arn:aws:ses:us-east-1:000000000000:identity/example.com',
    ],
    [
      'Secrets Manager',
      (config) => new SecretsManagerClient(config).send(new GetSecretValueCommand({ SecretId: 'ours' })),
      'AccessDeniedException',
      'secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:000000000000:secret:ours-',
    ],
    [
      'Step Functions',
      (config) => new SFNClient(config).send(new StartExecutionCommand({ stateMachineArn: arn })),
      'AccessDeniedException',
      `states:StartExecution on resource: ${arn}`,
    ],
  ])('%s', async (_, call, name, denied) => {
    const error = await errorOf(call(as('nobody')));
    expect(error?.name).toBe(name);
    expect(error?.message).toContain(`${user} ${denied}`);
    expect(error?.message).toContain('because no identity-based policy allows the ');
  });
});

test('an object that is missing is denied to a function that may not list it, and otherwise said to be missing', async () => {
  const s3 = new S3Client(as('reader'));
  const get = (Key: string) => errorOf(s3.send(new GetObjectCommand({ Bucket: 'photos', Key })));
  expect(await get('there.jpg')).toBeUndefined();
  expect((await get('missing.jpg'))?.name).toBe('AccessDenied');
  expect((await get('jobs/missing.jpg'))?.name).toBe('NoSuchKey');
  const head = (Key: string) => errorOf(s3.send(new HeadObjectCommand({ Bucket: 'photos', Key })));
  expect(await head('missing.jpg')).toMatchObject({ $metadata: { httpStatusCode: 403 } });
  expect((await head('jobs/missing.jpg'))?.name).toBe('NotFound');
  const copied = { Bucket: 'photos', Key: 'copy.jpg', CopySource: 'photos/missing.jpg' };
  expect((await errorOf(s3.send(new CopyObjectCommand(copied))))?.name).toBe('AccessDenied');
  const list = (Prefix?: string) => errorOf(s3.send(new ListObjectsV2Command({ Bucket: 'photos', Prefix })));
  expect(await list('jobs/a')).toBeUndefined();
  expect((await list())?.name).toBe('AccessDenied');
});

test('a queue can deny what the role allows, and whoever is no function may do everything', async () => {
  const message = { QueueUrl: 'processing', MessageBody: 'a' };
  const send = (who: string) => errorOf(new SQSClient(as(who)).send(new SendMessageCommand(message)));
  expect((await send('reader'))?.message).toMatch(/with an explicit deny in a resource-based policy$/);
  expect((await send('engineer'))?.name).not.toBe('AccessDenied');
});

test('a person may do what a policy without roles says, and no more', async () => {
  const s3 = new S3Client(as('arn:aws:iam::000000000000:policy/viewer'));
  const object = { Bucket: 'photos', Key: 'there.jpg' };
  expect(await errorOf(s3.send(new GetObjectCommand(object)))).toBeUndefined();
  const refused = await errorOf(s3.send(new PutObjectCommand({ ...object, Body: 'x' })));
  expect(refused?.message).toMatch(/^User: arn:aws:iam::000000000000:user\/viewer is not authorized/);
});

test('a call whose permission is not known here is refused by name', async () => {
  const headers = {
    'x-amz-target': 'DynamoDB_20120810.ExecuteStatement',
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(functionArn('reader'))}/2026/us-east-1/dynamodb/aws4_request`,
  };
  const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('does not know which permission dynamodb ExecuteStatement needs');
});

test.each<[string, object, string]>([
  [
    'a managed policy',
    { Reader: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }) },
    'ReadOnlyAccess',
  ],
  ['a boundary', { Reader: role({ PermissionsBoundary: 'arn:aws:iam::aws:policy/Limit' }) }, 'policy/Limit'],
  [
    'a condition',
    {
      ReaderPolicy: policyOf(
        'Reader',
        allow('s3:*', '*', { Condition: { IpAddress: { 'aws:SourceIp': '::1' } } }),
      ),
    },
    'ReaderPolicy: statement 1 .* aws:SourceIp',
  ],
])('%s that cannot be evaluated here is refused by name', (_, resources, name) => {
  expect(() => new Permissions(template(resources))).toThrow(new RegExp(name));
});
