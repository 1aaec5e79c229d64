import { expect, test, vi } from 'vitest';
import { type Failure, watchFailures } from '../failures.ts';
import type { Invocation } from '../functions/invocations.ts';
import { cloud, failing, oneTask, runToEnd } from './step-functions/machines.ts';

/** Functions whose invocations can be put there, as if they had run. */
function madeUpFunctions() {
  const invocations: Invocation[] = [];
  const watchers: ((invocation: Invocation) => void)[] = [];
  return {
    invocations: () => invocations,
    watch: (watcher: (invocation: Invocation) => void) => void watchers.push(watcher),
    add(invocation: Pick<Invocation, 'requestId' | 'task' | 'error'>, ...lines: string[]) {
      const { requestId } = invocation;
      const written = lines.map((line) => ({ function: 'f', at: 1, line, requestId }));
      const added = { function: 'f', startedAt: 1, endedAt: 2, lines: written, ...invocation };
      invocations.push(added);
      for (const watcher of watchers) watcher(added);
    },
  };
}

test('a failed attempt is reported with what its invocation wrote, and with the time of the next', async () => {
  const functions = madeUpFunctions();
  const failures: Failure[] = [];
  const retry = { ErrorEquals: ['OutageError'], MaxAttempts: 1, IntervalSeconds: 5 };
  const { client, arn, stepFunctions } = await cloud(
    oneTask({ Retry: [retry] }),
    {},
    {
      retryIntervalMs: 20,
      invoke: async (_, __, task) => {
        const requestId = `r${task.eventId}`;
        const error = { errorType: 'OutageError', errorMessage: 'went wrong' };
        functions.add(
          { requestId, task, error },
          `line of ${requestId}`,
          '{"_aws":{}}',
          `${requestId} OutageError`,
        );
        throw failing('OutageError');
      },
    },
  );
  watchFailures({ stepFunctions, functions }, (failure) => failures.push(failure));
  const { executionArn } = await runToEnd(client, arn, { entryId: 'e' }, 'one');
  await vi.waitFor(() => expect(failures).toHaveLength(3), { timeout: 20_000 });
  const step = { kind: 'step', what: 'Work', error: 'OutageError', reason: 'went wrong' };
  const [first, ...others] = failures;
  expect(first).toMatchObject({ ...step, attempt: 1, execution: { executionArn, input: '{"entryId":"e"}' } });
  expect(first?.lines.map(({ line }) => line)).toEqual(['line of r4']);
  expect((first?.retryAt ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(20);
  const second = others.find(({ kind }) => kind === 'step');
  expect(second).toMatchObject({ ...step, attempt: 2, lines: [{ line: 'line of r7' }] });
  expect(second?.retryAt).toBeUndefined();
  expect(others).toContainEqual(
    expect.objectContaining({ kind: 'execution', what: 'm', error: 'OutageError', reason: 'went wrong' }),
  );
});

test('what fails without a state machine is reported by its function, and nothing else twice', () => {
  const functions = madeUpFunctions();
  const failures: Failure[] = [];
  watchFailures({ stepFunctions: { watch: () => undefined }, functions }, (failure) =>
    failures.push(failure),
  );
  const error = { errorType: 'TypeError', errorMessage: 'undefined is not a function' };
  functions.add({ requestId: 'r1' }, 'all is well');
  functions.add({ requestId: 'r2', error, task: { executionArn: 'a', eventId: 4 } });
  functions.add({ requestId: 'r3', error }, 'before it');
  expect(failures).toEqual([
    expect.objectContaining({
      kind: 'function',
      what: 'f',
      error: 'TypeError',
      lines: [expect.objectContaining({ line: 'before it' })],
    }),
  ]);
});
