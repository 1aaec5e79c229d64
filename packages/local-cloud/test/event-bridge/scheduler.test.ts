import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startEdge } from '../../aws/edge.ts';
import { queuesOf } from '../../aws/queue-definitions.ts';
import { startQueues } from '../../aws/queues.ts';
import { Deliveries } from '../../event-bridge/deliveries.ts';
import { startScheduler } from '../../event-bridge/scheduler.ts';
import { type Schedule as Read, schedulesOf } from '../../event-bridge/schedules.ts';
import { Faults } from '../../faults.ts';
import { Parts } from '../../parts.ts';
import { machinesOf } from '../../step-functions/machines.ts';
import { StepFunctions } from '../../step-functions/service.ts';
import { Template } from '../../template/template.ts';

const hourMs = 3_600_000;
const patience = { timeout: 10_000 };
const scheduleArn = (name: string, group = 'default') =>
  `arn:aws:scheduler:us-east-1:000000000000:schedule/${group}/${name}`;

/** As CDK renders them: hourly and daily for a state machine and a function, and one that is disabled. */
function synthesise(): Template {
  const stack = new Stack(new App(), 'Stack');
  const definitionBody = DefinitionBody.fromChainable(new Pass(stack, 'Pass'));
  const machine = new StateMachine(stack, 'Machine', { stateMachineName: 'sweep', definitionBody });
  const code = Code.fromInline('exports.handler = () => {}');
  const runtime = Runtime.NODEJS_24_X;
  const handler = 'index.handler';
  const sweep = new LambdaFunction(stack, 'Function', { functionName: 'sweep', runtime, handler, code });
  const failed = new Queue(stack, 'Failed', { queueName: 'failed' });
  const hourly = ScheduleExpression.rate(Duration.hours(1));
  new Schedule(stack, 'Hourly', {
    ...{ scheduleName: 'hourly', schedule: hourly, description: 'Sweeps.' },
    timeWindow: TimeWindow.flexible(Duration.minutes(5)),
    target: new StepFunctionsStartExecution(machine, {
      input: ScheduleTargetInput.fromObject({
        at: ContextAttribute.scheduledTime,
        id: ContextAttribute.executionId,
        from: ContextAttribute.scheduleArn,
        attempt: ContextAttribute.attemptNumber,
        apply: true,
      }),
      ...{ deadLetterQueue: failed, retryAttempts: 2, maxEventAge: Duration.hours(2) },
    }),
  });
  new Schedule(stack, 'Daily', {
    scheduleName: 'daily',
    scheduleGroup: new ScheduleGroup(stack, 'Group', { scheduleGroupName: 'sweeps' }),
    schedule: ScheduleExpression.rate(Duration.days(1)),
    target: new LambdaInvoke(sweep),
  });
  new Schedule(stack, 'Off', {
    ...{ schedule: ScheduleExpression.cron({ hour: '3', timeZone: TimeZone.EUROPE_PARIS }), enabled: false },
    target: new LambdaInvoke(sweep),
  });
  return new Template(Synthesised.fromStack(stack).toJSON(), { stackName: 'Stack' });
}

const template = synthesise();
const parts = new Parts();
const faults = new Faults();
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sweep';
const invoked: { name: string; event: unknown }[] = [];
let deliveries: Deliveries;
let sqs: SQSClient;
let sfn: SFNClient;
let edgeUrl: string;

