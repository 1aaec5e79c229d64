import { expect, test } from 'vitest';
import { outcomeOf, started } from './started.ts';

test('the check-in opens by the clock, has to be processed, and leaves out who has not come', async () => {
  let now = Date.parse('2027-03-13T08:00:00Z');
  const { sandbox, challonge } = await started({ now: () => now });
  const tournament = { name: 'Check', url: 'check', start_at: '2027-03-13T10:00:00Z', check_in_duration: 60 };
  await challonge.v1('POST', '/tournaments.json', { tournament });
  const path = '/tournaments/check';
  const added = (
    await challonge.v1('POST', `${path}/participants/bulk_add.json`, {
      participants: [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
    })
  ).body;
  const checkIn = (index: number) =>
    challonge.v1('POST', `${path}/participants/${added[index].participant.id}/check_in.json`);
  const outcomes = [outcomeOf(await checkIn(1))];
  now += 65 * 60_000;
  await checkIn(1);
  await checkIn(2);
  outcomes.push(outcomeOf(await challonge.v1('POST', `${path}/start.json`)));
  await challonge.v1('POST', `${path}/process_check_ins.json`);
  outcomes.push(outcomeOf(await challonge.v1('POST', `${path}/start.json`)));
  expect(outcomes).toEqual([
    '422 Sorry, the check-in window has closed for this tournament.',
    '422 Tournament cannot start while it is checking_in',
    '200',
  ]);
  expect((await challonge.v1('GET', `${path}/matches.json`)).body).toHaveLength(1);
  await sandbox.stop();
});
