import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf, type Started, started } from './started.ts';

const key = 'key_of_the_sandbox';
let running: Started;
beforeAll(async () => {
  running = await started({ settings: { callsPerMonth: 0 } });
});
afterAll(() => running.sandbox.stop());

const call = (method: string, path: string, body?: object) => running.challonge.v1(method, path, body);
const named = (...names: string[]) => ({ participants: names.map((name) => ({ name })) });
/** With the kinds of its values in place of them. */
const kinds = (value: object) =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      one === null ? 'null' : Array.isArray(one) ? 'array' : typeof one,
    ]),
  );

test('parameters come as JSON, as a form, or in the query, with the key in any of them or in Basic', async () => {
  const { challonge } = running;
  const json = await challonge.send('/v1/tournaments.json', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: key, tournament: { name: 'By JSON', url: 'by_json', private: true } }),
  });
  const form = await challonge.send('/v1/tournaments.json', {
    method: 'POST',
    body: new URLSearchParams({ api_key: key, 'tournament[name]': 'By form', 'tournament[private]': 'true' }),
  });
  // As the Python library `achallonge` sends it; its `False` counts as true.
  const query = new URLSearchParams({ 'tournament[name]': 'By query', 'tournament[private]': 'False' });
  const basic = { authorization: `Basic ${btoa(`whoever:${key}`)}` };
  const asked = await challonge.send(`/v1/tournaments.json?${query}`, { method: 'POST', headers: basic });
  const made = [json, form, asked].map(({ status, body }) => [
    status,
    body.tournament.name,
    body.tournament.private,
  ]);
  expect(made).toEqual([
    [200, 'By JSON', true],
    [200, 'By form', true],
    [200, 'By query', true],
  ]);
  expect(form.body.tournament.url).toMatch(/^[a-z0-9]{8}$/);
  const list = await challonge.send(`/v1/tournaments?api_key=${key}`, {
    headers: { accept: 'application/json' },
  });
  expect(list.body).toHaveLength(3);

  const path = `/v1/tournaments/by_json/participants/bulk_add.json?api_key=${key}`;
  const fields = [
    ['participants[][name]', 'Ana'],
    ['participants[][seed]', '1'],
    ['participants[][name]', 'Bo'],
    ['participants[][misc]', 'k2'],
  ];
  const added = await challonge.send(path, { method: 'POST', body: new URLSearchParams(fields) });
  expect(added.body.map(({ participant: { name, seed, misc } }: never) => [name, seed, misc])).toEqual([
    ['Ana', 1, null],
    ['Bo', 2, 'k2'],
  ]);
});

test('answers have the keys and the kinds of values that were recorded', async () => {
  const { tournament } = (
    await call('POST', '/tournaments.json', { tournament: { name: 'Keys', url: 'keys' } })
  ).body;
  expect(kinds(tournament)).toMatchObject({
    ...{ id: 'number', name: 'string', state: 'string', started_at: 'null', pts_for_match_tie: 'string' },
    ...{
      swiss_rounds: 'number',
      tie_breaks: 'array',
      signup_cap: 'null',
      non_elimination_tournament_data: 'object',
    },
  });
  expect(Object.keys(tournament)).toHaveLength(96);
  expect(tournament).toMatchObject({
    ...{ tournament_type: 'single elimination', created_by_api: true, review_before_finalizing: true },
    ...{ notify_users_when_matches_open: true, participants_locked: false, progress_meter: 0 },
    ...{ live_image_url: `${running.sandbox.url}/keys.svg`, subdomain: null, sign_up_url: null },
  });
  await call('POST', '/tournaments/keys/participants/bulk_add.json', named('A', 'B', 'C'));
  const begun = await call('POST', '/tournaments/keys/start.json?include_participants=1&include_matches=1');
  const { participants, matches, ...rest } = begun.body.tournament;
  expect(rest).toMatchObject({ state: 'underway', participants_locked: true, participants_count: 3 });
  expect(Object.keys(participants[0].participant)).toHaveLength(41);
  expect(participants[0].participant).toMatchObject({
    name: 'A',
    ordinal_seed: '1st',
    final_rank: null,
    active: true,
  });
  const [first, second] = matches.map(({ match }: { match: object }) => match);
  expect(Object.keys(first)).toHaveLength(36);
  expect(first).toMatchObject({
    ...{ identifier: 'A', round: 1, state: 'open', suggested_play_order: 1, prerequisite_match_ids_csv: '' },
    ...{ player1_id: participants[1].participant.id, player2_id: participants[2].participant.id },
  });
  expect(second).toMatchObject({
    ...{ identifier: 'B', round: 2, state: 'pending', player1_prereq_match_id: null, scores_csv: '' },
    ...{ player1_id: participants[0].participant.id, player2_id: null, player2_prereq_match_id: first.id },
    prerequisite_match_ids_csv: String(first.id),
  });
});

