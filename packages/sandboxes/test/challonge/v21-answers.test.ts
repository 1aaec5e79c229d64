import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf, type Started, started } from './started.ts';

let running: Started;
beforeAll(async () => {
  running = await started({ settings: { callsPerMonth: 0 } });
});
afterAll(() => running.sandbox.stop());

const call = (method: string, path: string, attributes?: object) =>
  running.challonge.v21(method, path, attributes);

interface Resource {
  id: string;
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the sandbox answers
  attributes: any;
}

/** The shape of a value: its keys, and the types of what is in it. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]));
}

const time = 'string';

// Six entrants, and a tournament that waits for its review: as battlecode/galaxy recorded one in January 2024, but for a game.
test('a shown tournament has the shape that was recorded, with all matches and participants', async () => {
  const id = await running.challonge.tournament(6, { url: 'shapes' });
  await running.challonge.state(id, 'start');
  const played = await fetch(`${running.sandbox.url}/_tournaments/${id}/play`, {
    method: 'POST',
    body: new URLSearchParams(),
  });
  expect(played.status).toBe(200);
  const { data, included } = (await call('GET', `/tournaments/${id}.json`)).body;
  expect(shape(data.attributes)).toEqual({
    ...{ tournament_type: 'string', url: 'string', name: 'string', state: 'string', private: 'boolean' },
    ...{
      description: 'string',
      game_name: null,
      oauth_application_id: null,
      sign_up_url: null,
      starts_at: null,
    },
    ...{ full_challonge_url: 'string', live_image_url: 'string', decorated_tournament_type: 'string' },
    notifications: { upon_matches_open: 'boolean', upon_tournament_ends: 'boolean' },
    match_options: { consolation_matches_target_rank: null, accept_attachments: 'boolean' },
    registration_options: { open_signup: 'boolean', signup_cap: null, check_in_duration: null },
    seeding_options: { hide_seeds: 'boolean', sequential_pairings: 'boolean' },
    station_options: { auto_assign: 'boolean', only_start_matches_with_assigned_stations: 'boolean' },
    group_stage_enabled: 'boolean',
    group_stage_options: {
      ...{ stage_type: 'string', group_size: 'number', participant_count_to_advance_per_group: 'number' },
      ...{ rr_iterations: null, rr_pts_for_match_win: 'string', rr_pts_for_match_tie: 'string' },
      ...{ rr_pts_for_game_win: 'string', rr_pts_for_game_tie: 'string', ranked_by: 'string' },
      split_participants: 'boolean',
    },
    timestamps: { starts_at: null, started_at: time, created_at: time, updated_at: time, completed_at: null },
  });
  const related = (count: number) => ({ links: { related: expect.any(String), meta: { count } } });
  expect(data.relationships).toMatchObject({
    organizer: { data: { id: expect.any(String), type: 'user' } },
    ...{ community: { data: null }, matches: related(5), participants: related(6), stations: related(0) },
    ...{ series: {}, petition: {}, localized_contents: { data: [] } },
  });
  expect(data.relationships.matches.data[0]).toEqual({ id: included[0].id, type: 'match' });
  expect(data.links).toEqual({ self: `${running.sandbox.url}/v2.1/tournaments/${id}.json` });
  expect(data.attributes.decorated_tournament_type).toBe('Single Elimination');

  const of = (type: string): Resource[] => included.filter((one: Resource) => one.type === type);
  expect([of('match').length, of('participant').length, of('user').length]).toEqual([5, 6, 1]);
  expect(shape(of('match')[0])).toEqual({
    ...{ id: 'string', type: 'string' },
    attributes: {
      ...{ state: 'string', round: 'number', identifier: 'string', scores: 'string', tie: 'boolean' },
      ...{ suggested_play_order: 'number', score_in_sets: [['number']], winner_id: 'number' },
      points_by_participant: [{ participant_id: 'number', scores: ['number'] }],
      timestamps: { started_at: time, created_at: time, updated_at: time, underway_at: null },
    },
    relationships: { attachments: { links: { related: 'string', meta: { count: 'number' } } } },
  });
  expect(shape(of('participant')[0])).toEqual({
    ...{ id: 'string', type: 'string' },
    attributes: {
      ...{ icon: null, seed: 'number', misc: null, username: null, final_rank: null, group_id: null },
      ...{ tournament_id: 'number', name: 'string', states: { active: 'boolean' } },
      timestamps: { created_at: time, updated_at: time },
    },
    relationships: { invitation: {} },
  });
  const sides = of('match').map(({ attributes }) =>
    attributes.points_by_participant.map(
      ({ participant_id }: { participant_id: number }) =>
        of('participant').find((one) => one.id === String(participant_id))?.attributes.seed,
    ),
  );
  expect(sides).toEqual([
    [4, 5],
    [3, 6],
    [1, 4],
    [2, 3],
    [1, 2],
  ]);
  expect(of('match')[0]?.attributes).toMatchObject({ scores: '1 - 0', score_in_sets: [[1, 0]] });
});

test('what is made by one version is read by the other, under the same ids', async () => {
  const id = await running.challonge.tournament(2, { url: 'both' });
  await running.challonge.state(id, 'start');
  const { tournament } = (
    await running.challonge.v1('GET', '/tournaments/both.json?include_participants=1&include_matches=1')
  ).body;
  const { included } = (await call('GET', '/tournaments/both.json')).body;
  expect(String(tournament.id)).toBe(id);
  const ofV1 = [
    tournament.matches[0].match.id,
    ...tournament.participants.map((one: { participant: { id: number } }) => one.participant.id),
  ];
  const ofV21 = included
    .filter(({ type }: Resource) => type !== 'user')
    .map((one: Resource) => Number(one.id));
  expect(ofV21).toEqual(ofV1);
});

test('a score is set by points, by their winner, as a tie, and taken back', async () => {
  const id = await running.challonge.tournament(2);
  await running.challonge.state(id, 'start');
  const [match] = (await call('GET', `/tournaments/${id}/matches.json`)).body.data;
  const [first, second] = match.attributes.points_by_participant.map(
    ({ participant_id }: { participant_id: number }) => String(participant_id),
  );
  const report = (attributes: object) =>
    call('PUT', `/tournaments/${id}/matches/${match.id}.json`, attributes);
  const entries = (a: object, b: object) => ({
    match: [
      { participant_id: second, ...b },
      { participant_id: first, ...a },
    ],
  });
  const live = await report(entries({ score_set: '4,2' }, { score_set: '1,3' }));
  expect(live.body.data.attributes).toMatchObject({
    ...{ state: 'open', winner_id: null, scores: '4 - 1, 2 - 3' },
    points_by_participant: [{ participant_id: Number(first), scores: [4, 2] }, { scores: [1, 3] }],
  });
  const refused = [
    await report(entries({ score_set: '4' }, { score_set: '1,3' })),
    await report({ match: [{ participant_id: first, score_set: '1' }] }),
    await report(entries({ score_set: '1', advancing: true }, { score_set: '1', advancing: true })),
    await report({ ...entries({ score_set: '1' }, { score_set: '1' }), tie: true }),
    await report({ scores_csv: '1-0', winner_id: first }),
    await report(entries({ score_set: 'one' }, { score_set: '1' })),
  ];
  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 400, 422]);
  const cleared = await report(entries({ score_set: '' }, { score_set: '' }));
  expect(cleared.body.data.attributes).toMatchObject({ score_in_sets: [], scores: '' });
  expect((await report(entries({ advancing: true }, { advancing: false }))).status).toBe(422);
  const won = await report(
    entries({ score_set: '0', rank: 2, advancing: false }, { score_set: '1', rank: 1, advancing: true }),
  );
  expect(won.body.data.attributes).toMatchObject({
    state: 'complete',
    winner_id: Number(second),
    scores: '0 - 1',
  });
  const change = (state: string) =>
    call('PUT', `/tournaments/${id}/matches/${match.id}/change_state.json`, { state });
  expect((await change('reopen')).body.data.attributes).toMatchObject({ state: 'open', winner_id: null });
  expect((await change('mark_as_underway')).body.data.attributes.timestamps.underway_at).not.toBeNull();
  expect([(await change('sleep')).status, (await change('reopen')).status]).toEqual([422, 422]);
});

test('lists have pages of 25, with links on both sides whether there is something or not', async () => {
  const id = await running.challonge.tournament(30);
  const path = `/tournaments/${id}/participants.json`;
  const first = (await call('GET', path)).body;
  expect([first.data.length, first.meta.count, first.included]).toEqual([25, 30, []]);
  const link = (page: number, size = 25) =>
    `${running.sandbox.url}/v2.1${path}?page=${page}&per_page=${size}`;
  expect(first.links).toEqual({ self: link(1), next: link(2), prev: link(0) });
  const last = (await call('GET', `${path}?page=2&per_page=25`)).body;
  expect([last.data.length, last.links.next]).toEqual([5, link(3)]);
  expect((await call('GET', `${path}?page=3`)).body.data).toEqual([]);
  expect((await call('GET', `${path}?per_page=1000`)).body.data).toHaveLength(30);
  running.sandbox.change({ pageLimit: 10 });
  const capped = (await call('GET', `${path}?per_page=1000`)).body;
  running.sandbox.change({ pageLimit: 0 });
  expect([capped.data.length, capped.links.next]).toEqual([10, link(2, 10)]);
  const states = (await call('GET', '/tournaments.json?state=pending&per_page=100')).body.data;
  expect(new Set(states.map(({ attributes }: Resource) => attributes.state))).toEqual(new Set(['pending']));
  expect((await call('GET', '/tournaments.json?created_after=2026-01-01')).status).toBe(501);
});

test('an update keeps what it does not name; the type is fixed from the start on', async () => {
  const id = await running.challonge.tournament(2, { url: 'changing', private: true });
  const path = `/tournaments/${id}.json`;
  const changed = await call('PUT', path, { name: 'Other', tournament_type: 'round robin' });
  expect(changed.body.data.attributes).toMatchObject({
    ...{ name: 'Other', tournament_type: 'round robin', url: 'changing', private: true },
  });
  await running.challonge.state(id, 'start');
  expect((await call('PUT', path, { name: 'Later' })).body.data.attributes.name).toBe('Later');
  expect(outcomeOf(await call('PUT', path, { tournament_type: 'single elimination' }))).toBe(
    '422 Tournament has already started',
  );
});

test('a participant is shown, renamed and taken out, with a status that tells before from after the start', async () => {
  const id = await running.challonge.tournament(3);
  const path = `/tournaments/${id}/participants`;
  const made = await call('POST', `${path}.json`, { name: 'Last', misc: 'k', seed: 1 });
  expect([made.status, made.body.data.attributes.seed]).toEqual([201, 1]);
  const one = `${path}/${made.body.data.id}.json`;
  expect((await call('GET', one)).body).toEqual(made.body);
  expect((await call('PUT', one, { name: 'First' })).body.data.attributes).toMatchObject({
    name: 'First',
    misc: 'k',
  });
  expect((await call('DELETE', one)).status).toBe(204);
  expect((await call('PUT', `${path}/randomize.json`)).body.data).toHaveLength(3);
  await running.challonge.state(id, 'start');
  const [first] = (await call('GET', `${path}.json`)).body.data;
  const out = await call('DELETE', `${path}/${first.id}.json`);
  expect([out.status, out.body.data.attributes.states]).toEqual([200, { active: false }]);
  expect((await call('GET', '/me.json')).body.data).toMatchObject({
    type: 'user',
    attributes: { username: 'sandbox' },
  });
});
