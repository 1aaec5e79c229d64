import { afterAll, beforeAll, expect, test } from 'vitest';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes } from '../../local/outcome.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { coach, competitor } from '../cloud/people.ts';

let cloud: TournamentCloud;

beforeAll(async () => {
  const assembly = await synthesise('local');
  cloud = await startTournamentCloud({
    assembly,
    retryIntervalMs: 300,
    concurrency: 1,
    accountConcurrency: 2,
  });
});
afterAll(() => cloud.stop());

test('six entries at once on an account limited to two Lambdas are all registered', async () => {
  const frontEnd = new FrontEnd(cloud);
  const outcomes = new Outcomes(cloud);
  const entries = Array.from({ length: 6 }, (_, index) => (index % 2 === 0 ? competitor() : coach()));
  const ids = await Promise.all(
    entries.map(async (entry) => {
      const { entryId, sessionId } = await frontEnd.submit(entry);
      if (sessionId) await frontEnd.press('card', sessionId);
      return entryId;
    }),
  );
  for (const id of ids) expect(await outcomes.ended(id, 50_000)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await outcomes.registrations()).toHaveLength(ids.length);
  expect(await outcomes.mails()).toHaveLength(ids.length);
  expect(cloud.functions.throttled).toBeGreaterThan(0);
});
