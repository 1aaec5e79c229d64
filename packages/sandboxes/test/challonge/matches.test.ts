import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf, type Started, started } from './started.ts';

let running: Started;
beforeAll(async () => {
  running = await started({ settings: { callsPerMonth: 0 } });
});
afterAll(() => running.sandbox.stop());

interface Match {
  id: number;
  state: string;
  player1_id: number | null;
  player2_id: number | null;
  winner_id: number | null;
  loser_id: number | null;
  scores_csv: string;
  forfeited: boolean | null;
}

/** A tournament that has started, by version 1. */
async function begun(entrants: number, more: object = {}) {
  const { challonge } = running;
  const id = await challonge.tournament(entrants, more);
  await challonge.state(id, 'start');
  const path = `/tournaments/${id}`;
  const participants: { participant: { id: number } }[] = (
    await challonge.v1('GET', `${path}/participants.json`)
  ).body;
  const ids = participants.map(({ participant }) => participant.id);
  const matches = async (): Promise<Match[]> =>
    (await challonge.v1('GET', `${path}/matches.json`)).body.map(({ match }: { match: Match }) => match);
  const match = async (identifier: string) => {
    const all = await matches();
    const found = all[identifier.charCodeAt(0) - 65];
    if (!found) throw new Error(`There is no match ${identifier}`);
    return found;
  };
  return {
    id,
    path,
    ids,
    matches,
    match,
    state: async () => (await challonge.v1('GET', `${path}.json`)).body.tournament.state,
    /** @param seed of who wins. */
    win: async (identifier: string, seed: number, scores_csv = '1-0') =>
      challonge.v1('PUT', `${path}/matches/${(await match(identifier)).id}.json`, {
        match: { scores_csv, winner_id: ids[seed - 1] },
      }),
    reopen: async (identifier: string) =>
      challonge.v1('POST', `${path}/matches/${(await match(identifier)).id}/reopen.json`),
    ranks: async () => {
      await challonge.state(id, 'finalize');
      const all = (await challonge.v1('GET', `${path}/participants.json`)).body;
      return all.map(({ participant }: { participant: { final_rank: number } }) => participant.final_rank);
    },
  };
}

test('winners go on, and with the last result the tournament waits for its review', async () => {
  const { ids, match, win, state, ranks } = await begun(4);
  await win('A', 4, '0-2,1-2');
  expect(await match('A')).toMatchObject({
    state: 'complete',
    winner_id: ids[3],
    loser_id: ids[0],
    scores_csv: '0-2,1-2',
  });
  expect(await match('C')).toMatchObject({ state: 'pending', player1_id: ids[3], player2_id: null });
  await win('B', 2);
  expect(await match('C')).toMatchObject({ state: 'open', player1_id: ids[3], player2_id: ids[1] });
  await win('C', 2, '0-1');
  expect([await state(), await ranks()]).toEqual(['awaiting_review', [3, 1, 3, 2]]);
});

test('another winner, or a match that is opened again, empties what depends on it, and nothing else', async () => {
  const { ids, match, win, reopen, state } = await begun(4);
  await win('A', 1);
  await win('B', 2);
  await win('C', 1);
  await win('A', 1, '5-0');
  expect(await match('C')).toMatchObject({ state: 'complete', winner_id: ids[0] });
  await win('A', 4, '0-1');
  expect(await match('C')).toMatchObject({
    state: 'open',
    player1_id: ids[3],
    winner_id: null,
    scores_csv: '',
  });
  expect(await state()).toBe('underway');
  await win('C', 4);
  expect((await reopen('B')).body.match).toMatchObject({ state: 'open', winner_id: null, scores_csv: '' });
  expect(await match('C')).toMatchObject({
    state: 'pending',
    player1_id: ids[3],
    player2_id: null,
    winner_id: null,
  });
  expect(outcomeOf(await reopen('B'))).toBe('422 Match cannot be reopened');
});

test('scores alone are a live score, a winner needs them, and what cannot be is refused', async () => {
  const { challonge } = running;
  const { path, ids, match, win } = await begun(4);
  const { id } = await match('A');
  const report = (fields: object, which = id) =>
    challonge.v1('PUT', `${path}/matches/${which}.json`, { match: fields });
  expect((await report({ scores_csv: '3-1' })).body.match).toMatchObject({
    state: 'open',
    scores_csv: '3-1',
  });
  expect((await report({ winner_id: ids[0] })).body.match).toMatchObject({
    state: 'complete',
    scores_csv: '3-1',
  });
  const other = (await match('B')).id;
  const outcomes = [
    await report({ winner_id: ids[1] }, other),
    await report({ winner_id: ids[0], scores_csv: '1-0' }, other),
    await report({ scores_csv: '1:0' }, other),
    await report({ winner_id: 'tie', scores_csv: '1-1' }, other),
    await win('C', 1),
  ].map(outcomeOf);
  expect(outcomes).toEqual([
    '422 Scores are required with a winner',
    '422 Winner is not in this match',
    '422 Scores csv is invalid',
    '422 Match cannot be a tie',
    '422 Match is not open',
  ]);
});

