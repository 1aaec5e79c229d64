import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CloudClock, repeat } from '../clock.ts';
import { clockOf } from '../step-functions/engine/clock.ts';
import { cloud, ended, task } from './step-functions/machines.ts';

const hourMs = 3_600_000;

describe('what waits for a time', () => {
  test('is called, in the order in which it is due, once the clock is moved there, and what was called off is not', async () => {
    const clock = new CloudClock();
    const called: string[] = [];
    clock.after(12_000, () => called.push('later'));
    clock.after(11_000, () => called.push('sooner'));
    clock.after(11_500, () => called.push('called off'))();
    const stop = clock.after(60_000, () => called.push('too late'));
    await clock.advance(9_000);
    expect(called).toEqual([]);
    await clock.advance(9_000);
    expect(called).toEqual(['sooner', 'later']);
    stop();
  });

  test('is given time to happen after each step, before the next', async () => {
    let busy = false;
    const clock = new CloudClock({ isBusy: () => busy });
    const at: number[] = [];
    const began = clock.now();
    const work = () => {
      at.push(Math.floor((clock.now() - began) / 10_000));
      busy = true;
      setTimeout(() => {
        busy = false;
        if (at.length < 3) clock.after(10_000, work);
      }, 250);
    };
    clock.after(5_000, work);
    await clock.advance(40_000);
    expect(at).toEqual([1, 2, 3]);
  });

  test('at an interval is called once for each step that passes it', async () => {
    const clock = new CloudClock();
    const due: number[] = [];
    const began = clock.now();
    const end = repeat(clock, 4_000, (at) => due.push(at.getTime() - began));
    await clock.advance(20_000);
    end();
    expect(due).toEqual([4_000, 12_000]);
  });
});

test('the clock remains ahead over restarts on the same data', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'clock-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const clock = new CloudClock({ dataDir });
  expect(clock.aheadMs).toBe(0);
  const moving = clock.advance(hourMs);
  expect(clock.toGoMs).toBe(hourMs);
  await expect.poll(() => clock.aheadMs).toBe(hourMs / 30);
  await clock.stop();
  await moving;
  expect(new CloudClock({ dataDir }).aheadMs).toBe(clock.aheadMs);
});

test('an execution waits by the clock, for a time and before a retry, but what it has under way takes its own time', async () => {
  const clock = new CloudClock();
  const under = Promise.withResolvers<void>();
  let tries = 0;
  const slow = { StartAt: 'Slow', States: { Slow: task('slow', { TimeoutSeconds: 30 }) } };
  const definition = {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        End: true,
        Branches: [
          slow,
          {
            StartAt: 'Wait',
            States: {
              Wait: { Type: 'Wait', Seconds: 15, Next: 'Retried' },
              Retried: task('retried', {
                Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 20, BackoffRate: 1, MaxAttempts: 2 }],
              }),
            },
          },
        ],
      },
    },
  };
  const { client, arn } = await cloud(
    definition,
    {
      slow: () => under.promise.then(() => 'slow'),
      retried: () => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
        return clock.aheadMs;
      },
    },
    { clock: clockOf(clock), retryIntervalMs: undefined },
  );
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: arn }));
  await clock.advance(60_000);
  expect(tries).toBe(3);
  under.resolve();
  const { status, output } = await ended(client, executionArn);
  expect([status, output]).toEqual(['SUCCEEDED', '["slow",60000]']);
});
