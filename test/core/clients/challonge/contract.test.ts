import { Faults } from '@tkd-registration/local-cloud/faults';
import { type ChallongeSandbox, startChallonge } from '@tkd-registration/sandboxes/challonge';
import { ChallongeClient } from '@tkd-registration/sandboxes/challonge/client';
import { type ChallongeFault, challongeFaults } from '@tkd-registration/sandboxes/challonge/faults';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Challonge, NewParticipant } from '../../../../core/clients/challonge/challonge.ts';
import { connectChallonge } from '../../../../core/clients/challonge/connect-challonge.ts';
import {
  ChallongeAccessDeniedError,
  ChallongeBudgetError,
  ChallongePacedError,
  ChallongeRefusedError,
  ChallongeUnansweredError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { ChallongeBudget } from '../../../../core/progress/challonge-budget.ts';
import { ChallongePace } from '../../../../core/progress/challonge-pace.ts';
import { ProgressTable } from '../../../../core/progress/progress-table.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';

type Settings = Parameters<ChallongeSandbox['change']>[0];

const start = Date.parse('2026-11-26T12:00:00Z');
const url = 'open_2026_low_cadet_m_fin_0a1b2c3d';
const bracket = { name: 'Low cadet m fin', url, type: 'single elimination', private: true } as const;
const people = (count: number): NewParticipant[] =>
  Array.from({ length: count }, (_, n) => ({ name: `P${n + 1}`, seed: n + 1, misc: `m${n + 1}` }));

let faults: Faults;
let sandbox: ChallongeSandbox;
let clock: number;
beforeEach(async () => {
  clock = start;
  faults = new Faults();
  sandbox = await startChallonge({ faults, apiKey: 'the-key', now: () => clock });
});
afterEach(() => sandbox.stop());

const leave = { take: async () => undefined };
type Options = Partial<Parameters<typeof connectChallonge>[0]>;
const connect = (api: 'v1' | 'v2.1', options: Options = {}): Challonge =>
  connectChallonge({
    ...{ apiKey: sandbox.apiKey, apiBase: sandbox.url, api, budget: leave, pace: leave, now: () => clock },
    ...options,
  });

/** All that is not known of Challonge for certain. */
const variations = {
  v1: [{}, { errorForm: 'html' }, { errorForm: 'empty' }],
  'v2.1': [
    {},
    { errorForm: 'strings', pendingSides: 'nulls' },
    { errorForm: 'object', errorStatus: 'string', pendingSides: 'known' },
    { errorForm: 'fields', playerRelationships: 'beside' },
    { playerRelationships: 'inside', underwayAt: 'attributes' },
    { errorForm: 'oauth', includedLimit: 2 },
    { errorForm: 'html', accept: 'any', suffixNeeded: false, ownStatuses: false },
    { errorForm: 'empty', includedLimit: 1, pageLimit: 4 },
    { bulkLimit: 0, bulkAtomic: false, namesFolded: true },
  ],
} satisfies Record<string, Settings[]>;

describe.each(['v1', 'v2.1'] as const)('Challonge in version %s', (api) => {
  test.each<Settings>(variations[api])('goes through the life of a bracket with %j', async (settings) => {
    sandbox.change(settings);
    const challonge = connect(api);
    expect(await challonge.find(url)).toBeUndefined();
    const { id, ...created } = await challonge.create(bracket);
    expect(id).toMatch(/^\d+$/);
    expect(created).toEqual({
      ...{ name: bracket.name, url, type: bracket.type, state: 'pending' },
      link: expect.stringContaining(url),
    });
    expect(await challonge.find(url)).toEqual({ id, ...created, participants: [], matches: [] });

    const taken = await challonge.create({ ...bracket, name: 'Another' }).catch((error: unknown) => error);
    expect(taken).toBeInstanceOf(ChallongeRefusedError);
    expect(taken).toMatchObject({ status: 422, message: 'Challonge create: 422' });
    const silent = settings.errorForm === 'html' || settings.errorForm === 'empty';
    const reasons = silent ? [] : [expect.stringMatching(/url .*taken/i)];
    expect((taken as ChallongeRefusedError).details).toEqual(reasons);

    await challonge.update(id, { name: 'Renamed', type: 'round robin', private: true });
    expect(await challonge.find(id)).toMatchObject({ name: 'Renamed', type: 'round robin', url });
    await challonge.update(id, bracket);

    const six = people(6);
    const added = await challonge.addParticipants(id, six);
    expect(added).toEqual(six.map((one) => ({ ...one, id: expect.stringMatching(/^\d+$/) })));
    await challonge.clearParticipants(id);
    const [first = expect.fail(), ...others] = await challonge.addParticipants(id, six);
    await challonge.renameParticipant(id, first.id, 'Élodie Ω');
    const participants = [{ ...first, name: 'Élodie Ω' }, ...others];
    expect(await challonge.find(id)).toEqual({ id, ...created, participants, matches: [] });

    const another = await challonge.create({ ...bracket, url: `${url}_2` });
    await challonge.changeState(id, 'start');
    const states = (await challonge.list()).map((one) => [one.url, one.state]);
    expect(states.sort()).toEqual([
      [url, 'underway'],
      [`${url}_2`, 'pending'],
    ]);
    await challonge.remove(another.id);
    await expect(challonge.remove(id)).rejects.toThrow(ChallongeRefusedError);
    await expect(challonge.changeState(id, 'start')).rejects.toThrow(ChallongeRefusedError);
    const begun = await challonge.find(id);
    expect(begun).toMatchObject({ state: 'underway', participants });
    const nameOf = (participant: string) => participants.find((one) => one.id === participant)?.misc;
    const pending = api === 'v2.1' && settings.pendingSides !== 'known' && !settings.playerRelationships;
    expect(
      begun?.matches.map((match) => [
        match.identifier,
        match.round,
        match.state,
        match.participants.map(nameOf),
      ]),
    ).toEqual([
      ['A', 1, 'open', ['m4', 'm5']],
      ['B', 1, 'open', ['m3', 'm6']],
      ['C', 2, 'pending', pending && settings.pendingSides !== 'nulls' ? [] : ['m1']],
      ['D', 2, 'pending', pending && settings.pendingSides !== 'nulls' ? [] : ['m2']],
      ['E', 3, 'pending', []],
    ]);

    const [match = expect.fail()] = begun?.matches ?? [];
    const [, winner = expect.fail()] = match.participants;
    const score = { match: { scores_csv: '3-1,0-2,4-5', winner_id: winner } };
    await new ChallongeClient(sandbox).v1('PUT', `/tournaments/${id}/matches/${match.id}.json`, score);
    expect((await challonge.find(id))?.matches[0]).toEqual({
      ...match,
      ...{ state: 'complete', winner, score: '3-1,0-2,4-5' },
    });

    await challonge.changeState(id, 'reset');
    expect(await challonge.find(id)).toEqual({ id, ...created, participants, matches: [] });
    await challonge.remove(id);
    expect(await challonge.find(id)).toBeUndefined();
    await expect(challonge.remove(id)).rejects.toMatchObject({ status: 404 });
  });

  test('publishes and starts forty people with four calls, and reads them with one', async () => {
    const challonge = connect(api);
    const { id } = await challonge.create({ ...bracket, type: 'round robin' });
    for (const some of [people(40).slice(0, 20), people(40).slice(20)])
      await challonge.addParticipants(id, some);
    await challonge.changeState(id, 'start');
    expect(sandbox.usage()).toBe(4);
    const found = await challonge.find(url);
    expect(found?.participants.map(({ misc }) => misc)).toEqual(people(40).map(({ misc }) => misc));
    expect(found?.matches).toHaveLength((40 * 39) / 2);
    expect(sandbox.usage()).toBe(5);
  });

  type Row = [fault: ChallongeFault, read: unknown, change: unknown, done?: true];
  test.each<Row>([
    ['answer lost after the write', ServiceUnavailableError, ChallongeUnansweredError, true],
    ['slow answer after the write', ServiceUnavailableError, ChallongeUnansweredError, true],
    ['connection cut before the write', ServiceUnavailableError, ChallongeUnansweredError],
    ['no answer', ServiceUnavailableError, ChallongeUnansweredError],
    ['server error', ServiceUnavailableError, ChallongeUnansweredError],
    ['unknown error of Cloudflare', ServiceUnavailableError, ChallongeUnansweredError],
    ['challenge of Cloudflare', RateLimitedError, RateLimitedError],
    ['too many requests, empty', RateLimitedError, RateLimitedError],
    ['too many requests, JSON', RateLimitedError, RateLimitedError],
    ['too many requests, HTML', RateLimitedError, RateLimitedError],
    ['key refused, JSON', ChallongeAccessDeniedError, ChallongeAccessDeniedError],
    ['key refused, text', ChallongeAccessDeniedError, ChallongeAccessDeniedError],
    ['no access, JSON', ChallongeAccessDeniedError, ChallongeAccessDeniedError],
  ])('fails with: %s', async (fault, read, change, done) => {
    const challonge = connect(api, { timeoutMs: 150 });
    const behaviour = challongeFaults[fault];
    faults.add({ service: 'challonge', operation: 'tournaments.show', behaviour });
    await expect(challonge.find(url)).rejects.toMatchObject({ constructor: read });
    faults.add({ service: 'challonge', operation: 'tournaments.create', behaviour });
    await expect(challonge.create(bracket)).rejects.toMatchObject({ constructor: change });
    expect(await challonge.find(url)).toEqual(done && expect.objectContaining({ url }));
  });

  test('a wrong key is refused, and so is an answer that cannot be had as JSON', async () => {
    await expect(connect(api, { apiKey: 'another' }).find(url)).rejects.toThrow(ChallongeAccessDeniedError);
    if (api === 'v1') return;
    sandbox.change({ accept: 'vnd.api+json' });
    await expect(connect(api).find(url)).rejects.toMatchObject({
      name: 'ChallongeRefusedError',
      status: 406,
    });
  });

  test.each(['json', 'html', 'empty'] as const)('limits are waited for (%s)', async (limitBody) => {
    sandbox.change({ callsPerMinute: 1, retryAfter: 60, limitBody });
    await connect(api).create(bracket);
    await expect(connect(api).find(url)).rejects.toMatchObject({ notBefore: clock + 60_000 });
    sandbox.change({ callsPerMinute: 0, callsPerMonth: 1, retryAfter: 0 });
    await expect(connect(api).find(url)).rejects.toMatchObject({
      name: 'RateLimitedError',
      notBefore: undefined,
    });
  });
});

test('many callers together stay within the budget: Challonge refuses none', async () => {
  sandbox.change({ callsPerMonth: 12 });
  const { client } = inMemoryDocuments();
  const budgetOf = () => new ChallongeBudget(new ProgressTable(client, 'progress', () => clock), 12);
  const callers = Array.from({ length: 30 }, () => connect('v2.1', { budget: budgetOf() }).find(url));
  const refused = (await Promise.allSettled(callers)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(18);
  for (const { reason } of refused as PromiseRejectedResult[])
    expect(reason).toBeInstanceOf(ChallongeBudgetError);
  expect([sandbox.usage(), await budgetOf().used()]).toEqual([12, 12]);
});

test('at thirty calls a minute, Challonge refuses none of those who wait as they are asked to', async () => {
  sandbox.change({ callsPerMinute: 41 });
  const { client } = inMemoryDocuments();
  const pace = new ChallongePace(new ProgressTable(client, 'progress', () => clock), 30);
  const challonge = connect('v2.1', { pace });
  for (let made = 0; made < 90; ) {
    const error: unknown = await challonge.find(url).catch((thrown: unknown) => thrown);
    if (error instanceof ChallongePacedError) clock = error.notBefore;
    else if (error === undefined) made += 1;
    else throw error;
  }
  expect((clock - start) / 1_000).toBeGreaterThan(150);
  expect((clock - start) / 1_000).toBeLessThan(180);
});
