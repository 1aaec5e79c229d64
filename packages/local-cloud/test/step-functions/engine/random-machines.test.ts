import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../../step-functions/engine/clock.ts';
import { Executions } from '../../../step-functions/executions.ts';
import type { HistoryEvent } from '../../../step-functions/history.ts';
import type { Invoke } from '../../../step-functions/integrations/lambda.ts';
import { validated } from '../../../step-functions/machines.ts';
import type { Execution } from '../../../step-functions/store.ts';
import { prefix } from '../machines.ts';
import { definitionOf, failure, modelOf, type Plan, plansWith } from './random-machines.ts';

const clock = { ...systemClock, after: (_: number, then: () => void) => systemClock.after(0, then) };
const arn = `${prefix}:stateMachine:m`;
const executionArn = `${prefix}:execution:m:e`;
const input = { start: true };
const directory = mkdtempSync(join(tmpdir(), 'random-machines-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const machineOf = (plan: Plan) => validated({ name: 'm', arn, definition: definitionOf(plan) });
const planned = () => Object.assign(new Error(failure.Cause), { name: failure.Error });

/** The function that all tasks call; `finished` has the calls whose answers the engine has had time to record. */
function work({ onCall, repaired }: { onCall?: (call: number) => void; repaired?: boolean } = {}) {
  const called: string[] = [];
  const finished = new Set<string>();
  const invoke: Invoke = async (_, payload) => {
    const { failures, retries } = payload as { failures: number; retries: number };
    called.push(JSON.stringify(payload));
    onCall?.(called.length);
    await nextTurn();
    if (failures > retries && !repaired) throw planned();
    setImmediate(() => finished.add(JSON.stringify(payload)));
    return payload;
  };
  return { invoke, called, finished };
}

async function start(executions: Executions, plan: Plan): Promise<Execution> {
  const ids = { executionArn, name: 'e', input: JSON.stringify(input) };
  return executions.ended(executions.start(machineOf(plan), ids));
}

function expectModel({ status, output, error, cause }: Execution, plan: Plan): void {
  const expected = modelOf(plan, input);
  if (expected)
    expect({ status, output: JSON.parse(output ?? '') }).toEqual({ status: 'SUCCEEDED', ...expected });
  else
    expect({ status, error, cause }).toEqual({
      status: 'FAILED',
      error: failure.Error,
      cause: failure.Cause,
    });
}

const ends = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;
const nameOf = ({ details }: HistoryEvent) => details?.name;

/** Every event follows an earlier one, and what was entered, started or scheduled has ended once, or was aborted. */
function expectToAddUp(events: readonly HistoryEvent[]): void {
  const count = (pattern: RegExp) => events.filter(({ type }) => pattern.test(type)).length;
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  for (const event of events) {
    expect(event.previousEventId).toBeLessThan(event.id);
    const before = events[event.previousEventId - 1];
    if (event.type.endsWith('StateEntered') && before?.type.endsWith('StateExited')) {
      expect(event.details?.input).toBe(before.details?.output);
    }
    if (/^(Pass|Choice|Wait|Succeed)StateExited$/.test(event.type))
      expect(nameOf(before as HistoryEvent)).toBe(nameOf(event));
  }
  expect(ends.test(events.at(-1)?.type ?? '')).toBe(true);
  const iterationsEnded = count(/^MapIteration(Succeeded|Failed|Aborted)$/);
  expect(iterationsEnded).toBeLessThanOrEqual(count(/^MapIterationStarted$/));
  expect(count(/^LambdaFunctionStarted$/)).toBe(count(/^LambdaFunctionScheduled$/));
  const entered = count(/StateEntered$/);
  expect(count(/StateExited$/)).toBeLessThanOrEqual(entered);
  if (count(/Aborted$|StateFailed$|FailStateEntered/) === 0 && events.at(-1)?.type === 'ExecutionSucceeded') {
    expect(count(/StateExited$/)).toBe(entered);
    expect(iterationsEnded).toBe(count(/^MapIterationStarted$/));
    expect(count(/^LambdaFunction(Succeeded|Failed)$/)).toBe(count(/^LambdaFunctionScheduled$/));
  }
}

test('a machine of any states ends as its plan says, with a history that adds up', async () => {
  await fc.assert(
    fc.asyncProperty(plansWith({ fewestItems: 0 }), async (plan) => {
      const execution = await start(new Executions({ invoke: work().invoke, clock }), plan);
      expectModel(execution, plan);
      expectToAddUp(execution.events);
    }),
    { numRuns: 150 },
  );
});

test('after a crash at any call it goes on where it was: nothing that finished runs again', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(plansWith({ fewestItems: 1 }), fc.integer({ min: 1, max: 8 }), async (plan, at) => {
      run += 1;
      const [before, after] = [join(directory, `${run}`), join(directory, `${run}-after`)];
      let finishedBefore: string[] | undefined;
      let recorded: HistoryEvent[] = [];
      const first = work({
        onCall: (call) => {
          if (call !== at) return;
          cpSync(before, after, { recursive: true });
          finishedBefore = [...first.finished];
          recorded = [...(whole.get(executionArn)?.events ?? [])];
        },
      });
      const whole = new Executions({ invoke: first.invoke, clock, dataDir: before });
      await start(whole, plan);
      await whole.stop();
      if (!finishedBefore) return;
      const second = work();
      const executions = new Executions({ invoke: second.invoke, clock, dataDir: after });
      expect(executions.get(executionArn)?.events).toEqual(recorded);
      executions.resume(new Map([[arn, machineOf(plan)]]));
      const execution = await executions.ended(executions.get(executionArn) as Execution);
      await executions.stop();
      expectModel(execution, plan);
      expectToAddUp(execution.events);
      expect(second.called.filter((call) => finishedBefore?.includes(call))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('after a redrive, nothing that finished runs again', async () => {
  await fc.assert(
    fc.asyncProperty(plansWith({ fewestItems: 1 }), async (plan) => {
      const first = work();
      let { invoke } = first;
      const executions = new Executions({ invoke: (...call) => invoke(...call), clock });
      const execution = await start(executions, plan);
      if (execution.status === 'SUCCEEDED') return;
      await nextTurn();
      const finishedBefore = [...first.finished];
      const second = work({ repaired: true });
      invoke = second.invoke;
      executions.redrive(execution, machineOf(plan));
      await executions.ended(execution);
      expect(ends.test(execution.events.at(-1)?.type ?? '')).toBe(true);
      expect(second.called.filter((call) => finishedBefore.includes(call))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
