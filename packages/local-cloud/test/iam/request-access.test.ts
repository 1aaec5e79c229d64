import { describe, expect, test } from 'vitest';
import { accessOf } from '../../iam/request-access.ts';

const secretArn = (id: string) => `arn:secret:${id}`;

/** What a request needs, each as `action resource`, with its context if there is one. */
function needs(service: string, operation: string, body: object, more: object = {}) {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  const request = { service, operation, target: '/', headers, body: JSON.stringify(body), secretArn };
  return accessOf({ ...request, ...more })?.map(({ action, resource, context }) =>
    [action, resource, ...(context && Object.keys(context).length > 0 ? [JSON.stringify(context)] : [])].join(
      ' ',
    ),
  );
}

const at = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const entries = at('dynamodb', 'table/entries');

describe('of DynamoDB', () => {
  test.each<[string, object, string[] | undefined]>([
    ['GetItem', { TableName: 'entries' }, [`dynamodb:GetItem ${entries}`]],
    ['GetItem', { TableName: entries }, [`dynamodb:GetItem ${entries}`]],
    ['Query', { TableName: 'entries', IndexName: 'by-type' }, [`dynamodb:Query ${entries}/index/by-type`]],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'entries' } },
          { ConditionCheck: { TableName: 'progress' } },
          { Update: { TableName: 'entries' } },
        ],
      },
      [
        `dynamodb:PutItem ${entries}`,
        `dynamodb:ConditionCheckItem ${at('dynamodb', 'table/progress')}`,
        `dynamodb:UpdateItem ${entries}`,
      ],
    ],
    ['BatchGetItem', { RequestItems: { entries: {} } }, [`dynamodb:BatchGetItem ${entries}`]],
    ['ListTables', {}, ['dynamodb:ListTables *']],
    ['ExecuteStatement', { Statement: 'SELECT * FROM entries' }, undefined],
  ])('%s %j', (operation, body, expected) => {
    expect(needs('dynamodb', operation, body)).toEqual(expected);
  });
});

describe('of S3', () => {
  const photo = 'arn:aws:s3:::photos/a b/c.jpg';
  test.each<[string, string, string[] | undefined]>([
    ['GetObject', '/photos/a%20b/c.jpg?x-id=GetObject', [`s3:GetObject ${photo}`]],
    ['HeadObject', '/photos/a%20b/c.jpg', [`s3:GetObject ${photo}`]],
    ['GetObject', '/photos/a%20b/c.jpg?versionId=1', [`s3:GetObjectVersion ${photo}`]],
    ['UploadPart', '/photos/a%20b/c.jpg?partNumber=1', [`s3:PutObject ${photo}`]],
    ['DeleteObject', '/photos/a%20b/c.jpg', [`s3:DeleteObject ${photo}`]],
    [
      'ListObjectsV2',
      '/photos?list-type=2&prefix=a%2F',
      ['s3:ListBucket arn:aws:s3:::photos {"s3:prefix":"a/"}'],
    ],
    ['ListObjectsV2', '/photos/?list-type=2', ['s3:ListBucket arn:aws:s3:::photos']],
    ['ListObjectVersions', '/photos/?versions', ['s3:ListBucketVersions arn:aws:s3:::photos']],
    ['HeadBucket', '/photos', ['s3:ListBucket arn:aws:s3:::photos']],
    ['CreateBucket', '/photos', undefined],
  ])('%s %s', (operation, target, expected) => {
    expect(needs('s3', operation, {}, { target })).toEqual(expected);
  });

  test('a copy, which also reads, and a deletion of several objects', () => {
    const headers = { 'x-amz-copy-source': 'photos/a%20b/c.jpg' };
    const copy = needs('s3', 'CopyObject', {}, { target: '/badges/d.jpg', headers });
    expect(copy).toEqual(['s3:PutObject arn:aws:s3:::badges/d.jpg', `s3:GetObject ${photo}`]);
    const body =
      '<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key><VersionId>1</VersionId></Object></Delete>';
    expect(needs('s3', 'DeleteObjects', {}, { target: '/photos?delete', body })).toEqual([
      's3:DeleteObject arn:aws:s3:::photos/a&b',
      's3:DeleteObjectVersion arn:aws:s3:::photos/c',
    ]);
  });
});