test('times are instants in a zone that changes from answer to answer, and within a record', async () => {
  await call('POST', '/tournaments.json', { tournament: { name: 'Times', url: 'times' } });
  await call('POST', '/tournaments/times/participants/bulk_add.json', named('A', 'B'));
  await call('POST', '/tournaments/times/start.json');
  const [{ match }] = (await call('GET', '/tournaments/times/matches.json')).body;
  const won = { scores_csv: '2-1', winner_id: match.player1_id };
  const texts = [];
  for (let n = 0; n < 6; n += 1) {
    const { body } = await call('PUT', `/tournaments/times/matches/${match.id}.json`, { match: won });
    expect(body.match.completed_at).toMatch(/\.\d{3}\+00:00$/);
    texts.push(body.match.created_at);
  }
  expect(new Set(texts).size).toBe(6);
  expect(new Set(texts.map((text) => Date.parse(text))).size).toBe(1);
});

test('a tournament goes from pending to complete and back, and its last score does not complete it', async () => {
  await call('POST', '/tournaments.json', { tournament: { name: 'Life', url: 'life' } });
  const state = async (name: string) => {
    const { status, body } = await call('POST', `/tournaments/life/${name}.json`);
    return body.tournament
      ? `${status} ${body.tournament.state} ${body.tournament.progress_meter}`
      : String(status);
  };
  await call('POST', '/tournaments/life/participants.json', { participant: { name: 'A' } });
  expect([await state('start'), await state('finalize'), await state('reset')]).toEqual([
    '422',
    '422',
    '422',
  ]);
  await call('POST', '/tournaments/life/participants.json', { participant: { name: 'B', seed: 1 } });
  expect([await state('open_for_predictions'), await state('start'), await state('start')]).toEqual([
    ...['200 accepting_predictions 0', '200 underway 0', '422'],
  ]);
  const [{ match }] = (await call('GET', '/tournaments/life/matches.json?state=open')).body;
  const path = `/tournaments/life/matches/${match.id}`;
  await call('PUT', `${path}.json`, { match: { scores_csv: '1-3', winner_id: match.player2_id } });
  expect((await call('GET', '/tournaments/life.json')).body.tournament).toMatchObject({
    ...{ state: 'awaiting_review', completed_at: null, progress_meter: 100 },
  });
  expect(outcomeOf(await call('DELETE', '/tournaments/life.json'))).toContain('422 ');
  expect(await state('finalize')).toBe('200 complete 100');
  const ranks = (await call('GET', '/tournaments/life/participants.json')).body;
  expect(ranks.map(({ participant: { name, final_rank } }: never) => [name, final_rank])).toEqual([
    ['B', 2],
    ['A', 1],
  ]);
  expect(await state('reset')).toBe('200 pending 0');
  expect((await call('GET', '/tournaments/life/matches.json')).body).toEqual([]);
  const cleared = await call('DELETE', '/tournaments/life/participants/clear.json');
  expect([cleared.status, cleared.body]).toEqual([200, { message: 'Cleared all participants' }]);
  const gone = await call('DELETE', '/tournaments/life.json');
  expect([gone.status, gone.body.tournament.url]).toEqual([200, 'life']);
});

