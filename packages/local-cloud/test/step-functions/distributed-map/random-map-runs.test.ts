import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { countsOf } from '../../../step-functions/distributed-map/map-run.ts';
import { systemClock } from '../../../step-functions/engine/clock.ts';
import { Executions } from '../../../step-functions/executions.ts';
import { validated } from '../../../step-functions/machines.ts';
import type { Execution } from '../../../step-functions/store.ts';
import { prefix, task } from '../machines.ts';

const directory = mkdtempSync(join(tmpdir(), 'random-map-runs-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const clock = { ...systemClock, after: (_: number, then: () => void) => systemClock.after(0, then) };
const arn = `${prefix}:stateMachine:m`;
const executionArn = `${prefix}:execution:m:e`;

/** What a Map Run is to do, and which of its items fail until they are repaired. */
interface Plan {
  items: number;
  failing: number[];
  atOnce: number;
  inBatch: number;
  tolerated: number;
  express: boolean;
}

const plans = fc
  .record({
    items: fc.integer({ min: 1, max: 9 }),
    failing: fc.uniqueArray(fc.nat(8), { maxLength: 3 }),
    atOnce: fc.integer({ min: 0, max: 3 }),
    inBatch: fc.integer({ min: 1, max: 3 }),
    tolerated: fc.integer({ min: 0, max: 3 }),
    express: fc.boolean(),
  })
  .map((plan): Plan => ({ ...plan, failing: plan.failing.filter((item) => item < plan.items) }));

const machineOf = ({ atOnce, inBatch, tolerated, express }: Plan) =>
  validated({
    ...{ name: 'm', arn },
    definition: {
      StartAt: 'Each',
      States: {
        Each: {
          ...{ Type: 'Map', End: true, MaxConcurrency: atOnce, ToleratedFailureCount: tolerated },
          ItemBatcher: { MaxItemsPerBatch: inBatch },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: express ? 'EXPRESS' : 'STANDARD' },
            ...{ StartAt: 'Work', States: { Work: task('work', { ResultPath: null }) } },
          },
        },
      },
    },
  });

const batchesOf = ({ items, inBatch }: Plan) =>
  Array.from({ length: Math.ceil(items / inBatch) }, (_, batch) =>
    Array.from({ length: Math.min(inBatch, items - batch * inBatch) }, (_, item) => batch * inBatch + item),
  );

/** The function of every child; `finished` has the batches whose answers or errors the engine has had time to record. */
function work(plan: Plan, { onCall }: { onCall?: (call: number) => void } = {}) {
  const state = { repaired: false, called: [] as string[], finished: new Set<string>() };
  const invoke = async (_: string, { Items }: { Items: number[] }) => {
    const batch = JSON.stringify(Items);
    state.called.push(batch);
    onCall?.(state.called.length);
    await nextTurn();
    setImmediate(() => state.finished.add(batch));
    if (!state.repaired && Items.some((item) => plan.failing.includes(item))) throw new Error('bad');
  };
  return Object.assign(state, { invoke: invoke as (arn: string, payload: unknown) => Promise<unknown> });
}

/** Makes ready for a redrive: what did not succeed has to be done again. */
async function prepare(worker: ReturnType<typeof work>, executions: Executions): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  const children = executions.mapRuns.of(executionArn)[0]?.children ?? [];
  const succeeded = children.filter(({ status }) => status === 'succeeded');
  worker.finished = new Set(succeeded.map(({ input }) => JSON.stringify(JSON.parse(input).Items)));
}

const start = (executions: Executions, plan: Plan): Promise<Execution> => {
  const input = JSON.stringify(Array.from({ length: plan.items }, (_, item) => item));
  return executions.ended(executions.start(machineOf(plan), { executionArn, name: 'e', input }));
};

/** As the plan says: it succeeds exactly if what fails is tolerated; nothing is lost, and the counts add up. */
function expectPlan(execution: Execution, executions: Executions, plan: Plan): void {
  const batches = batchesOf(plan);
  const isBad = (batch: number[]) => batch.some((item) => plan.failing.includes(item));
  const failed = batches.filter(isBad).flat().length;
  expect(execution.status).toBe(failed > plan.tolerated ? 'FAILED' : 'SUCCEEDED');
  const [run] = executions.mapRuns.of(executionArn);
  expect(run?.status).toBe(execution.status);
  if (!run) return;
  for (const weight of ['items', 'children'] as const) {
    const { total, resultsWritten: _, ...counts } = countsOf(run, weight);
    expect(total).toBe(weight === 'items' ? plan.items : batches.length);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total);
    expect([counts.running, counts.pendingRedrive]).toEqual([0, 0]);
  }
  if (execution.status !== 'SUCCEEDED') return;
  const output = JSON.parse(execution.output ?? '') as { Items?: number[]; Status?: string }[];
  expect(output.map(({ Items, Status }) => Items ?? Status)).toEqual(
    batches.map((batch) => (isBad(batch) ? 'FAILED' : batch)),
  );
}

