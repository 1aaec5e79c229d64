import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Definition } from '../../step-functions/definition.ts';
import { systemClock } from '../../step-functions/engine/clock.ts';
import { Executions } from '../../step-functions/executions.ts';
import { objectsOf } from './distributed-map/objects.ts';
import { prefix } from './machines.ts';

/**
 * What AWS does with a definition. The sources: Spec (the States Language's specification), DG (the Developer Guide), LS
 * (LocalStack's recordings from AWS, in its tests), SD (stackd's recordings from AWS), FL (floci's, checked on AWS).
 */
interface Case {
  id: number;
  rule: string;
  definition: Definition;
  input: unknown;
  /** Objects of S3, by bucket and key. */
  objects?: Record<string, string>;
  /** `calls` is how often Lambda functions were called. */
  expected: { out?: unknown; err?: string | null; cause?: string; calls?: number };
  source: string;
}

const file = join(import.meta.dirname, 'fixtures', 'asl-cases.jsonl');
const cases = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

const failing = (name: string, message: string) => Object.assign(new Error(message), { name });

/** Runs a hundred times as fast as real time. */
const clock = { ...systemClock, after: (ms: number, then: () => void) => systemClock.after(ms / 100, then) };

function functions() {
  let calls = 0;
  const sequence = ['A', 'B', 'C', 'B'];
  const handlers: Record<string, (payload: unknown, call: number) => unknown> = {
    echo: (payload) => payload,
    failX: () => Promise.reject(failing('X', 'cause')),
    seqABCB: (_, call) => Promise.reject(failing(sequence[call - 1] ?? 'D', String(call))),
    echoFailOnce: (payload, call) => (call === 1 ? Promise.reject(failing('Y', 'y')) : payload),
    slow: () => pause(15),
    big: () => 'x'.repeat(300_000),
  };
  const invoke = async (arn: string, payload: unknown) => {
    calls += 1;
    return handlers[arn.split(':').at(-1) ?? '']?.(payload, calls);
  };
  return { invoke, calls: () => calls };
}

async function outcome({ definition, input, objects = {} }: Case) {
  const { invoke, calls } = functions();
  const executions = new Executions({ invoke, clock, objectsOf: () => objectsOf(objects) });
  const arn = `${prefix}:stateMachine:m`;
  const execution = executions.start(
    { name: 'm', arn, definition },
    { executionArn: `${prefix}:execution:m:e`, name: 'e', input: JSON.stringify(input) },
  );
  await expect.poll(() => execution.status, { timeout: 5_000, interval: 2 }).not.toBe('RUNNING');
  return { ...execution, calls: calls() };
}

describe('does as AWS', () => {
  test.each(cases.map((one) => [`${one.rule} (${one.source})`, one] as const))('%s', async (_, one) => {
    const { status, output, error, cause, calls } = await outcome(one);
    const { expected } = one;
    if ('out' in expected)
      expect({ status, out: JSON.parse(output ?? 'null') }).toEqual({
        status: 'SUCCEEDED',
        out: expected.out,
      });
    else
      expect({ status, error, cause }).toMatchObject({
        status: 'FAILED',
        ...(expected.err && { error: expected.err }),
      });
    if (expected.err === null) expect([error, cause]).toEqual([undefined, undefined]);
    if (expected.cause !== undefined) expect(cause).toContain(expected.cause);
    if (expected.calls !== undefined) expect(calls).toBe(expected.calls);
  });
});