test('who is taken out after the start forfeits what remains, now and later', async () => {
  const { challonge } = running;
  const { path, ids, match, win } = await begun(4);
  await win('A', 1);
  const gone = await challonge.v1('DELETE', `${path}/participants/${ids[0]}.json`);
  expect(gone.body.participant).toMatchObject({ active: false, seed: 1 });
  expect(await match('C')).toMatchObject({ state: 'pending', player1_id: ids[0] });
  await win('B', 3);
  expect(await match('C')).toMatchObject({ state: 'complete', winner_id: ids[2], forfeited: true });
});

test('a match under way stays open', async () => {
  const { challonge } = running;
  const { path, match } = await begun(2);
  const { id } = await match('A');
  const marked = await challonge.v1('POST', `${path}/matches/${id}/mark_as_underway.json`);
  expect(marked.body.match).toMatchObject({ state: 'open', underway_at: expect.any(String) });
  const unmarked = await challonge.v1('POST', `${path}/matches/${id}/unmark_as_underway.json`);
  expect(unmarked.body.match).toMatchObject({ state: 'open', underway_at: null });
});

test('who loses the semifinals plays for third place', async () => {
  const { challonge } = running;
  const { path, ids, matches, win, ranks } = await begun(4, {
    match_options: { consolation_matches_target_rank: 3 },
  });
  await win('A', 1);
  await win('B', 2);
  expect((await matches())[3]).toMatchObject({
    ...{ identifier: '3P', round: 0, state: 'open', player1_id: ids[3], player2_id: ids[2] },
    ...{ player1_is_prereq_match_loser: true, player2_is_prereq_match_loser: true },
  });
  await win('C', 1);
  const third = (await matches())[3];
  await challonge.v1('PUT', `${path}/matches/${third?.id}.json`, {
    match: { scores_csv: '1-0', winner_id: ids[3] },
  });
  expect(await ranks()).toEqual([1, 2, 4, 3]);
});

test('a round robin is all pairs, open at once, may have ties, and ranks by wins, then by points', async () => {
  const { challonge } = running;
  const { path, matches, win, state, ranks } = await begun(4, { tournament_type: 'round robin' });
  const all = await matches();
  expect(all.map((one) => one.state)).toEqual(Array(6).fill('open'));
  expect(all[0]).toMatchObject({ player1_prereq_match_id: null, player2_prereq_match_id: null });
  // A 4v1, B 2v3, C 1v2, D 3v4, E 3v1, F 4v2.
  await win('A', 1, '3-4');
  await win('B', 3, '0-1');
  await win('C', 1);
  await win('D', 3);
  await win('E', 3);
  const last = all[5]?.id;
  await challonge.v1('PUT', `${path}/matches/${last}.json`, {
    match: { scores_csv: '1-1', winner_id: 'tie' },
  });
  expect((await matches())[5]).toMatchObject({ state: 'complete', winner_id: null });
  expect(await state()).toBe('awaiting_review');
  expect(await ranks()).toEqual([2, 4, 1, 3]);
});

test('a round robin of three in a circle of wins is ranked equal, and its order is a switch', async () => {
  running.sandbox.change({ roundRobinOrder: 'pairs' });
  const { ids, matches, win, ranks } = await begun(3, { tournament_type: 'round robin' });
  running.sandbox.change({ roundRobinOrder: 'berger' });
  expect((await matches()).map(({ player1_id, player2_id }) => [player1_id, player2_id])).toEqual([
    [ids[0], ids[1]],
    [ids[0], ids[2]],
    [ids[1], ids[2]],
  ]);
  await win('A', 1);
  await win('B', 3, '0-1');
  await win('C', 2);
  expect(await ranks()).toEqual([1, 1, 1]);
});

test('types that the sandbox does not play are made, and refused at the start', async () => {
  const { challonge } = running;
  for (const tournament_type of ['double elimination', 'swiss', 'free for all']) {
    const id = await challonge.tournament(3, { tournament_type });
    expect((await challonge.state(id, 'start')).status).toBe(501);
  }
});
