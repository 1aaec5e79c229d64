import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  DefinitionBody,
  IntegrationPattern,
  JsonPath,
  StateMachine,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import {
  CallAwsService,
  DynamoAttributeValue,
  DynamoPutItem,
  LambdaInvoke,
  SqsSendMessage,
  StepFunctionsStartExecution,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../step-functions/engine/clock.ts';
import { isKnown, parseResource } from '../../../step-functions/integrations/integrations.ts';
import { unsupported } from '../../../step-functions/integrations/supported.ts';
import { Template } from '../../../template/template.ts';
import { cloud, ended, failing, historyOf, lambda, prefix, runToEnd } from '../machines.ts';

const integration = (resource: string, Parameters: object, more: object = {}) => ({
  StartAt: 'Work',
  States: {
    Work: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters, End: true, ...more },
  },
});
const waiting = (more: object = {}) =>
  integration(
    'lambda:invoke.waitForTaskToken',
    { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } },
    more,
  );
const types = async (...given: Parameters<typeof historyOf>) =>
  (await historyOf(...given)).map(({ type }) => type).slice(2, -1);

describe('a task that waits for its token', () => {
  test('goes on with what is sent, also before the request has ended', async () => {
    const { client, arn } = await cloud(waiting(), {
      work: async ({ token: taskToken }: { token: string }) => {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"paid":true}' }));
        return 'asked';
      },
    });
    const { executionArn, output } = await runToEnd(client, arn);
    expect(output).toBe('{"paid":true}');
    const events = await historyOf(client, executionArn);
    expect(events.map(({ type }) => type).slice(2, -1)).toEqual([
      ...['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded', 'TaskStateExited'],
    ]);
    expect(events[2]?.taskScheduledEventDetails?.resource).toBe('invoke.waitForTaskToken');
    expect(JSON.parse(events[4]?.taskSubmittedEventDetails?.output ?? '')).toMatchObject({
      Payload: 'asked',
    });
  });

  test('fails as it is told, and a token is good once', async () => {
    let taskToken = '';
    const Catch = [{ ErrorEquals: ['Refused'], Next: 'Done' }];
    const definition = waiting({ Catch });
    const { client, arn } = await cloud(
      { ...definition, States: { ...definition.States, Done: { Type: 'Succeed' } } },
      { work: ({ token }: { token: string }) => (taskToken = token) },
    );
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn }));
    await expect.poll(() => taskToken).not.toBe('');
    const fail = new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: 'by the bank' });
    await client.send(fail);
    const { output } = await ended(client, executionArn);
    expect(JSON.parse(output ?? '')).toEqual({ Error: 'Refused', Cause: 'by the bank' });
    await expect(client.send(fail)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    const unknown = new SendTaskSuccessCommand({ taskToken: 'made-up', output: '1' });
    await expect(client.send(unknown)).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  test('times out when no heartbeat comes, which each one puts off', async () => {
    let taskToken = '';
    const timers = new Set<{ ms: number; then: () => void }>();
    const after = (ms: number, then: () => void) => {
      const timer = { ms, then };
      timers.add(timer);
      return () => void timers.delete(timer);
    };
    const definition = waiting({ HeartbeatSeconds: 1, TimeoutSeconds: 60 });
    const work = ({ token }: { token: string }) => {
      taskToken = token;
    };
    const { client, arn } = await cloud(definition, { work }, { clock: { ...systemClock, after } });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn }));
    await expect.poll(() => taskToken).not.toBe('');
    const running = () => [...timers].map(({ ms }) => ms).sort();
    const [heartbeat] = [...timers].filter(({ ms }) => ms === 1_000);
    expect(running()).toEqual([1_000, 60_000]);
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    expect(running()).toEqual([1_000, 60_000]);
    const [next] = [...timers].filter(({ ms }) => ms === 1_000);
    expect(next).not.toBe(heartbeat);
    next?.then();
    expect(await ended(client, executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(running()).toEqual([]);
    expect(await types(client, executionArn)).toContain('TaskTimedOut');
    await expect(client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  test('goes on waiting after a restart, without asking again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'task-tokens-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    let taskToken = '';
    let calls = 0;
    const handlers = {
      work: ({ token }: { token: string }) => {
        taskToken = token;
        calls += 1;
      },
    };
    const before = await cloud(waiting(), handlers, { dataDir });
    const { executionArn } = await before.client.send(
      new StartExecutionCommand({ stateMachineArn: before.arn }),
    );
    await expect.poll(() => types(before.client, executionArn)).toContain('TaskStarted');
    await expect
      .poll(async () => (await historyOf(before.client, executionArn)).at(-1)?.type)
      .toBe('TaskSubmitted');
    await before.stepFunctions.stop();

    const { client, stepFunctions } = await cloud(waiting(), handlers, { dataDir });
    stepFunctions.resume();
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"late"' }));
    expect((await ended(client, executionArn)).output).toBe('"late"');
    expect(calls).toBe(1);
  });
});