beforeAll(async () => {
  const { promise: services, resolve } =
    Promise.withResolvers<Awaited<Parameters<typeof startEdge>[0]['services']>>();
  const edge = await parts.start(startEdge({ faults, services }));
  edgeUrl = edge.url;
  const queues = await parts.start(
    startQueues({
      queues: queuesOf(template),
      publicUrl: edge.url,
      region: 'us-east-1',
      accountId: '000000000000',
    }),
  );
  const machines = machinesOf(template);
  const stepFunctions = parts.add(new StepFunctions({ machines, invoke: async () => undefined }));
  resolve({
    ...{ dynamodbUrl: '', s3Url: '' },
    queues: (request) => queues.fetch(request),
    states: (operation, body) => stepFunctions.handle(operation, body as Record<string, unknown>),
    secrets: () => ({ status: 400, body: {} }),
    functions: { has: () => false, invoke: () => Promise.reject(new Error('not used here')) },
  });
  const invoke = async (name: string, event: unknown) => {
    invoked.push({ name, event });
    return { ok: true as const, value: null };
  };
  deliveries = parts.add(new Deliveries({ edgeUrl: edge.url, invoke, retryIntervalMs: 0 }));
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = { endpoint: edge.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  sqs = new SQSClient(client);
  sfn = new SFNClient(client);
});
afterEach(() => {
  faults.clear();
  vi.useRealTimers();
});
afterAll(async () => {
  sqs.destroy();
  sfn.destroy();
  await parts.stop();
});

const schedules = schedulesOf(template);
const named = (name: string) => schedules.filter(({ arn }) => arn.endsWith(`/${name}`));

/** Runs a schedule until it was due once. */
async function onceDue(name: string): Promise<void> {
  const { promise: due, resolve } = Promise.withResolvers<void>();
  const scheduler = startScheduler({
    schedules: named(name),
    deliveries: {
      begin: (delivery) => {
        void scheduler.stop();
        deliveries.begin(delivery);
        resolve();
      },
    },
    scheduleInterval: 1,
  });
  await due;
}

const executions = async () =>
  (await sfn.send(new ListExecutionsCommand({ stateMachineArn: machineArn }))).executions ?? [];
const inputOf = async (executionArn: string | undefined) =>
  JSON.parse((await sfn.send(new DescribeExecutionCommand({ executionArn }))).input ?? '');

describe('a schedule that is due', () => {
  test('starts an execution, whose input has the context attributes filled in', async () => {
    await onceDue('hourly');
    await expect.poll(executions, patience).toHaveLength(1);
    const [started] = await executions();
    expect(await inputOf(started?.executionArn)).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      from: scheduleArn('hourly'),
      attempt: '1',
      apply: true,
    });
  });

  test('without an input invokes its function with the event of a schedule', async () => {
    await onceDue('daily');
    await expect.poll(() => invoked, patience).toHaveLength(1);
    const { name, event } = invoked[0] ?? {};
    expect(name).toBe('arn:aws:lambda:us-east-1:000000000000:function:sweep');
    expect(event).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      resources: [scheduleArn('daily', 'sweeps')],
      detail: '{}',
    });
  });

  test('tries a target that refuses it again, under the next attempt number', async () => {
    const before = (await executions()).length;
    const refusal = { behaviour: { kind: 'answer' as const, status: 500 }, times: 1 };
    faults.add({ service: 'states', operation: 'StartExecution', ...refusal });
    await onceDue('hourly');
    await expect.poll(executions, patience).toHaveLength(before + 1);
    const [newest] = await executions();
    expect(await inputOf(newest?.executionArn)).toMatchObject({ attempt: '2' });
  });

  test('gives up in the end: the input goes to the dead-letter queue', async () => {
    const refusal = { behaviour: { kind: 'answer' as const, status: 500 }, times: 3 };
    faults.add({ service: 'states', operation: 'StartExecution', ...refusal });
    await onceDue('hourly');
    const { Body, MessageAttributes = {} } = await receive('failed');
    expect(JSON.parse(Body ?? '')).toMatchObject({ attempt: '3', apply: true });
    const about = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
    expect(Object.fromEntries(about)).toMatchObject({
      SCHEDULE_ARN: scheduleArn('hourly'),
      TARGET_ARN: machineArn,
      RETRY_ATTEMPTS: '2',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  });
});

