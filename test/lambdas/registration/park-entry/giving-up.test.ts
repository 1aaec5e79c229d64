import type { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startRegistration } from '../../../../lambdas/intake/start-registration/start-registration.ts';
import { parkEntry } from '../../../../lambdas/registration/park-entry/park-entry.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';

const entryId = 'cs_test_1';
const item = { entryId: { S: entryId }, reg_type: { S: 'competitor' }, checkout: { S: entryId } };
const failure = {
  Error: 'EntryNotFoundError',
  Cause: JSON.stringify({ errorMessage: `entry ${entryId} has not arrived` }),
};

/**
 * An entry arrives while its execution gives it up: their calls to the tables happen in any order, and some take effect
 * without being answered, so that they are made again.
 */
test('an entry that arrives while it is given up is taken up once, whatever the order of events', async () => {
  const orders = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.boolean(), { maxLength: 3 }),
      fc.nat({ max: 2 }),
      async (scheduler, answersLost, repeatedRecords) => {
        const documents = inMemoryDocuments();
        const send = async (command: GetCommand) => {
          await scheduler.schedule(Promise.resolve(), command.constructor.name);
          const answer = await documents.client.send(command);
          if (answersLost.shift()) throw new Error('the answer is lost');
          return answer;
        };
        const client = { send } as DynamoDBDocumentClient;
        const { progress } = progressIn({ ...documents, client });
        const restarts = new Set<string>();
        const executions = {
          start: async () => expect.unreachable('an entry with a session is not started by the stream'),
          startFor: async (_: string, cause: string) => void restarts.add(cause),
        };
        let outcome: string | undefined;

        const giveUp = async () => {
          const parking = { progress, entriesTable: documents.entries, measure: () => undefined };
          const park = () => parkEntry({ entryId, failure }, parking);
          outcome = (await retried(park)).outcome;
        };
        const come = async () => {
          await scheduler.schedule(Promise.resolve(), 'the entry is stored');
          documents.table(documents.entries).set(entryId, item);
          for (let delivery = 0; delivery <= repeatedRecords; delivery++) {
            await retried(() => startRegistration({ eventId: 'record-1', item }, { executions, progress }));
          }
        };
        const both = Promise.all([giveUp(), come()]);
        await scheduler.waitFor(both);

        orders.add(`${outcome}, ${restarts.size} restarts`);
        expect(restarts.size).toBe(outcome === 'entry came' ? 0 : 1);
      },
    ),
    { numRuns: 300 },
  );
  expect([...orders].sort()).toEqual(['entry came, 0 restarts', 'parked, 1 restarts']);
});

/** As the state machine and the stream do: until it goes well. */
async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      // The number of lost answers is limited.
    }
  }
}