describe('what is refused', () => {
  test.each([
    [{ name: '', url: 'x_1' }, "Name can't be blank"],
    [{ name: 'x'.repeat(61), url: 'x_1' }, 'Name is too long (maximum is 60 characters)'],
    [{ name: 'N', url: 'with-hyphen' }, 'URL can only contain letters, numbers, and underscores'],
    [{ name: 'N', url: 'KEYS' }, 'URL has already been taken'],
    [{ name: 'N', url: 'x_1', tournament_type: 'knockout' }, 'Tournament type is invalid'],
    [
      { name: 'N', url: 'x_1', check_in_duration: 30 },
      'Start time must be in the future when check-in is enabled',
    ],
    [{ url: 'with-hyphen' }, "Name can't be blank, URL can only contain letters, numbers, and underscores"],
  ])('a tournament of %o', async (tournament, text) => {
    const answer = await call('POST', '/tournaments.json', { tournament });
    expect(answer).toMatchObject({ status: 422, body: { errors: text.split(/, (?=[A-Z]{3})/) } });
  });

  test('a participant with a name that is taken, a seed beyond the end, or nothing, and all of a list with it', async () => {
    await call('POST', '/tournaments.json', { tournament: { name: 'Refused', url: 'refused' } });
    const path = '/tournaments/refused/participants';
    await call('POST', `${path}.json`, { participant: { name: 'Ana' } });
    const outcomes = [
      await call('POST', `${path}.json`, { participant: { name: ' Ana ' } }),
      await call('POST', `${path}.json`, { participant: { name: 'Bo', seed: 3 } }),
      await call('POST', `${path}.json`, {}),
      await call('POST', `${path}.json`, { participant: { name: 'Bo', misc: 'm'.repeat(256) } }),
      await call('POST', `${path}.json`, { participant: { email: 'ana@example.com' } }),
      await call('POST', `${path}/bulk_add.json`, named('Bo', 'Cy', 'Ana', 'Di')),
      await call('POST', `${path}/bulk_add.json`, { participants: [] }),
    ].map(outcomeOf);
    expect(outcomes).toEqual([
      '422 Name has already been taken',
      '422 Seed out of range (maximum allowed value is 2)',
      '422 Participant parameters are required',
      '422 Misc is too long (maximum is 255 characters)',
      '501 This sandbox does not support inviting participants.',
      '422 Name has already been taken',
      '422 Participant parameters are required',
    ]);
    expect((await call('GET', `${path}.json`)).body).toHaveLength(1);
    await call('POST', `${path}.json`, { participant: { name: 'Bo' } });
    await call('POST', '/tournaments/refused/start.json');
    expect((await call('POST', `${path}.json`, { participant: { name: 'Ana' } })).body.errors).toEqual([
      ...['Name has already been taken', 'Tournament participants can no longer be added'],
    ]);
    expect(outcomeOf(await call('DELETE', `${path}/clear.json`))).toContain('422 ');
  });

  test('what is not there', async () => {
    const { id } = (await call('GET', '/tournaments/keys.json')).body.tournament;
    const paths = ['/tournaments/nowhere', '/tournaments/club-nowhere', '/tournaments/keys/participants/1'];
    const outcomes = [];
    for (const path of [...paths, '/tournaments/keys/matches/1', '/teams']) {
      outcomes.push(outcomeOf(await call('GET', `${path}.json`)));
    }
    expect(outcomes).toEqual([
      '404 Requested tournament not found',
      '404 Requested tournament not found for subdomain club',
      `404 Participant not found for tournament ID ${id}`,
      `404 Match not found for tournament ID ${id}`,
      '404 Not Found',
    ]);
  });

  test('a wrong key as JSON, wrong Basic as text, and a form of answer that there is not', async () => {
    const { challonge } = running;
    const wrong = await challonge.send('/v1/tournaments.json?api_key=other');
    expect([wrong.status, wrong.body]).toEqual([401, { errors: ['Invalid API key'] }]);
    const none: Record<string, string> = {};
    for (const headers of [none, { authorization: `Basic ${btoa('organiser:other')}` }]) {
      const { status, body, headers: answered } = await challonge.send('/v1/tournaments.json', { headers });
      expect([status, body, answered.get('www-authenticate')]).toEqual([
        ...[401, 'HTTP Basic: Access denied.\n', 'Basic realm="Application"'],
      ]);
    }
    const html = await challonge.send(`/v1/tournaments?api_key=${key}`, { headers: { accept: 'text/html' } });
    expect([html.status, html.body]).toEqual([406, 'json or xml only']);
    expect((await challonge.send(`/v1/tournaments.xml?api_key=${key}`)).status).toBe(501);
    expect((await call('POST', '/tournaments.json')).status).toBe(422);
    const garbled = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
    expect((await challonge.send(`/v1/tournaments.json?api_key=${key}`, garbled)).status).toBe(400);
  });
});

test('lists are of a state or a type, and tournaments of organisations are not among them', async () => {
  const urls = async (query: string) =>
    (await call('GET', `/tournaments.json?${query}`)).body.map(
      ({ tournament }: { tournament: { url: string } }) => tournament.url,
    );
  await call('POST', '/tournaments.json', {
    tournament: { name: 'Round', url: 'all_round', tournament_type: 'round robin' },
  });
  expect(await urls('type=round_robin')).toEqual(['all_round']);
  expect(await urls('state=in_progress')).toContain('times');
  expect(await urls('state=ended')).toEqual([]);
  expect(await urls('subdomain=club')).toEqual([]);
  expect(await urls('created_after=2099-01-01')).toEqual([]);
  expect((await urls('state=pending&created_after=2020-01-01')).includes('times')).toBe(false);
});

test('a participant is renamed, moved to another seed, and before the start taken out', async () => {
  await call('POST', '/tournaments.json', { tournament: { name: 'Seeds', url: 'seeds' } });
  const path = '/tournaments/seeds/participants';
  const added = (await call('POST', `${path}/bulk_add.json`, named('A', 'B', 'C', 'D'))).body;
  const idOf = (index: number) => added[index].participant.id;
  const names = async () =>
    (await call('GET', `${path}.json`)).body.map(
      ({ participant }: { participant: { name: string } }) => participant.name,
    );
  const moved = await call('PUT', `${path}/${idOf(3)}.json`, { participant: { name: 'D2', seed: 1 } });
  expect(moved.body.participant).toMatchObject({ name: 'D2', seed: 1 });
  expect(await names()).toEqual(['D2', 'A', 'B', 'C']);
  expect((await call('DELETE', `${path}/${idOf(0)}.json`)).body.participant.name).toBe('A');
  expect(await names()).toEqual(['D2', 'B', 'C']);
  expect((await call('POST', `${path}/randomize.json`)).body).toHaveLength(3);
  await call('POST', '/tournaments/seeds/start.json');
  const renamed = await call('PUT', `${path}/${idOf(1)}.json`, { participant: { name: 'B2', misc: 'k' } });
  expect(renamed.body.participant).toMatchObject({ name: 'B2', misc: 'k' });
});