async function receive(queue: string): Promise<Message> {
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${edgeUrl}/000000000000/${queue}`,
      ...{ WaitTimeSeconds: 5, MessageAttributeNames: ['All'] },
    }),
  );
  if (!message) throw new Error(`nothing came to ${queue}`);
  return message;
}

describe('the interval of a schedule', () => {
  /** When the schedules were due, in milliseconds since their start. */
  function dueTimes(chosen: readonly Read[], scheduleInterval?: number | ((everyMs: number) => number)) {
    vi.useFakeTimers({ now: 0 });
    const times: number[] = [];
    const begin = () => times.push(Date.now());
    const scheduler = startScheduler({ schedules: chosen, deliveries: { begin }, scheduleInterval });
    return { times, scheduler };
  }

  test('passes before the first call too, and none comes after the stop', async () => {
    const { times, scheduler } = dueTimes(named('hourly'));
    vi.advanceTimersByTime(hourMs - 1);
    expect(times).toEqual([]);
    vi.advanceTimersByTime(1 + hourMs);
    expect(times).toEqual([hourMs, 2 * hourMs]);
    await scheduler.stop();
    vi.advanceTimersByTime(10 * hourMs);
    expect(times).toHaveLength(2);
  });

  test('may be longer than a timer can wait', async () => {
    const monthly = named('hourly').map((one) => ({ ...one, everyMs: 30 * 24 * hourMs }));
    const warnings: string[] = [];
    const warned = ({ name }: Error) => warnings.push(name);
    process.on('warning', warned);
    await startScheduler({ schedules: monthly, deliveries }).stop();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    expect(warnings).not.toContain('TimeoutOverflowWarning');
    const { times, scheduler } = dueTimes(monthly);
    vi.advanceTimersByTime(60 * 24 * hourMs);
    expect(times).toEqual([30 * 24 * hourMs, 60 * 24 * hourMs]);
    await scheduler.stop();
  });

  test('may be replaced by its own length', async () => {
    const { times, scheduler } = dueTimes(schedules, (everyMs) => (everyMs > hourMs ? 1_000 : everyMs));
    vi.advanceTimersByTime(2_000);
    expect(times).toEqual([1_000, 2_000]);
    await scheduler.stop();
  });

  test('does not keep the process alive', async () => {
    vi.useRealTimers();
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const scheduler = startScheduler({ schedules, deliveries });
    const after = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await scheduler.stop();
    expect(after).toBe(before);
  });
});

describe('the template', () => {
  const machine = { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: '{}' } };
  const schedulesWith = (properties: object, target: object = {}) => {
    const Target = { Arn: { Ref: 'M' }, RoleArn: 'arn:aws:iam::000000000000:role/r', ...target };
    const given = { FlexibleTimeWindow: { Mode: 'OFF' }, ScheduleExpression: 'rate(1 hour)', Target };
    const S = { Type: 'AWS::Scheduler::Schedule', Properties: { ...given, ...properties } };
    return schedulesOf(new Template({ Resources: { M: machine, S } }, { stackName: 'Stack' }));
  };

  test('gives names, groups, rates and targets, and leaves out disabled schedules', () => {
    expect(schedules.map(({ arn, everyMs }) => [arn, everyMs])).toEqual([
      [scheduleArn('hourly'), hourMs],
      [scheduleArn('daily', 'sweeps'), 24 * hourMs],
    ]);
    expect(named('hourly')[0]?.target).toEqual({
      ...{ arn: machineArn, retries: 2, eventAgeMs: 2 * hourMs },
      deadLetterArn: 'arn:aws:sqs:us-east-1:000000000000:failed',
    });
  });

  test('may have a number as input where the attribute stands without quotes', () => {
    expect(schedulesWith({}, { Input: '{"n":<aws.scheduler.attempt-number>}' })).toHaveLength(1);
  });

  test.each<[string, object, object, string]>([
    [
      'a calendar',
      { ScheduleExpression: 'cron(0 3 * * ? *)' },
      {},
      'cannot run the schedule cron(0 3 * * ? *)',
    ],
    ['one time', { ScheduleExpression: 'at(2027-01-01T00:00:00)' }, {}, 'cannot run the schedule at('],
    ['no time', { ScheduleExpression: 'rate(0 hours)' }, {}, 'cannot run the schedule rate(0 hours)'],
    ['a last day', { EndDate: '2027-01-01T00:00:00Z' }, {}, 'does not know EndDate of a schedule'],
    ['a queue', {}, { Arn: 'arn:aws:sqs:us-east-1:000000000000:q' }, 'not for arn:aws:sqs:'],
    [
      'any operation',
      {},
      { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' },
      'not for arn:aws:scheduler',
    ],
    ['another machine', {}, { Arn: `${machineArn}-other` }, `not for ${machineArn}-other`],
    ['parameters', {}, { SqsParameters: {} }, "does not know SqsParameters of a schedule's target"],
    ['text as input', {}, { Input: 'now' }, "a schedule's Input must be JSON"],
    ['an unknown attribute', {}, { Input: '"<aws.scheduler.name>"' }, 'does not know <aws.scheduler.name>'],
  ])('with a schedule of %s is refused by name', (_, properties, target, words) => {
    expect(() => schedulesWith(properties, target)).toThrow(
      new RegExp(`^S: .*${words.replace(/[()?*]/g, '\\$&')}`),
    );
  });
});
