import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Challonge } from '../../../../core/clients/challonge/challonge.ts';
import {
  ChallongeAccessDeniedError,
  ChallongeBudgetError,
  ChallongePacedError,
  ChallongeRefusedError,
  ChallongeUnansweredError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { type ScriptedAnswer, ScriptedChallonge } from './scripted-challonge.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const versions = ['v1', 'v2.1'] as const;

const challonge = new ScriptedChallonge();
beforeAll(() => challonge.start());
afterAll(() => challonge.stop());

/** Every method, and what it calls itself in messages. A hidden one is the address of a tournament or a name. */
const reads: [what: string, call: (client: Challonge) => Promise<unknown>][] = [
  ['find 17', (client) => client.find('17')],
  ['find by its address', (client) => client.find('hidden_1')],
];
const named = { name: 'hidden', type: 'single elimination', private: true } as const;
const changes: typeof reads = [
  ['create', (client) => client.create({ ...named, url: 'hidden_1' })],
  ['update 17', (client) => client.update('17', named)],
  [
    'add participants to 17',
    (client) => client.addParticipants('17', [{ name: 'hidden', seed: 1, misc: 'hidden' }]),
  ],
  ['rename 3 of 17', (client) => client.renameParticipant('17', '3', 'hidden')],
  ['clear 17', (client) => client.clearParticipants('17')],
  ['start 17', (client) => client.changeState('17', 'start')],
  ['remove 17', (client) => client.remove('17')],
];

const html = { 'content-type': 'text/html; charset=UTF-8' };
const page = '<!DOCTYPE html><html><head><title>hidden</title></head></html>';
const refusal = { errors: [{ status: 422, detail: 'Name hidden has already been taken' }] };

async function errorOf(call: Promise<unknown>): Promise<Error> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  return error instanceof Error ? error : expect.fail('nothing was thrown');
}

type Row = [answer: string, ScriptedAnswer, ofRead: unknown, ofChange: unknown];
const rows: Row[] = [
  [
    'a refused key',
    { status: 401, body: { errors: ['Invalid API key'] } },
    ...both(ChallongeAccessDeniedError),
  ],
  [
    'a refused key, as text',
    { status: 401, body: 'HTTP Basic: Access denied.' },
    ...both(ChallongeAccessDeniedError),
  ],
  [
    'no access',
    { status: 403, body: { errors: [{ detail: 'Forbidden' }] } },
    ...both(ChallongeAccessDeniedError),
  ],
  ['no access, and no reason', { status: 403 }, ...both(ChallongeAccessDeniedError)],
  ["Cloudflare's page", { status: 403, headers: html, body: page }, ...both(RateLimitedError)],
  [
    "Cloudflare's challenge",
    { status: 403, headers: { 'cf-mitigated': 'challenge' } },
    ...both(RateLimitedError),
  ],
  ['a rate limit', { status: 429 }, ...both(RateLimitedError)],
  ['a rate limit as a page', { status: 429, headers: html, body: page }, ...both(RateLimitedError)],
  ['what is wrong', { status: 422, body: refusal }, ...both(ChallongeRefusedError)],
  ['a wrong type', { status: 415, body: { errors: { detail: 'hidden' } } }, ...both(ChallongeRefusedError)],
  [
    'a server error',
    { status: 500, headers: html, body: page },
    ServiceUnavailableError,
    ChallongeUnansweredError,
  ],
  [
    "Cloudflare's unknown error",
    { status: 520, body: page },
    ServiceUnavailableError,
    ChallongeUnansweredError,
  ],
  ["a server's time-out", { status: 524 }, ServiceUnavailableError, ChallongeUnansweredError],
  ['a request that took too long', { status: 408 }, ServiceUnavailableError, ChallongeUnansweredError],
  ['unavailable', { status: 503, headers: html, body: page }, ...both(ServiceUnavailableError)],
  ['a server that was not reached', { status: 522, body: page }, ...both(ServiceUnavailableError)],
  ['another place', { status: 302, headers: { location: '/elsewhere' } }, ...both(ServiceUnavailableError)],
  ['another page', { body: page }, ServiceUnavailableError, ChallongeUnansweredError],
  ['a connection that is cut', { instead: 'cut' }, ServiceUnavailableError, ChallongeUnansweredError],
  ['nothing in time', { instead: 'hang' }, ServiceUnavailableError, ChallongeUnansweredError],
];
function both(error: unknown) {
  return [error, error] as const;
}

