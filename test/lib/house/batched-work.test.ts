/** A bulk job that works in batches, run on the embedded Step Functions with the code that works and sums up. */
import { StepFunctions } from '@tkd-registration/local-cloud/step-functions';
import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { ServiceUnavailableError } from '../../../core/domain/errors.ts';
import { parseStepEvent, type StepEvent } from '../../../core/domain/state.ts';
import { workThrough } from '../../../core/jobs/batch.ts';
import {
  batchOf,
  finishedJob,
  type JobPlan,
  planKey,
  planLines,
  plannedJob,
  resultFile,
  workedJob,
} from '../../../core/jobs/job-state.ts';
import { finishJob } from '../../../lambdas/jobs/finish-job/finish-job.ts';
import { batchedWork, bulkJob } from '../../../lib/house/bulk-job.ts';
import { WorkflowStep } from '../../../lib/house/workflow-step.ts';
import { definitionOf } from '../machines.ts';
import { newApp } from '../synthesise.ts';

const job = 'things';
const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:${job}`;

/** The machine as it is synthesised. */
const definition = (() => {
  const stack = new Stack(newApp(), 'Stack');
  const step = (label: string, adds: string) => {
    const code = Code.fromInline('-');
    const invoked = new LambdaFunction(stack, label.replaceAll(' ', ''), {
      ...{ code, handler: 'index.handler', runtime: Runtime.NODEJS_24_X },
    });
    return new WorkflowStep(
      stack,
      label,
      invoked,
      { timeout: Duration.seconds(30), givesWay: true },
      { adds },
    );
  };
  bulkJob(stack, {
    ...{ stateMachineName: job, timeout: Duration.days(1), prefix: `jobs/${job}` },
    bucket: new Bucket(stack, 'Config'),
    plan: step('Plan things', 'plan'),
    each: batchedWork(stack, step('Do things', 'batch'), { size: 3 }),
    atATime: 2,
    finish: step('Finish job', 'result'),
  });
  return definitionOf(Template.fromStack(stack), job);
})();

/** What each thing does at each attempt at it; `done` when the list is at its end. */
type Script = ('away' | 'broken' | 'paced')[];

/** Runs the job over things that do as their scripts say. */
async function run(scripts: readonly Script[]) {
  const objects = new Map<string, string>();
  const files = {
    readJson: async <T>(key: string, schema: z.ZodType<T>) =>
      schema.parse(JSON.parse(objects.get(key) ?? '')),
    writeJson: async (key: string, content: unknown) => void objects.set(key, JSON.stringify(content)),
  };
  const left = scripts.map((script) => [...script]);
  const done: string[] = [];
  const batches: { job: string; ids: string[] }[] = [];
  const batch = batchOf(z.object({ colour: z.string() }), z.strictObject({ id: z.string() }));
  const lambdas: Record<string, (event: StepEvent) => Promise<unknown>> = {
    async Planthings({ execution }): Promise<JobPlan> {
      const key = planKey(job, execution);
      objects.set(key, planLines(scripts.map((_, index) => ({ id: `${index}` }))));
      return { bucket: 'b', key, items: scripts.length, counts: { unchanged: 7 }, order: { colour: 'red' } };
    },
    async Dothings(event) {
      const { state } = parseStepEvent(batch, event);
      expect(state.BatchInput.order.colour).toBe('red');
      if (!state.batch) batches.push({ job: state.BatchInput.job, ids: state.Items.map(({ id }) => id) });
      const workOnOne = async ({ id }: { id: string }) => {
        const fate = left[Number(id)]?.shift();
        if (fate === 'away') throw new ServiceUnavailableError(`${id}: 503`);
        if (fate === 'paced') throw Object.assign(new Error(), { notBefore: Date.now() + 1 });
        if (fate === 'broken') throw new TypeError();
        done.push(id);
        return 'done';
      };
      return workThrough(state, workOnOne, { now: Date.now, random: () => 0, attempts: 3 });
    },
    async Finishjob(event) {
      const { plan, run: mapRun } = parseStepEvent(workedJob, event).state;
      return finishJob({ plan, manifest: mapRun.ResultWriterDetails.Key }, { files });
    },
  };
  const stepFunctions = new StepFunctions({
    machines: [{ name: job, arn, definition }],
    retryIntervalMs: 0,
    objectsOf: () => ({
      list: async () => [],
      get: async (_, key) => Buffer.from(objects.get(key) ?? ''),
      put: async (_, key, body) => void objects.set(key, body),
    }),
    async invoke(functionArn, payload) {
      const [, name = ''] = /:([A-Za-z]+?)[0-9A-F]{8}$/.exec(functionArn) ?? [];
      return JSON.parse(JSON.stringify(await lambdas[name]?.(payload as StepEvent)));
    },
  });
  try {
    const call = async (operation: string, input: Record<string, unknown>) =>
      (await stepFunctions.handle(operation, input)).body as Record<string, string>;
    const { executionArn } = await call('StartExecution', {
      stateMachineArn: arn,
      name: 'a-job',
      input: '{}',
    });
    for (;;) {
      const ended = await call('DescribeExecution', { executionArn });
      if (ended.status === 'RUNNING') await new Promise((resolve) => setTimeout(resolve, 1));
      else return { ...ended, done, batches, objects };
    }
  } finally {
    await stepFunctions.stop();
  }
}

test('items go through in batches, with what was asked for', async () => {
  const { status, output, done, batches } = (await run([
    [],
    ['away'],
    ['paced'],
    ['away', 'away'],
    [],
  ])) as Awaited<ReturnType<typeof run>> & { status: string; output: string };
  expect(status).toBe('SUCCEEDED');
  expect(done.sort()).toEqual(['0', '1', '2', '3', '4']);
  expect(batches).toEqual([
    { job: 'a-job', ids: ['0', '1', '2'] },
    { job: 'a-job', ids: ['3', '4'] },
  ]);
  const { result } = finishedJob.parse(JSON.parse(output));
  expect(result).toMatchObject({ items: 5, counts: { unchanged: 7, done: 5 }, failed: 0 });
});

test('nothing to do is the end', async () => {
  const ended = (await run([])) as { status?: string; output?: string };
  expect(ended.status).toBe('SUCCEEDED');
  expect(plannedJob.parse(JSON.parse(ended.output ?? '')).plan.items).toBe(0);
  expect(ended.output).not.toContain('ResultWriterDetails');
});

test('whatever happens to the items, exactly those that failed are listed, and all others are done once', async () => {
  const script = fc.array(fc.constantFrom('away' as const, 'broken' as const, 'paced' as const), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 10 }), async (scripts) => {
      const fails = (one: Script) => {
        const attempts = one.filter((fate) => fate !== 'paced');
        const end = attempts.indexOf('broken');
        return (end >= 0 && end < 3) || attempts.slice(0, 3).length === 3;
      };
      const expected = scripts.flatMap((one, index) => (fails(one) ? [`${index}`] : []));
      const ended = (await run(scripts)) as Awaited<ReturnType<typeof run>> & {
        status: string;
        cause?: string;
      };
      expect(ended.status).toBe(expected.length > 0 ? 'FAILED' : 'SUCCEEDED');
      const file = resultFile.parse(JSON.parse(ended.objects.get(`jobs/${job}/a-job/result.json`) ?? ''));
      expect(file.failures.map(({ id }) => id).sort()).toEqual(expected.sort());
      expect([...ended.done, ...expected].sort()).toEqual(scripts.map((_, index) => `${index}`).sort());
      if (expected.length > 0) expect(ended.cause).toMatch(new RegExp(`^${expected.length} failed: `));
    }),
    { numRuns: 30 },
  );
});
