import { Faults } from '@tkd-registration/local-cloud/faults';
import { expect, test } from 'vitest';
import { Calls } from '../../../../local/playground/break/breakages.ts';
import { mishaps, services } from '../../../../local/playground/break/calls.ts';
import { Consequences } from '../../../../local/playground/break/consequences.ts';

type Cloud = ConstructorParameters<typeof Consequences>[0];
type Watcher = Parameters<Cloud['stepFunctions']['watch']>[0];

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:registration:cs_test_one';
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:registration';

function watched() {
  const faults = new Faults();
  const execution = {
    ...{ executionArn, stateMachineArn, name: 'cs_test_one', input: '{"entryId":"cs_test_one"}' },
    ...{ status: 'RUNNING', events: [] as object[] },
  };
  let watcher: Watcher = () => undefined;
  let waitsUntil: number | undefined;
  const cloud = {
    faults,
    clock: { now: () => 1_000 },
    functions: { watch: () => undefined, invocations: () => [] },
    stepFunctions: {
      watch: (given: Watcher) => {
        watcher = given;
      },
      summaries: () => [execution],
      openStates: () => [{ name: 'Confirm payment', enteredEventId: 1, waitsUntil }],
    },
  } as unknown as Cloud;
  return {
    ...{ faults, execution, consequences: new Consequences(cloud) },
    waitUntil: (at: number | undefined) => {
      waitsUntil = at;
    },
    /** The execution fails. */
    end: (error: string) => {
      execution.status = 'FAILED';
      const event = {
        id: 1,
        previousEventId: 0,
        timestamp: 1_000,
        type: 'ExecutionFailed',
        details: { error },
      };
      watcher(execution as never, event as never);
    },
    /** An attempt at the step fails. */
    fail: async (error = 'ServiceUnavailableError') => {
      const id = execution.events.length;
      const of = { timestamp: 1_000 };
      execution.events.push(
        {
          ...of,
          id: id + 1,
          previousEventId: id,
          type: 'TaskStateEntered',
          details: { name: 'Confirm payment' },
        },
        { ...of, id: id + 2, previousEventId: id + 1, type: 'TaskScheduled' },
        {
          ...of,
          id: id + 3,
          previousEventId: id + 2,
          type: 'TaskFailed',
          details: { error },
        },
      );
      watcher(execution as never, execution.events.at(-1) as never);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('an execution that failed at a step waits, then is done, or needs attention', async () => {
  const { execution, consequences, fail, waitUntil } = watched();
  await fail();
  waitUntil(9_000);
  const [affected] = consequences.executions();
  expect(affected).toMatchObject({
    ...{ machine: 'registration', input: { entryId: 'cs_test_one' } },
    steps: [{ name: 'Confirm payment', error: 'ServiceUnavailableError' }],
    state: { kind: 'waiting', step: 'Confirm payment', until: 9_000 },
  });
  const state = () => consequences.executions()[0]?.state;
  waitUntil(undefined);
  expect(state()).toEqual({ kind: 'running' });
  execution.status = 'FAILED';
  expect(state()).toEqual({ kind: 'ended', status: 'FAILED' });
  execution.status = 'SUCCEEDED';
  expect(state()).toEqual({ kind: 'done' });
  await fail();
  expect(consequences.executions()).toHaveLength(1);
  consequences.clear();
  expect(consequences.executions()).toEqual([]);
});

test('who has registered came through unless an execution failed at something, which waiting for the form’s message is not', async () => {
  const { execution, consequences, fail } = watched();
  for (const id of ['cs_test_two', 'cs_test_one']) consequences.registered(id);
  await fail('EntryNotFoundError');
  const states = () => consequences.unharmed().map(({ entryId, state }) => [entryId, state]);
  expect(states()).toEqual([
    ['cs_test_one', 'running'],
    ['cs_test_two', 'not begun'],
  ]);
  execution.status = 'SUCCEEDED';
  expect(states()[0]).toEqual(['cs_test_one', 'done']);
  await fail();
  expect(states()).toEqual([['cs_test_two', 'not begun']]);
});

test('an execution that has waited until it failed did not come through', () => {
  const { consequences, end } = watched();
  consequences.registered('cs_test_one');
  end('EntryNotFoundError');
  expect(consequences.unharmed()).toEqual([]);
  expect(consequences.executions()).toMatchObject([{ state: { kind: 'ended', status: 'FAILED' } }]);
});

test('of a call that was hit, its name, what happened to it, and the entry’s id are kept, and nothing else', () => {
  const { faults, consequences } = watched();
  const calls = new Calls(faults);
  calls.begin(['ses', 'SendEmail', 'refused', 1], 'mail-refused');
  calls.begin(['stripe', '*', 'hang', 2]);
  expect([calls.of('mail-refused').length, calls.of().length]).toEqual([1, 1]);
  faults.take('ses', 'SendEmail', 'to parent@example.com about cs_test_abc123 of Jo');
  faults.take('stripe', 'balance.retrieve', '');
  expect(consequences.calls()).toEqual([
    { at: 1_000, title: 'Stripe: balance.retrieve', how: 'never answered' },
    { at: 1_000, title: 'Mail (SES): send a mail', how: 'refused', entryId: 'cs_test_abc123' },
  ]);
  expect(consequences.hits).toBe(2);
  calls.end(calls.of());
  expect(faults.list()).toEqual([]);
});

test('every call can be broken in every way that is offered', () => {
  const faults = new Faults();
  const calls = new Calls(faults);
  const ways = Object.keys(mishaps) as (keyof typeof mishaps)[];
  for (const [service, { calls: operations }] of Object.entries(services)) {
    for (const operation of Object.keys(operations)) {
      for (const way of ways) calls.begin([service, operation, way, 1]);
    }
  }
  const answers = faults.list().flatMap(({ behaviour }) => (behaviour.kind === 'answer' ? [behaviour] : []));
  expect(answers.every(({ status }) => status >= 400)).toBe(true);
});
