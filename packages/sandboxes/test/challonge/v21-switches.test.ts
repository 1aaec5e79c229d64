import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

describe('what is not known of Challonge is a switch', () => {
  afterAll(() => running.sandbox.change({ bulkLimit: 20 }));

  const matchesOf = async (id: string): Promise<Resource[]> =>
    (await call('GET', `/tournaments/${id}/matches.json`)).body.data;

  test('how a match shows sides that are not known', async () => {
    const id = await running.challonge.tournament(3);
    await running.challonge.state(id, 'start');
    const sidesIn = async (pendingSides: 'empty' | 'nulls' | 'known') => {
      running.sandbox.change({ pendingSides });
      const points = (await matchesOf(id))[1]?.attributes.points_by_participant;
      return points.map(({ participant_id }: { participant_id: number | null }) => participant_id !== null);
    };
    expect([await sidesIn('nulls'), await sidesIn('known'), await sidesIn('empty')]).toEqual([
      [true, false],
      [true],
      [],
    ]);
  });

  test('whether a match names its players, and where, and where it says that it is under way', async () => {
    const id = await running.challonge.tournament(3);
    await running.challonge.state(id, 'start');
    const player1 = { data: { id: expect.any(String), type: 'participant' } };
    running.sandbox.change({ playerRelationships: 'beside' });
    expect(await matchesOf(id)).toMatchObject([
      { relationships: { player1, player2: player1 } },
      { relationships: { player1, player2: { data: null } } },
    ]);
    running.sandbox.change({ playerRelationships: 'inside', underwayAt: 'attributes' });
    const [first] = await matchesOf(id);
    expect(first?.attributes).toMatchObject({ relationships: { player1 }, underway_at: null });
    expect(first?.attributes.timestamps).not.toHaveProperty('underway_at');
    running.sandbox.change({ playerRelationships: 'none', underwayAt: 'timestamps' });
  });

  test('how many participants bulk_add takes, and whether it takes all or none', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `N${n}` }));
    const id = await running.challonge.tournament(0);
    const path = `/tournaments/${id}/participants`;
    const add = async (participants: object[]) => {
      const outcome = outcomeOf(await call('POST', `${path}/bulk_add.json`, { participants }));
      return `${outcome}: ${(await call('GET', `${path}.json`)).body.meta.count}`;
    };
    expect(await add(names(21))).toBe('422 Participants must be between 1 and 20: 0');
    running.sandbox.change({ bulkLimit: 0 });
    expect(await add(names(21))).toBe('201: 21');
    const half = [{ name: 'A' }, { name: 'B' }, { name: 'N3' }, { name: 'C' }];
    expect(await add(half)).toBe('422 Name has already been taken: 21');
    running.sandbox.change({ bulkAtomic: false });
    expect(await add(half)).toBe('422 Name has already been taken: 23');
    running.sandbox.change({ bulkAtomic: true });
    expect(await add([{ name: 'Zoë' }, { name: 'ZOE' }])).toBe('201: 25');
    running.sandbox.change({ namesFolded: true });
    expect(await add([{ name: 'zoè' }])).toBe('422 Name has already been taken: 25');
    running.sandbox.change({ namesFolded: false });
    expect(await add([])).toBe('422 Participant parameters are required: 25');
  });

  test('whether what has started can be deleted, and started again', async () => {
    const id = await running.challonge.tournament(2);
    await running.challonge.state(id, 'start');
    expect((await running.challonge.state(id, 'start')).status).toBe(422);
    running.sandbox.change({ repeatedStateRefused: false, deleteStarted: 'v1' });
    expect((await running.challonge.state(id, 'start')).status).toBe(200);
    expect((await call('DELETE', `/tournaments/${id}.json`)).status).toBe(422);
    expect((await running.challonge.v1('DELETE', `/tournaments/${id}.json`)).status).toBe(200);
    running.sandbox.change({ repeatedStateRefused: true, deleteStarted: 'none' });
  });

  test('statuses, the suffix of addresses, and how much is included', async () => {
    running.sandbox.change({ ownStatuses: false, suffixNeeded: false, includedLimit: 2 });
    const attributes = { name: 'Plain', tournament_type: 'single elimination' };
    const made = await call('POST', '/tournaments', attributes);
    const path = `/tournaments/${made.body.data.id}`;
    const participants = ['A', 'B', 'C'].map((name) => ({ name }));
    await call('POST', `${path}/participants/bulk_add`, { participants });
    const { data, included } = (await call('GET', path)).body;
    expect([data.relationships.participants.links.meta.count, included.length]).toEqual([3, 3]);
    const cleared = await call('DELETE', `${path}/participants/clear`);
    expect([made.status, cleared.status, cleared.body]).toEqual([
      200,
      200,
      { message: 'Cleared all participants' },
    ]);
    expect((await call('DELETE', path)).body.data.attributes.name).toBe('Plain');
    running.sandbox.change({ ownStatuses: true, suffixNeeded: true, includedLimit: 0 });
    expect((await call('GET', '/tournaments')).status).toBe(404);
  });

  test('whether the state of a match can be changed', async () => {
    const id = await running.challonge.tournament(2);
    await running.challonge.state(id, 'start');
    const [match] = await matchesOf(id);
    running.sandbox.change({ matchStateFails: true });
    const answer = await call('PUT', `/tournaments/${id}/matches/${match?.id}/change_state.json`, {
      state: 'mark_as_underway',
    });
    running.sandbox.change({ matchStateFails: false });
    expect(answer.status).toBe(500);
  });
});
