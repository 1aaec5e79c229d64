import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf, type Started, started } from './started.ts';

let running: Started;
beforeAll(async () => {
  running = await started();
});
afterAll(() => running.sandbox.stop());

const get = (path: string) => fetch(`${running.sandbox.url}${path}`);
const page = async (path: string) => (await get(path)).text();
const post = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  fetch(`${running.sandbox.url}${path}`, {
    ...{ method: 'POST', redirect: 'manual', headers },
    body: new URLSearchParams(fields),
  });
const asPerson = { accept: 'text/html' };

test('a person plays a tournament through by pressing names, and sees who is where', async () => {
  const { challonge, sandbox } = running;
  const id = await challonge.tournament(5, { name: 'Cadets <b>', url: 'cadets' });
  expect(await page('/')).toContain('<a href="/cadets">Cadets &lt;b&gt;</a>');
  expect(await page('/cadets')).toContain('<td>P5</td>');
  const begun = await post(`/_tournaments/${id}/state`, { state: 'start' }, asPerson);
  expect([begun.status, begun.headers.get('location')]).toEqual([303, '/cadets']);
  const buttons = async () =>
    [
      ...(await page('/cadets')).matchAll(/class="side" name="win" value="(\d+):(\d+)" aria-label="(.*?)"/g),
    ].map(([, match, participant, label]) => ({ win: `${match}:${participant}`, label }));
  expect((await buttons()).map(({ label }) => label)).toEqual([
    'P4 wins match A',
    'P5 wins match A',
    'P2 wins match C',
    'P3 wins match C',
  ]);
  const win = async (label: string, fields = {}) => {
    const found = (await buttons()).find((one) => one.label === label);
    return post(`/_tournaments/${id}/winner`, { win: found?.win ?? '', ...fields });
  };
  await win('P5 wins match A');
  await win('P2 wins match C', { scores: '3-1,0-2,5-4' });
  expect(await page('/cadets')).toContain('>3 0 5</text>');
  await win('P5 wins match B');
  const over = await win('P2 wins match D');
  expect(await over.json()).toMatchObject({ url: 'cadets', state: 'awaiting_review' });
  await post(`/_tournaments/${id}/state`, { state: 'finalize' });
  const { data, included } = (await challonge.v21('GET', '/tournaments/cadets.json')).body;
  expect(data.attributes).toMatchObject({ state: 'complete', url: 'cadets' });
  const ranks = included
    .filter(({ type }: { type: string }) => type === 'participant')
    .map(({ attributes }: { attributes: { final_rank: number } }) => attributes.final_rank);
  expect(ranks).toEqual([3, 1, 3, 5, 2]);
  expect(data.attributes.full_challonge_url).toBe(`${sandbox.url}/cadets`);
});

test('what a person cannot do is said on the page, and nothing has happened', async () => {
  const id = await running.challonge.tournament(1, { url: 'alone' });
  const answer = await post(`/_tournaments/${id}/state`, { state: 'start' }, asPerson);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('<p class="problem">Tournament must have at least 2 participants');
  expect((await post(`/_tournaments/${id}/state`, { state: 'won' })).status).toBe(422);
  expect((await post('/_tournaments/1/play')).status).toBe(404);
  expect((await get('/nowhere')).status).toBe(404);
});

test('the rest is played by one press, and a result taken back', async () => {
  const id = await running.challonge.tournament(6, { url: 'six' });
  await running.challonge.state(id, 'start');
  const { state, matches } = await (await post(`/_tournaments/${id}/play`)).json();
  expect([state, matches.length]).toEqual(['awaiting_review', 5]);
  const reopened = await (await post(`/_tournaments/${id}/reopen`, { match: String(matches[0].id) })).json();
  expect(reopened.state).toBe('underway');
  expect(reopened.matches.map(({ winner }: { winner: unknown }) => winner === null)).toEqual([
    ...[true, false, true, false, true],
  ]);
});

test('the bracket is a picture, and a page to embed, with every name escaped', async () => {
  const { challonge } = running;
  const names = ['<script>alert(1)</script>', '"Quote" & Co.', 'Zoë Ærø 김', 'x'.repeat(60)];
  const id = await challonge.tournament(0, {
    url: 'names',
    match_options: { consolation_matches_target_rank: 3 },
  });
  const participants = names.map((name) => ({ name }));
  await challonge.v21('POST', `/tournaments/${id}/participants/bulk_add.json`, { participants });
  for (const path of ['/names', '/names/module', '/names.svg']) {
    await challonge.state(id, 'start');
    const text = await page(path);
    expect(text).not.toContain('<script>');
    expect(text).toContain('&quot;Quote&quot; &amp; Co.');
    expect(text).toContain('Zoë Ærø 김');
  }
  const picture = await get('/names.svg');
  expect(picture.headers.get('content-type')).toBe('image/svg+xml');
  const svg = await picture.text();
  expect(svg).toContain('Winner of A');
  expect(svg).toContain('Loser of B');
  expect(svg).not.toContain('<button');
  expect((await get('/nowhere.svg')).status).toBe(404);
});

test('limits, faults and switches are set on a page', async () => {
  await post('/_settings', { callsPerMonth: '600' });
  // What a form leaves out stays as it is.
  expect(await (await post('/_settings', { bulkAtomic: 'false' })).json()).toMatchObject({
    ...{ callsPerMonth: 600, bulkAtomic: false },
  });
  for (const [name, value] of Object.entries({
    colour: 'red',
    bulkLimit: '-1',
    accept: 'xml',
    bulkAtomic: 'x',
  })) {
    expect((await post('/_settings', { [name]: value })).status).toBe(400);
  }
  expect((await post('/_usage', { used: '599' }, asPerson)).headers.get('location')).toBe('/settings');
  await post('/_faults', { fault: 'server error', operation: 'tournaments.list' });
  expect((await post('/_faults', { fault: 'rain' })).status).toBe(422);
  const shown = await page('/settings');
  for (const text of [
    '599 of 600 have counted',
    '<code>tournaments.list</code>, 1 times',
    'tournaments.create',
  ])
    expect(shown).toContain(text);
  for (const name of Object.keys(await (await get('/_settings')).json()))
    expect(shown).toContain(`name="${name}"`);
  const outcomes = [];
  for (let n = 0; n < 3; n += 1) {
    outcomes.push(outcomeOf(await running.challonge.v21('GET', '/tournaments.json')).split(' ')[0]);
  }
  expect(outcomes).toEqual(['500', '200', '429']);
  expect(await (await get('/_usage')).json()).toEqual({ used: 600 });
});

test('tournaments, switches and what has been used outlive a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'challonge-'));
  try {
    const first = await started({ dataDir });
    const id = await first.challonge.tournament(3, { url: 'kept' });
    await first.challonge.state(id, 'start');
    const before = await first.challonge.v21('GET', '/tournaments/kept/matches.json');
    first.sandbox.change({ errorForm: 'strings' });
    await first.sandbox.stop();
    const second = await started({ dataDir });
    const after = await second.challonge.v21('GET', '/tournaments/kept/matches.json');
    expect(after.body.data.map(({ id }: { id: string }) => id)).toEqual(
      before.body.data.map(({ id }: { id: string }) => id),
    );
    expect(second.sandbox.usage()).toBe(5);
    const refused = await second.challonge.v21('GET', '/tournaments/lost.json');
    expect(refused.body).toEqual({ errors: ['Requested tournament not found'] });
    await second.sandbox.stop();
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