describe('a task that starts an execution', () => {
  const childArn = `${prefix}:stateMachine:child`;
  const child = { StartAt: 'Do', States: { Do: { Type: 'Task', Resource: lambda('child'), End: true } } };
  const start = (pattern: string, more: object = {}) =>
    integration(`states:startExecution${pattern}`, { StateMachineArn: childArn, 'Input.$': '$' }, more);
  const parentAndChild = (definition: object, work: (payload: never) => unknown) =>
    cloud(
      definition,
      { child: work },
      {
        machines: [
          { name: 'm', arn: `${prefix}:stateMachine:m`, definition },
          { name: 'child', arn: childArn, definition: child },
        ],
      },
    );

  test('goes on at once without a pattern', async () => {
    const { client, arn } = await parentAndChild(start(''), () => new Promise(() => undefined));
    const { output } = await runToEnd(client, arn);
    const { ExecutionArn } = JSON.parse(output ?? '');
    expect(await client.send(new DescribeExecutionCommand({ executionArn: ExecutionArn }))).toMatchObject({
      ...{ status: 'RUNNING', stateMachineArn: childArn },
    });
  });

  test.each([
    ['.sync:2', { n: 1 }, { done: 1 }],
    ['.sync', '{"n":1}', '{"done":1}'],
  ])('waits for its end with %s', async (pattern, Input, Output) => {
    const { client, arn } = await parentAndChild(start(pattern), ({ n }: { n: number }) => ({ done: n }));
    const { executionArn, output } = await runToEnd(client, arn, { n: 1 });
    expect(JSON.parse(output ?? '')).toMatchObject({
      ...{ Input, Output, Status: 'SUCCEEDED', StateMachineArn: childArn, InputDetails: { Included: true } },
    });
    expect(await types(client, executionArn)).toEqual([
      ...['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded', 'TaskStateExited'],
    ]);
  });

  test('fails with the description of one that failed', async () => {
    const { client, arn } = await parentAndChild(start('.sync:2'), () => Promise.reject(failing('BadError')));
    const { error, cause } = await runToEnd(client, arn);
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'BadError' });
  });

  test('stops it when it is stopped itself', async () => {
    const { client, arn } = await parentAndChild(start('.sync:2'), () => new Promise(() => undefined));
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn }));
    const children = async () => {
      const list = new ListExecutionsCommand({ stateMachineArn: childArn });
      return (await client.send(list)).executions?.map(({ status }) => status);
    };
    await expect.poll(children).toEqual(['RUNNING']);
    await client.send(new StopExecutionCommand({ executionArn }));
    await expect.poll(children).toEqual(['ABORTED']);
  });

  test('fails where there is no such machine', async () => {
    const StateMachineArn = `${prefix}:stateMachine:absent`;
    const { client, arn } = await cloud(integration('states:startExecution', { StateMachineArn }));
    expect(await runToEnd(client, arn)).toMatchObject({
      error: 'StepFunctions.StateMachineDoesNotExistException',
    });
  });
});

