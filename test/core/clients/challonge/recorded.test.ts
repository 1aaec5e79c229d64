/** Answers as they were recorded: v2.1 in 2024 (battlecode/galaxy), v1 in 2018 (challonge-ts) and 2026 (rpbey). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceUnavailableError } from '../../../../core/domain/errors.ts';
import { ScriptedChallonge } from './scripted-challonge.ts';

const challonge = new ScriptedChallonge();
beforeAll(() => challonge.start());
afterAll(() => challonge.stop());

const expected = {
  id: '13984246',
  name: 'Test',
  url: 'tt_march_2024',
  type: 'single elimination',
  state: 'awaiting_review',
  link: 'https://challonge.com/tt_march_2024',
  participants: [
    { id: '221134361', name: 'B', seed: 1, misc: '' },
    { id: '221134362', name: 'A', seed: 2, misc: 'k' },
  ],
  matches: [
    {
      ...{ id: '350944920', identifier: 'A', round: 1, state: 'complete' },
      ...{ participants: ['221134361', '221134362'], winner: '221134362', score: '0-1,2-3' },
    },
  ],
};

describe('v2.1', () => {
  const timestamps = { created_at: '2024-01-15T00:50:32.713Z', updated_at: '2024-01-15T00:50:32.713Z' };
  const participant = (id: string, name: string, seed: number, misc: string | null) => ({
    ...{ id, type: 'participant' },
    attributes: {
      ...{ icon: null, seed, misc, username: null, final_rank: null, group_id: null, name, timestamps },
      ...{ tournament_id: 13984246, states: { active: true } },
    },
    relationships: { invitation: {} },
  });
  const participants = [participant('221134362', 'A', 2, 'k'), participant('221134361', 'B', 1, null)];
  const match = {
    ...{ id: '350944920', type: 'match' },
    attributes: {
      ...{ state: 'complete', round: 1, identifier: 'A', scores: '0 - 1', suggested_play_order: 1 },
      score_in_sets: [
        [0, 1],
        [2, 3],
      ],
      points_by_participant: [
        { participant_id: 221134361, scores: [0, 2] },
        { participant_id: 221134362, scores: [1, 3] },
      ],
      ...{ timestamps, winner_id: 221134362, tie: false },
    },
    relationships: { attachments: { links: { related: '..attachments.json', meta: { count: 1 } } } },
  };
  const relationships = (participants: number, matches: number) => ({
    organizer: { data: { id: '5962928', type: 'user' } },
    matches: { data: [{ id: '350944920', type: 'match' }], links: { meta: { count: matches } } },
    participants: { data: [], links: { meta: { count: participants } } },
    series: {},
  });
  const tournament = {
    ...{ id: '13984246', type: 'tournament' },
    attributes: {
      ...{ tournament_type: 'single elimination', url: 'tt_march_2024', name: 'Test' },
      ...{ state: 'awaiting_review', private: false, full_challonge_url: expected.link, timestamps },
      match_options: { consolation_matches_target_rank: null, accept_attachments: true },
    },
  };
  const others = [
    { id: '5962928', type: 'user', attributes: {} },
    { id: '49534', type: 'game', attributes: {} },
  ];
  const whole = {
    data: { ...tournament, relationships: relationships(2, 1) },
    included: [match, ...participants, ...others],
  };

  test('a tournament with everything in it takes one call', async () => {
    challonge.willAnswer({ body: whole });
    expect(await challonge.client('v2.1').find('tt_march_2024')).toEqual(expected);
    const [asked = expect.fail()] = challonge.asked;
    expect(asked.line).toBe('GET /v2.1/tournaments/tt_march_2024.json');
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      ...{ 'authorization-type': 'v1', authorization: 'the-key', accept: 'application/json' },
      ...{ 'content-type': 'application/vnd.api+json', 'user-agent': 'tkd-registration' },
    });
  });

  test('relationships may be inside the attributes', async () => {
    const attributes = { ...tournament.attributes, relationships: relationships(2, 1) };
    challonge.willAnswer({ body: { ...whole, data: { ...tournament, attributes } } });
    expect(await challonge.client('v2.1').find('13984246')).toEqual(expected);
    expect(challonge.asked).toHaveLength(1);
  });

  const page = (data: object[], count?: number) => ({
    body: { data, meta: { count }, links: { self: '..', next: '..?page=9&per_page=100', prev: '..?page=0' } },
  });

  test('what is not all included is listed, page by page, until there is as much as there should be', async () => {
    challonge.willAnswer(
      { body: { ...whole, included: [match, participants[0]] } },
      page(participants.slice(0, 1), 2),
      page(participants.slice(1), 2),
    );
    expect(await challonge.client('v2.1').find('13984246')).toEqual(expected);
    expect(challonge.asked.map(({ line }) => line)).toEqual([
      'GET /v2.1/tournaments/13984246.json',
      'GET /v2.1/tournaments/13984246/participants.json?page=1&per_page=100',
      'GET /v2.1/tournaments/13984246/participants.json?page=2&per_page=100',
    ]);
  });

  test.each([
    ['empty', page([])],
    ['the same as the one before', page(participants)],
  ])('a list without a count, or with one that is too high, ends with a page that is %s', async (_, last) => {
    challonge.willAnswer(
      { body: { data: tournament } },
      page(participants),
      last,
      page([match], 9),
      page([]),
    );
    expect(await challonge.client('v2.1').find('13984246')).toEqual(expected);
  });

  const pending = { ...match.attributes, state: 'pending', winner_id: null, scores: null, score_in_sets: [] };
  const player = (id: string) => ({ data: { id, type: 'participant' } });
  test.each<[string, object, object, string[]]>([
    ['no sides', { points_by_participant: [] }, {}, []],
    ['absent sides', { points_by_participant: undefined }, {}, []],
    [
      'one side without an id',
      { points_by_participant: [{ participant_id: 1 }, { participant_id: null, scores: [] }] },
      {},
      ['1'],
    ],
    [
      'its sides in relationships beside the attributes',
      { points_by_participant: [{ participant_id: null }] },
      { player1: player('1'), player2: { data: null } },
      ['1'],
    ],
    [
      'its sides in relationships inside the attributes',
      { points_by_participant: [], relationships: { player1: player('1'), player2: player('2') } },
      {},
      ['1', '2'],
    ],
  ])('a pending match may have %s', async (_, changes, relationships, sides) => {
    const attributes = { ...pending, ...changes };
    const included = [{ ...match, attributes, relationships }, ...participants];
    challonge.willAnswer({ body: { ...whole, included } });
    const { matches: [found] = [] } = (await challonge.client('v2.1').find('13984246')) ?? {};
    expect(found).toEqual({
      ...{ id: match.id, identifier: 'A', round: 1, state: 'pending', participants: sides },
    });
  });

  test('what it is asked for has every option, so that nobody is notified', async () => {
    const { participants: _, matches: __, ...created } = expected;
    challonge.willAnswer({ status: 201, body: { data: tournament } }, { body: { data: participants } });
    const client = challonge.client('v2.1');
    const url = 'tt_march_2024';
    expect(await client.create({ name: 'Test', url, type: 'round robin', private: true })).toEqual(created);
    const added = [{ name: 'B', seed: 1, misc: 'k' }];
    await client.addParticipants('13984246', added);
    expect(challonge.asked.map(({ line, body }) => [line, body])).toEqual([
      [
        'POST /v2.1/tournaments.json',
        {
          data: {
            type: 'tournaments',
            attributes: {
              ...{ name: 'Test', url, tournament_type: 'round robin', private: true, description: '' },
              notifications: { upon_matches_open: false, upon_tournament_ends: false },
              match_options: { accept_attachments: false },
              seeding_options: { hide_seeds: false, sequential_pairings: false },
              registration_options: { open_signup: false },
              round_robin_options: { iterations: 1 },
            },
          },
        },
      ],
      [
        'POST /v2.1/tournaments/13984246/participants/bulk_add.json',
        { data: { type: 'Participants', attributes: { participants: added } } },
      ],
    ]);
  });
});

describe('v1', () => {
  // Times have offsets that differ even within a record; none of them is read.
  const times = { created_at: '2026-04-14T14:15:37.232-04:00', updated_at: '2026-04-26T15:48:20.197+03:00' };
  const participant = (id: number, name: string, seed: number, misc: string | null) => ({
    participant: { id, tournament_id: 13984246, name, seed, active: true, ...times, misc, icon: null },
  });
  const participants = [participant(221134362, 'A', 2, 'k'), participant(221134361, 'B', 1, null)];
  const match = {
    ...{ id: 350944920, tournament_id: 13984246, state: 'complete', round: 1, identifier: 'A', ...times },
    ...{ player1_id: 221134361, player2_id: 221134362, player1_prereq_match_id: null },
    ...{ winner_id: 221134362, loser_id: 221134361, scores_csv: '0-1,2-3', suggested_play_order: 1 },
  };
  const tournament = {
    ...{ id: 13984246, name: 'Test', url: 'tt_march_2024', tournament_type: 'single elimination', ...times },
    ...{
      state: 'awaiting_review',
      participants_count: 2,
      full_challonge_url: expected.link,
      ranked_by: null,
    },
  };

  test('a tournament with everything in it takes one call', async () => {
    challonge.willAnswer({ body: { tournament: { ...tournament, participants, matches: [{ match }] } } });
    expect(await challonge.client('v1').find('tt_march_2024')).toEqual(expected);
    const [asked = expect.fail()] = challonge.asked;
    expect(asked.line).toBe(
      'GET /v1/tournaments/tt_march_2024.json?api_key=the-key&include_participants=1&include_matches=1',
    );
    expect(asked.headers.get('accept')).toBe('application/json');
  });

  test('what is not all included is listed', async () => {
    challonge.willAnswer(
      { body: { tournament: { ...tournament, participants: participants.slice(1) } } },
      { body: participants },
      { body: [{ match }] },
    );
    expect(await challonge.client('v1').find('13984246')).toEqual(expected);
    expect(challonge.asked.map(({ line }) => line).slice(1)).toEqual([
      'GET /v1/tournaments/13984246/participants.json?api_key=the-key',
      'GET /v1/tournaments/13984246/matches.json?api_key=the-key',
    ]);
  });

  test('somebody whom a person has invited by hand may have no name', async () => {
    const invited = { participant: { ...participants[0]?.participant, name: null } };
    challonge.willAnswer(
      { body: { tournament: { ...tournament, participants: [invited], matches: [] } } },
      {
        body: [invited],
      },
    );
    const found = await challonge.client('v1').find('13984246');
    expect(found?.participants).toEqual([{ id: '221134362', name: '', seed: 2, misc: 'k' }]);
  });

  test('a match that waits for its sides has those that are known, and no winner', async () => {
    const waiting = { ...match, state: 'pending', player2_id: null, winner_id: null, scores_csv: '' };
    challonge.willAnswer({
      body: { tournament: { ...tournament, participants, matches: [{ match: waiting }] } },
    });
    const { matches } = (await challonge.client('v1').find('13984246')) ?? {};
    expect(matches).toEqual([
      { id: '350944920', identifier: 'A', round: 1, state: 'pending', participants: ['221134361'] },
    ]);
  });

  test('in a change, the key is in the body and not in the address', async () => {
    const { participants: _, matches: __, ...created } = expected;
    challonge.willAnswer({ body: { tournament } }, { body: { tournament } });
    const client = challonge.client('v1');
    const wanted = { name: 'Test', type: 'single elimination', private: true } as const;
    expect(await client.create({ ...wanted, url: 'u' })).toEqual(created);
    await client.changeState('13984246', 'start');
    expect(challonge.asked.map(({ line, body }) => [line, body])).toEqual([
      [
        'POST /v1/tournaments.json',
        {
          api_key: 'the-key',
          tournament: {
            ...{
              name: 'Test',
              tournament_type: 'single elimination',
              private: true,
              url: 'u',
              description: '',
            },
            ...{ notify_users_when_matches_open: false, notify_users_when_the_tournament_ends: false },
            ...{
              accept_attachments: false,
              hide_seeds: false,
              sequential_pairings: false,
              open_signup: false,
            },
            hold_third_place_match: false,
          },
        },
      ],
      ['POST /v1/tournaments/13984246/start.json', { api_key: 'the-key' }],
    ]);
  });
});

test.each(['v1', 'v2.1'] as const)(
  "an answer of %s that is not of the known shape is nobody's bracket",
  async (api) => {
    for (const body of [{}, { data: { id: 1 } }, { tournament: {} }, '', '<html></html>', 'null']) {
      challonge.willAnswer({ body });
      await expect(challonge.client(api).find('1')).rejects.toThrow(ServiceUnavailableError);
    }
  },
);
