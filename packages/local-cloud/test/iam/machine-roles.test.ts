import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mappingsOf } from '../../event-sources/mapping.ts';
import { checkEventSources } from '../../iam/event-source-access.ts';
import { accessKeyOf, Permissions } from '../../iam/permissions.ts';
import type { Access } from '../../iam/policy.ts';
import { Template } from '../../template/template.ts';
import { distributed, worker } from '../step-functions/distributed-map/map-machines.ts';
import { cloud, lambda, prefix, runToEnd } from '../step-functions/machines.ts';

const task = (Resource: string, Parameters?: object) => ({
  StartAt: 'Work',
  States: { Work: { Type: 'Task', Resource, Parameters, End: true } },
});
const machine = `${prefix}:stateMachine:m`;

/** Refuses a machine's role one action, and notes what was asked. */
function refusing(action: string) {
  const asked: string[] = [];
  const refusal = (stateMachineArn: string, access: Access) => {
    asked.push(`${stateMachineArn} ${access.action} ${access.resource}`);
    return access.action === action ? `not authorized to perform: ${action}` : undefined;
  };
  return { asked, refusal };
}

describe('the role of a state machine refuses', () => {
  test.each<[string, object, string, string]>([
    ['a Lambda', task(lambda('work')), 'lambda:InvokeFunction', 'Lambda.AWSLambdaException'],
    [
      'a Lambda by its name',
      task('arn:aws:states:::lambda:invoke', { FunctionName: 'work' }),
      'lambda:InvokeFunction',
      'Lambda.AWSLambdaException',
    ],
    [
      'the start of an execution',
      task('arn:aws:states:::states:startExecution', { StateMachineArn: machine }),
      'states:StartExecution',
      'StepFunctions.AWSStepFunctionsException',
    ],
    [
      'the start of an execution that it waits for',
      task('arn:aws:states:::states:startExecution.sync:2', { StateMachineArn: machine }),
      'states:StartExecution',
      'StepFunctions.AWSStepFunctionsException',
    ],
    [
      'a call of Step Functions',
      task('arn:aws:states:::aws-sdk:sfn:describeStateMachine', { StateMachineArn: machine }),
      'states:DescribeStateMachine',
      'Sfn.SfnException',
    ],
  ])('%s', async (_, definition, action, error) => {
    const { asked, refusal } = refusing(action);
    const { client, arn } = await cloud(definition, { work: () => 1 }, { refusal });
    const ended = await runToEnd(client, arn, {});
    expect(ended).toMatchObject({ status: 'FAILED', error });
    expect(ended.cause).toContain(`not authorized to perform: ${action}`);
    const subject = action.startsWith('lambda') ? lambda('work') : machine;
    expect(asked).toEqual([`${machine} ${action} ${subject}`]);
  });

  test('the children of a Distributed Map, which have the role of their machine', async () => {
    const { handlers } = worker();
    const { asked, refusal } = refusing('lambda:InvokeFunction');
    const { client, arn } = await cloud(distributed({}), handlers, { refusal });
    expect((await runToEnd(client, arn, [1])).status).toBe('FAILED');
    expect(new Set(asked.map((text) => text.split(' ').slice(0, 2).join(' ')))).toEqual(
      new Set([`${machine} states:StartExecution`, `${machine} lambda:InvokeFunction`]),
    );
    const unstarted = await cloud(distributed({}), handlers, {
      refusal: refusing('states:StartExecution').refusal,
    });
    expect(await runToEnd(unstarted.client, unstarted.arn, [1])).toMatchObject({
      ...{ status: 'FAILED', error: 'States.Runtime' },
      cause: expect.stringContaining('not authorized to perform: states:StartExecution'),
    });
  });
});

test('a task signs as its machine where it calls another service, and passes its refusal on', async () => {
  const signed: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    signed.push(/Credential=([^/]*)/.exec(request.headers.authorization ?? '')?.[1]);
    const refusal = { __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'not authorized' };
    response.writeHead(400).end(JSON.stringify(refusal));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const edgeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const definition = task('arn:aws:states:::dynamodb:putItem', { TableName: 'entries', Item: {} });
  const { client, arn } = await cloud(definition, {}, { edgeUrl });
  expect(await runToEnd(client, arn, {})).toMatchObject({ error: 'DynamoDB.AmazonDynamoDBException' });
  expect(signed).toEqual([accessKeyOf(machine)]);
});

describe('an event source is refused to a function whose role may not', () => {
  const queue = 'arn:aws:sqs:us-east-1:000000000000:processing';
  const failures = 'arn:aws:sqs:us-east-1:000000000000:failures';
  const stream = 'arn:aws:dynamodb:us-east-1:000000000000:table/entries/stream/2026-01-01T00:00:00.000';
  const reading = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  const streaming = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
  const all: [string, string][] = [
    ...reading.map((action): [string, string] => [action, queue]),
    ...streaming.map((action): [string, string] => [action, stream]),
    ['dynamodb:ListStreams', '*'],
    ['sqs:SendMessage', failures],
  ];

  /** @param without the action that is not granted. */
  function check(without?: string): void {
    const granted = all.filter(([action]) => action !== without);
    const Statement = granted.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
    const source = (EventSourceArn: string, more: object = {}) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn, FunctionName: { Ref: 'Function' }, ...more },
    });
    const Resources = {
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: { FunctionName: 'store', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
      OfQueue: source(queue),
      OfStream: source(stream, { DestinationConfig: { OnFailure: { Destination: failures } } }),
    };
    const template = new Template({ Resources }, { stackName: 'Stack' });
    checkEventSources(mappingsOf(template), new Permissions(template));
  }

  test.each(all.map(([action]) => action))('%s', (action) => {
    expect(() => check(action)).toThrow(
      new RegExp(`^store cannot be invoked from arn:.*perform: ${action} `),
    );
  });

  test('anything else', () => expect(() => check()).not.toThrow());
});
