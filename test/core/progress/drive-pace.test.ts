import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { DrivePacedError } from '../../../core/domain/errors.ts';
import { type DriveLane, DrivePace } from '../../../core/progress/drive-pace.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { type DocumentTables, documentTables, itemIn } from '../../doubles/document-tables.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';

const start = Date.parse('2027-03-01T12:00:00Z');
/** At three a second. */
const msPerWrite = 334;

describe.each(documentTables)('%s', (_, open) => {
  let clock: number;
  let tables: DocumentTables;
  let pace: DrivePace;

  const another = () => new DrivePace(new ProgressTable(tables.client, tables.progress, () => clock), 3);
  async function takeUntilRefused(lane: DriveLane): Promise<{ granted: number; error: DrivePacedError }> {
    for (let granted = 0; ; granted += 1) {
      const error: unknown = await another()
        .take(lane)
        .catch((thrown: unknown) => thrown);
      if (error instanceof DrivePacedError) return { granted, error };
      if (error !== undefined) throw error;
    }
  }

  beforeEach(async () => {
    clock = start;
    tables = await open();
    pace = another();
  });

  test('the first write is granted, and the pace is kept in an item that says nothing else', async () => {
    await pace.take('job');
    expect(await itemIn(tables, 'drive_pace')).toEqual({ entryId: 'drive_pace', pace: start + msPerWrite });
  });

  test('after a pause, a job may write for five seconds ahead, refreshes for ten, and registrations for fifteen', async () => {
    expect((await takeUntilRefused('job')).granted).toBe(15);
    expect((await takeUntilRefused('refresh')).granted).toBe(15);
    expect((await takeUntilRefused('registration')).granted).toBe(15);
    expect((await takeUntilRefused('refresh')).granted).toBe(0);
    expect((await takeUntilRefused('job')).granted).toBe(0);
  });

  test('what is about a single thing takes the turn of its first write before it begins, a job does not', async () => {
    const taken = async () => ((await itemIn(tables, 'drive_pace'))?.pace - start) / msPerWrite;
    const turns = another().turns();
    await turns.begin('registration');
    await turns.take();
    expect(await taken()).toBe(1);
    await turns.take();
    expect(await taken()).toBe(2);
    await turns.begin('refresh');
    await turns.begin('job');
    await turns.take();
    expect(await taken()).toBe(4);
  });

  test('a refused write learns when to try again: when half of what its lane may write ahead is free', async () => {
    const { error } = await takeUntilRefused('job');
    expect(error.notBefore).toBe(start + 15 * msPerWrite - 2_500);
    expect(error.message).toBe('Drive: not before 2027-03-01T12:00:02.510Z, to keep its pace');
    clock = error.notBefore;
    expect((await takeUntilRefused('job')).granted).toBe(8);
  });
});

/** A table in memory whose answers come in the order that the scheduler says, and the writes that it grants. */
function scheduledTable(scheduler: fc.Scheduler, now: () => number) {
  const { client } = inMemoryDocuments();
  const grantedAt: number[] = [];
  const send = async (command: unknown) => {
    const answer = await client.send(command as UpdateCommand);
    if (command instanceof UpdateCommand) {
      grantedAt.push(command.input.ExpressionAttributeValues?.[':now'] as number);
    }
    return answer;
  };
  const documents = { send: scheduler.scheduleFunction(send) } as unknown as typeof client;
  return { table: () => new ProgressTable(documents, 'progress', now), grantedAt };
}

const rate = fc.oneof(
  fc.constantFrom(0.1, 3, 100),
  fc.double({ min: 0.1, max: 100, noNaN: true, noDefaultInfinity: true }),
);
const lane = fc.constantFrom<DriveLane>('registration', 'refresh', 'job');
const arrivals = fc.array(
  fc.record({ afterMs: fc.oneof(fc.constant(0), fc.nat(3_000)), lanes: fc.array(lane, { maxLength: 30 }) }),
  { maxLength: 12 },
);

test('in any time, no more is granted than the rate allows in it and in fifteen seconds, and one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), rate, arrivals, async (scheduler, writesPerSecond, groups) => {
      let clock = start;
      const { table, grantedAt } = scheduledTable(scheduler, () => clock);
      const takes: Promise<unknown>[] = [];
      const { task } = scheduler.scheduleSequence(
        groups.map(({ afterMs, lanes }) => async () => {
          clock += afterMs;
          takes.push(...lanes.map((of) => new DrivePace(table(), writesPerSecond).take(of).catch(onlyPaced)));
        }),
      );
      await scheduler.waitIdle();
      await Promise.all([task, ...takes]);
      for (const [first, from] of grantedAt.entries()) {
        for (const [index, to] of grantedAt.slice(first).entries()) {
          const most = ((to - from + 15_000) * writesPerSecond) / 1_000 + 1;
          expect(index + 1).toBeLessThanOrEqual(most);
        }
      }
    }),
  );
});

test('a registration is never refused because of jobs alone', async () => {
  const jobs = fc.array(fc.record({ afterMs: fc.nat(8_000), writes: fc.nat(700) }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rate, jobs, async (writesPerSecond, groups) => {
      let clock = start;
      const { client } = inMemoryDocuments();
      const pace = new DrivePace(new ProgressTable(client, 'progress', () => clock), writesPerSecond);
      for (const { afterMs, writes } of groups) {
        clock += afterMs;
        await Promise.all(Array.from({ length: writes }, () => pace.take('job').catch(onlyPaced)));
      }
      await pace.take('registration');
    }),
    { numRuns: 20 },
  );
});

test('two jobs that wait as they are told use the whole pace between them: 600 writes in 200 seconds', async () => {
  let clock = start;
  const { client } = inMemoryDocuments();
  const workers = [0, 0].map(() => ({
    pace: new DrivePace(new ProgressTable(client, 'progress', () => clock), 3),
    wakesAt: start,
  }));
  let written = 0;
  while (written < 600) {
    const [next = expect.fail()] = workers.toSorted((a, b) => a.wakesAt - b.wakesAt);
    clock = Math.max(clock, next.wakesAt);
    try {
      await next.pace.take('job');
      written += 1;
      next.wakesAt = clock + 150; // what a call of Drive takes
    } catch (error) {
      // Step Functions takes a second to wake it.
      next.wakesAt = (error as DrivePacedError).notBefore + 1_000;
    }
  }
  const seconds = (clock - start) / 1_000;
  expect(seconds).toBeGreaterThan((600 * msPerWrite) / 1_000 - 6);
  expect(seconds).toBeLessThan((600 * msPerWrite) / 1_000 + 6);
});

test('if DynamoDB takes no more changes of the item, it is not the turn either', async () => {
  const send = async () => {
    throw Object.assign(new Error(), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
  };
  const table = new ProgressTable({ send } as never, 'progress', () => start);
  await expect(new DrivePace(table, 3).take('job')).rejects.toThrow(DrivePacedError);
});

function onlyPaced(error: unknown): void {
  if (!(error instanceof DrivePacedError)) throw error;
}