describe('of SES', () => {
  const identity = at('ses', 'identity/example.com');
  const usual = at('ses', 'configuration-set/my-first-configuration-set');
  const context = JSON.stringify({ 'ses:fromaddress': 'a@example.com' });
  const send = (more: object) =>
    needs('ses', 'SendEmail', { FromEmailAddress: 'A <a@example.com>', ...more });

  test('a mail, which also needs the configuration set that it names or that is the default', () => {
    const Content = { Simple: {} };
    expect(send({ Content })).toEqual([
      `ses:SendEmail ${identity} ${context}`,
      `ses:SendEmail ${usual} ${context}`,
    ]);
    expect(send({ Content, ConfigurationSetName: 'ours' })?.[1]).toContain(
      at('ses', 'configuration-set/ours'),
    );
  });

  test('a mail with attachments and a raw one', () => {
    const actions = (Content: object) => send({ Content })?.map((text) => text.split(' ')[0]);
    const [simple, raw] = ['ses:SendEmail', 'ses:SendRawEmail'];
    expect(actions({ Simple: { Attachments: [{}] } })).toEqual([simple, simple, raw, raw]);
    expect(actions({ Raw: {} })).toEqual([raw, raw]);
  });
});

describe('of the others', () => {
  const processing = at('sqs', 'processing');
  const machine = at('states', 'stateMachine:register');
  test.each<[string, string, object, string[] | undefined]>([
    [
      'sqs',
      'SendMessage',
      { QueueUrl: 'http://127.0.0.1:4566/000000000000/processing' },
      [`sqs:SendMessage ${processing}`],
    ],
    ['sqs', 'DeleteMessageBatch', { QueueUrl: 'processing' }, [`sqs:DeleteMessage ${processing}`]],
    ['sqs', 'GetQueueUrl', { QueueName: 'processing' }, [`sqs:GetQueueUrl ${processing}`]],
    [
      'sqs',
      'StartMessageMoveTask',
      { SourceArn: at('sqs', 'failed'), DestinationArn: processing },
      [
        ...['StartMessageMoveTask', 'GetQueueAttributes', 'ReceiveMessage', 'DeleteMessage'].map(
          (action) => `sqs:${action} ${at('sqs', 'failed')}`,
        ),
        `sqs:SendMessage ${processing}`,
      ],
    ],
    [
      'states',
      'TestState',
      { roleArn: 'arn:aws:iam::000000000000:role/r' },
      [
        'states:TestState *',
        'iam:PassRole arn:aws:iam::000000000000:role/r {"iam:passedtoservice":"states.amazonaws.com"}',
      ],
    ],
    [
      'secretsmanager',
      'GetSecretValue',
      { SecretId: 'ours' },
      ['secretsmanager:GetSecretValue arn:secret:ours'],
    ],
    ['states', 'StartExecution', { stateMachineArn: machine }, [`states:StartExecution ${machine}`]],
    ['states', 'SendTaskSuccess', { taskToken: 'a' }, undefined],
  ])('%s %s', (service, operation, body, expected) => {
    expect(needs(service, operation, body)).toEqual(expected);
  });

  test('the older protocol of SQS, and Lambda', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=SendMessage&QueueUrl=http%3A%2F%2Flocalhost%2F000000000000%2Fprocessing';
    expect(needs('sqs', 'SendMessage', {}, { headers, body })).toEqual([`sqs:SendMessage ${processing}`]);
    const target = '/2015-03-31/functions/draw/invocations';
    expect(needs('lambda', 'Invoke', {}, { target })).toEqual([
      `lambda:InvokeFunction ${at('lambda', 'function:draw')}`,
    ]);
  });
});
