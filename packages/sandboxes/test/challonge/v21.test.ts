import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf, type Started, started } from './started.ts';

let running: Started;
beforeAll(async () => {
  running = await started({ settings: { callsPerMonth: 0 } });
});
afterAll(() => running.sandbox.stop());

const call = (method: string, path: string, attributes?: object) =>
  running.challonge.v21(method, path, attributes);

test('a tournament is made, filled, started, cleared and deleted, each with its status', async () => {
  const attributes = {
    name: 'Cadets',
    url: 'cadets_1',
    tournament_type: 'single elimination',
    private: true,
    notifications: { upon_matches_open: false, upon_tournament_ends: false },
    match_options: { accept_attachments: false },
    seeding_options: { hide_seeds: false, sequential_pairings: false },
    registration_options: { open_signup: false },
  };
  const made = await call('POST', '/tournaments.json', attributes);
  expect(made.status).toBe(201);
  expect(made.body.data).toMatchObject({
    id: expect.stringMatching(/^\d+$/),
    type: 'tournament',
    attributes: {
      ...{ name: 'Cadets', url: 'cadets_1', state: 'pending', private: true },
      notifications: { upon_matches_open: false, upon_tournament_ends: false },
      match_options: { consolation_matches_target_rank: null, accept_attachments: false },
      full_challonge_url: `${running.sandbox.url}/cadets_1`,
    },
  });
  const path = `/tournaments/${made.body.data.id}`;
  const participants = ['Ana B. (TIG)', 'Bo C. (LIO)', 'Cy D. (TIG)'].map((name, index) => ({
    ...{ name, seed: index + 1, misc: `k${index}` },
  }));
  const added = await call('POST', `${path}/participants/bulk_add.json`, { participants });
  expect([added.status, added.body.data.length]).toEqual([201, 3]);
  expect(added.body.data[0]).toMatchObject({ type: 'participant', attributes: { ...participants[0] } });
  expect(outcomeOf(await call('DELETE', `${path}/participants/clear.json`))).toBe('204');
  await call('POST', `${path}/participants/bulk_add.json`, { participants });
  const begun = await running.challonge.state(made.body.data.id, 'start');
  expect([begun.status, begun.body.data.attributes.state]).toEqual([200, 'underway']);
  expect((await call('GET', '/tournaments/cadets_1.json')).body).toEqual(begun.body);
  expect(outcomeOf(await call('DELETE', `${path}.json`))).toBe(
    '422 Please revert the tournament to pending before deleting',
  );
  await running.challonge.state(made.body.data.id, 'reset');
  expect(outcomeOf(await call('DELETE', `${path}.json`))).toBe('204');
  expect(outcomeOf(await call('GET', `${path}.json`))).toBe('404 Requested tournament not found');
});