describe('a task that calls an AWS service', () => {
  /** A service that answers with what it was asked, and refuses what is asked to fail. */
  async function service(): Promise<string> {
    const server = createServer(async (request, response) => {
      const asked = (await json(request)) as { fail?: string };
      const target = request.headers['x-amz-target'];
      response.writeHead(asked.fail ? 400 : 200);
      const refusal = { __type: `com.amazonaws.x#${asked.fail}`, message: 'no' };
      response.end(JSON.stringify(asked.fail ? refusal : { target, asked }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test.each([
    ['dynamodb:putItem', 'DynamoDB_20120810.PutItem'],
    ['aws-sdk:dynamodb:query', 'DynamoDB_20120810.Query'],
    ['sqs:sendMessage', 'AmazonSQS.SendMessage'],
    ['aws-sdk:secretsmanager:getSecretValue', 'secretsmanager.GetSecretValue'],
  ])('%s goes to the address of all services', async (resource, target) => {
    const { client, arn } = await cloud(
      integration(resource, { 'A.$': '$.a' }),
      {},
      { edgeUrl: await service() },
    );
    const { output } = await runToEnd(client, arn, { a: 1 });
    const answer = JSON.parse(output ?? '');
    expect(answer).toMatchObject({ target, asked: { A: 1 } });
    expect(answer.SdkHttpMetadata?.HttpStatusCode).toBe(resource.startsWith('aws-sdk') ? undefined : 200);
  });

  test('a message that is no text is sent as JSON', async () => {
    const definition = integration('sqs:sendMessage', { QueueUrl: 'q', MessageBody: { 'a.$': '$.a' } });
    const { client, arn } = await cloud(definition, {}, { edgeUrl: await service() });
    const { output } = await runToEnd(client, arn, { a: 1 });
    expect(JSON.parse(output ?? '').asked).toEqual({ QueueUrl: 'q', MessageBody: '{"a":1}' });
  });

  test.each([
    ['dynamodb:putItem', 'ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException'],
    ['dynamodb:putItem', 'ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ['aws-sdk:dynamodb:putItem', 'ResourceNotFoundException', 'DynamoDb.ResourceNotFoundException'],
    ['aws-sdk:secretsmanager:createSecret', 'ValidationException', 'SecretsManager.SecretsManagerException'],
  ])('an error of %s, %s, is %s', async (resource, fail, error) => {
    const { client, arn } = await cloud(integration(resource, { fail }), {}, { edgeUrl: await service() });
    const ended = await runToEnd(client, arn);
    expect(ended).toMatchObject({ status: 'FAILED', error });
    expect(ended.cause).toContain('no (Service: ');
  });

  test('Step Functions itself', async () => {
    const definition = integration('aws-sdk:sfn:sendTaskSuccess', { TaskToken: 'made-up', Output: '1' });
    const { client, arn } = await cloud(definition);
    expect(await runToEnd(client, arn)).toMatchObject({ error: 'Sfn.InvalidTokenException' });
  });
});

test('what CDK writes for these is supported, anything else is refused by its state', () => {
  const stack = new Stack(new App(), 'Stack');
  const stateMachine = StateMachine.fromStateMachineArn(stack, 'Child', `${prefix}:stateMachine:child`);
  const table = new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const lambdaFunction = LambdaFunction.fromFunctionArn(stack, 'Function', lambda('work'));
  const { WAIT_FOR_TASK_TOKEN, RUN_JOB } = IntegrationPattern;
  const chain = new StepFunctionsStartExecution(stack, 'Run', { stateMachine, integrationPattern: RUN_JOB })
    .next(new StepFunctionsStartExecution(stack, 'Start', { stateMachine }))
    .next(
      new SqsSendMessage(stack, 'Send', {
        queue: new Queue(stack, 'Queue'),
        messageBody: TaskInput.fromObject({ token: JsonPath.taskToken }),
        integrationPattern: WAIT_FOR_TASK_TOKEN,
      }),
    )
    .next(
      new LambdaInvoke(stack, 'Ask', {
        ...{ lambdaFunction, integrationPattern: WAIT_FOR_TASK_TOKEN },
        payload: TaskInput.fromObject({ token: JsonPath.taskToken }),
      }),
    )
    .next(new DynamoPutItem(stack, 'Put', { table, item: { id: DynamoAttributeValue.fromString('1') } }))
    .next(
      new CallAwsService(stack, 'Call', {
        ...{ service: 'dynamodb', action: 'scan', iamResources: ['*'] },
        parameters: { TableName: table.tableName },
      }),
    );
  new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(chain) });
  const template = new Template(Synthesised.fromStack(stack).toJSON(), { stackName: 'Stack' });
  const [machine] = template.resourcesOf('AWS::StepFunctions::StateMachine');
  expect(unsupported(JSON.parse(String(machine?.properties.DefinitionString)))).toEqual([]);

  for (const resource of [
    'sns:publish',
    'batch:submitJob.sync',
    'aws-sdk:s3:getObject',
    'dynamodb:query',
    'lambda:invoke.sync',
  ]) {
    expect(unsupported(integration(resource, {}))).toEqual([
      `Work: the integration arn:aws:states:::${resource}`,
    ]);
  }
  const invoke = integration('lambda:invoke', { FunctionName: 'work', InvocationType: 'Event' });
  expect(unsupported(invoke)).toEqual(['Work: the field InvocationType of lambda:invoke']);
});

test('the README lists the resources that are supported', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../step-functions/README.md'), 'utf8');
  const rows = readme.split('\n').filter((line) => /^\| `[a-z-]+:/.test(line));
  const patternsOf = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  const listed = rows.flatMap((row) => {
    const [, resources, patterns] = row.split('|');
    return patternsOf(resources).map((resource) => [resource, patternsOf(patterns)] as const);
  });
  expect(listed).toHaveLength(11);
  for (const [resource, patterns] of listed) {
    const supported = ['', '.sync', '.sync:2', '.waitForTaskToken'].filter((pattern) => {
      const parsed = parseResource(`arn:aws:states:::${resource.replace('*', 'getItem')}${pattern}`);
      return parsed && isKnown(parsed);
    });
    const named = ['', ...patterns.map((pattern) => `.${pattern}`)];
    expect([resource, ...supported]).toEqual([resource, ...named]);
  }
});