describe.each(versions)('an answer of %s', (api) => {
  test.each(rows)('that is %s', async (_, answer, ofRead, ofChange) => {
    const client = challonge.client(api, {
      now: () => now,
      timeoutMs: answer.instead === 'hang' ? 20 : 5_000,
    });
    for (const [what, call] of [...reads, ...changes]) {
      challonge.willAnswer(answer);
      const error = await errorOf(call(client));
      expect(error.constructor, what).toBe(reads.some(([read]) => read === what) ? ofRead : ofChange);
      expect(error.message).toMatch(new RegExp(`^Challonge ${what}: `));
      expect(challonge.asked).toHaveLength(1);
      // Nor in anything that would be printed with it.
      const printed = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
      expect(printed).not.toMatch(/hidden|the-key/);
      expect(JSON.stringify({ ...error })).not.toMatch(/hidden|the-key/);
    }
  });

  test.each([
    ['in any form', 404, { errors: ['Requested tournament not found'] }],
    ['as text', 404, 'Requested tournament not found for subdomain x'],
    ['as a page', 404, page],
    ['without a body', 404, undefined],
  ])('404 %s is no tournament to find, and a refusal of all else', async (__, status, body) => {
    const client = challonge.client(api);
    for (const [, call] of reads) {
      challonge.willAnswer({ status, body });
      expect(await call(client)).toBeUndefined();
    }
    for (const [what, call] of changes) {
      challonge.willAnswer({ status, body });
      const error = await errorOf(call(client));
      expect(error, what).toBeInstanceOf(ChallongeRefusedError);
      expect(error).toMatchObject({ status, message: `Challonge ${what}: 404` });
    }
  });

  test.each<[string, unknown, string[]]>([
    ['a list of texts', { errors: ['a', 'b'] }, ['a', 'b']],
    [
      'a list of objects',
      { errors: [{ status: 422, detail: 'a', source: { pointer: '/x' } }, { detail: 'b' }] },
      ['a', 'b'],
    ],
    ['an object', { errors: { status: '422', detail: 'a' } }, ['a']],
    ['texts by field', { errors: { name: ['a', 'b'], url: ['c'] } }, ['name a', 'name b', 'url c']],
    ['a text', { errors: 'a' }, ['a']],
    ["OAuth's form", { error: 'invalid_grant', error_description: 'a' }, ['a']],
    ['an error alone', { error: 'a' }, ['a']],
    ['a page', page, []],
    ['nothing', undefined, []],
    ['null', 'null', []],
  ])('422 with %s keeps its details apart from its message', async (_, body, details) => {
    challonge.willAnswer({ status: 422, body });
    const error = (await errorOf(challonge.client(api).clearParticipants('17'))) as ChallongeRefusedError;
    expect(error).toBeInstanceOf(ChallongeRefusedError);
    expect(error.message).toBe('Challonge clear 17: 422');
    expect(error.details).toEqual(details);
  });

  test.each([
    ['120', now + 120_000],
    ['Thu, 26 Nov 2026 12:10:00 GMT', now + 600_000],
    ['Thu, 26 Nov 2026 11:00:00 GMT', undefined],
    ['soon', undefined],
    // Until the month ends, say: the attempts are counted then, so that they end.
    ['432000', undefined],
  ])('with Retry-After: %s is tried again then, or as often as others', async (header, notBefore) => {
    challonge.willAnswer({ status: 429, headers: { 'retry-after': header } });
    const error = await errorOf(challonge.client(api, { now: () => now }).find('17'));
    expect((error as RateLimitedError).notBefore).toBe(notBefore);
  });

  test('is not awaited where there is no connection: nothing was sent', async () => {
    const gone = new ScriptedChallonge();
    await gone.start();
    const client = gone.client(api);
    await gone.stop();
    for (const [, call] of [...reads, ...changes]) {
      expect(await errorOf(call(client))).toBeInstanceOf(ServiceUnavailableError);
    }
    const nowhere = challonge.client(api, { apiBase: 'http://challonge.invalid' });
    expect(await errorOf(nowhere.remove('17'))).toBeInstanceOf(ServiceUnavailableError);
  });

  test('comes only with leave: the pace is asked first, so that a call that waits is not counted', async () => {
    const order: string[] = [];
    const leave = (name: string, error?: Error) => ({
      async take() {
        order.push(name);
        if (error) throw error;
      },
    });
    challonge.willAnswer({ status: 204 }, { status: 204 });
    await challonge.client(api, { pace: leave('pace'), budget: leave('budget') }).remove('17');
    expect(order.splice(0)).toEqual(['pace', 'budget']);

    const paced = new ChallongePacedError('later', { notBefore: 1 });
    const late = challonge.client(api, { pace: leave('pace', paced), budget: leave('budget') });
    expect(await errorOf(late.remove('17'))).toBe(paced);
    expect(order.splice(0)).toEqual(['pace']);

    const used = new ChallongeBudgetError('used up');
    const poor = challonge.client(api, { pace: leave('pace'), budget: leave('budget', used) });
    expect(await errorOf(poor.find('17'))).toBe(used);
    expect(challonge.asked).toHaveLength(1);
  });
});