test('a Map Run ends as its plan says, and after a redrive everything has succeeded, each child once', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const worker = work(plan);
      const executions = new Executions({ invoke: worker.invoke, clock });
      const execution = await start(executions, plan);
      expectPlan(execution, executions, plan);
      if (execution.status === 'SUCCEEDED') return;
      await prepare(worker, executions);
      worker.repaired = true;
      const finished = [...worker.finished];
      worker.called.length = 0;
      executions.redrive(execution, machineOf(plan));
      await executions.ended(execution);
      expectPlan(execution, executions, { ...plan, failing: [] });
      const others = batchesOf(plan)
        .map((batch) => JSON.stringify(batch))
        .filter((batch) => !finished.includes(batch));
      expect(worker.called.toSorted()).toEqual(others.toSorted());
    }),
    { numRuns: 100 },
  );
});

test('after a crash at any call it goes on where it was: no child that has ended runs again', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(plans, fc.integer({ min: 1, max: 12 }), fc.boolean(), async (plan, at, repairs) => {
      run += 1;
      const [before, after] = [join(directory, `${run}`), join(directory, `${run}-after`)];
      let crashed: { finished: string[]; repaired: boolean; redriven: boolean } | undefined;
      let redriven = false;
      const first = work(plan, {
        onCall: (call) => {
          if (call !== at) return;
          cpSync(before, after, { recursive: true });
          crashed = { finished: [...first.finished], repaired: first.repaired, redriven };
        },
      });
      const whole = new Executions({ invoke: first.invoke, clock, dataDir: before });
      const execution = await start(whole, plan);
      if (execution.status === 'FAILED') {
        await prepare(first, whole);
        first.repaired = repairs;
        redriven = true;
        whole.redrive(execution, machineOf(plan));
        await whole.ended(execution);
      }
      await whole.stop();
      if (!crashed) return;
      const { finished, repaired } = crashed;
      const second = Object.assign(work(plan), { repaired });
      const executions = new Executions({ invoke: second.invoke, clock, dataDir: after });
      executions.resume(new Map([[arn, machineOf(plan)]]));
      const resumed = await executions.ended(executions.get(executionArn) as Execution);
      await executions.stop();
      expectPlan(resumed, executions, repaired ? { ...plan, failing: [] } : plan);
      expect(executions.mapRuns.of(executionArn)[0]?.redriveCount).toBe(Number(crashed.redriven));
      expect(second.called.filter((batch) => finished.includes(batch))).toEqual([]);
    }),
    {
      numRuns: 60,
      // In the redrive, before the second child that failed, and after the first that fails again.
      examples: [4, 6].flatMap((at) =>
        [true, false].map((repairs): [Plan, number, boolean] => [
          { items: 4, failing: [0, 1, 2], atOnce: 1, inBatch: 1, tolerated: 2, express: false },
          ...([at, repairs] as const),
        ]),
      ),
    },
  );
});

test('a stop in the middle leaves the children as they are, for the next start', async () => {
  const plan = { items: 4, failing: [], atOnce: 2, inBatch: 1, tolerated: 0, express: false };
  const dataDir = join(directory, 'stopped');
  const first = new Executions({ invoke: () => new Promise(() => undefined), clock, dataDir });
  void start(first, plan);
  await expect.poll(() => first.mapRuns.of(executionArn)[0]?.children?.[1]?.status).toBe('running');
  await first.stop();
  const worker = work(plan);
  const second = new Executions({ invoke: worker.invoke, clock, dataDir });
  second.resume(new Map([[arn, machineOf(plan)]]));
  expectPlan(await second.ended(second.get(executionArn) as Execution), second, plan);
  await second.stop();
});

test('a Map Run whose machine is gone at the next start ends, and its children with it', async () => {
  const plan = { items: 2, failing: [], atOnce: 1, inBatch: 1, tolerated: 0, express: false };
  const dataDir = join(directory, 'gone');
  const first = new Executions({ invoke: () => new Promise(() => undefined), clock, dataDir });
  void start(first, plan);
  await expect.poll(() => first.mapRuns.of(executionArn)[0]?.children?.[0]?.status).toBe('running');
  await first.stop();
  const second = new Executions({ invoke: work(plan).invoke, clock, dataDir });
  second.resume(new Map());
  const [run] = second.mapRuns.of(executionArn);
  const children = second.ofMapRun(run?.mapRunArn ?? '');
  expect([second.get(executionArn)?.status, run?.status]).toEqual(['ABORTED', 'ABORTED']);
  expect(children.map(({ status }) => status)).toEqual(['ABORTED']);
  await second.stop();
});
