import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { challongeFaults } from '../../challonge/faults.ts';
import { errorForms, type Settings } from '../../challonge/settings.ts';
import { outcomeOf, type Started, started } from './started.ts';

let now = Date.parse('2026-11-26T12:00:00Z');
let running: Started;
beforeAll(async () => {
  running = await started({ settings: { callsPerMonth: 0 }, now: () => now });
});
afterAll(() => running.sandbox.stop());

const list = () => running.challonge.v21('GET', '/tournaments.json');
const with_ = (headers: Record<string, string>) =>
  running.challonge.send('/v2.1/tournaments.json', { headers: { ...running.challonge.headers, ...headers } });

describe('version 2.1 refuses', () => {
  test.each([
    ['content-type', 'application/json', 415],
    ['content-type', 'application/vnd.api+json; charset=utf-8', 200],
    ['accept', 'text/html', 406],
    ['accept', 'application/vnd.api+json', 200],
    ['accept', '*/*', 200],
    ['authorization', 'other', 401],
    ['authorization', 'Bearer key_of_the_sandbox', 401],
    ['authorization-type', 'v2', 401],
  ])('%s %s: %i', async (name, value, status) => {
    expect((await with_({ [name]: value })).status).toBe(status);
  });

  test('a wrong Content-Type by an object, whatever the form of other errors', async () => {
    const { body } = await with_({ 'content-type': 'application/json' });
    expect(body).toEqual({ errors: { detail: 'Invalid header value in Content-Type' } });
  });

  test('an Accept that is not its own, or none, as it is switched', async () => {
    running.sandbox.change({ accept: 'vnd.api+json' });
    expect((await with_({ accept: 'application/json' })).status).toBe(406);
    expect((await with_({ accept: 'application/vnd.api+json' })).status).toBe(200);
    running.sandbox.change({ accept: 'any' });
    expect((await with_({ accept: 'text/html' })).status).toBe(200);
    running.sandbox.change({ accept: 'json' });
  });

  test('a body that is not JSON, or has no data, with 400', async () => {
    const { challonge } = running;
    for (const body of ['{', '{}', '[]', '{"data":{"type":"tournaments"}}', '{"data":[{"attributes":{}}]}']) {
      const { status } = await challonge.send('/v2.1/tournaments.json', {
        method: 'POST',
        headers: challonge.headers,
        body,
      });
      expect(status).toBe(400);
    }
    expect((await challonge.v21('POST', '/tournaments/1/process.json', {})).status).toBe(404);
  });

  test('what is wrong, each in an object of its own', async () => {
    const { body } = await running.challonge.v21('POST', '/tournaments.json', {
      name: '',
      tournament_type: 'knockout',
    });
    expect(body.errors).toEqual([
      { status: 422, detail: "Name can't be blank", source: { pointer: '/data/attributes/name' } },
      {
        status: 422,
        detail: 'Tournament Format is invalid',
        source: { pointer: '/data/attributes/tournament_format' },
      },
    ]);
    const options = {
      name: 'N',
      tournament_type: 'swiss',
      match_options: { consolation_matches_target_rank: 2 },
    };
    expect((await running.challonge.v21('POST', '/tournaments.json', options)).status).toBe(422);
    const { status } = await running.challonge.v21('POST', '/tournaments.json', { name: 'Without a type' });
    expect(status).toBe(422);
  });

  const texts = ["Name can't be blank", 'URL can only contain letters, numbers, and underscores'] as const;
  const bodies: Record<(typeof errorForms)[number], unknown> = {
    objects: {
      errors: [
        { status: '422', detail: texts[0], source: { pointer: '/data/attributes/name' } },
        { status: '422', detail: texts[1], source: { pointer: '/data/attributes/url' } },
      ],
    },
    strings: { errors: texts },
    object: { errors: { status: '422', detail: texts.join(', ') } },
    fields: { errors: { name: [texts[0]], url: [texts[1]] } },
    oauth: { error: 'invalid_request', error_description: texts.join(', ') },
    html: expect.stringContaining('<h1>Error 422</h1>'),
    empty: '',
  };

  test.each(errorForms)('in the form %s', async (errorForm) => {
    running.sandbox.change({ errorForm, errorStatus: 'string' });
    const wrong = { name: '', url: 'a-b', tournament_type: 'swiss' };
    const answer = await running.challonge.v21('POST', '/tournaments.json', wrong);
    const ofV1 = await running.challonge.v1('POST', '/tournaments.json', { tournament: wrong });
    running.sandbox.change({ errorForm: 'objects', errorStatus: 'number' });
    expect([answer.status, answer.body]).toEqual([422, bodies[errorForm]]);
    const isForBoth = errorForm === 'html' || errorForm === 'empty';
    expect(ofV1.body).toEqual(isForBoth ? bodies[errorForm] : { errors: texts });
  });
});

describe('limits', () => {
  const outcomes = async (count: number) => {
    const all = [];
    for (let n = 0; n < count; n += 1) all.push((await list()).status);
    return all;
  };

  test('of a month are counted over both versions, with what is refused or without it, until the month turns', async () => {
    running.sandbox.change({ callsPerMonth: 4 });
    running.sandbox.setUsage(0);
    await list();
    await running.challonge.v1('GET', '/tournaments.json');
    expect((await with_({ authorization: 'other' })).status).toBe(401);
    expect((await running.challonge.v1('GET', '/tournaments/nowhere.json')).status).toBe(404);
    expect([running.sandbox.usage(), ...(await outcomes(2))]).toEqual([3, 200, 429]);
    expect((await list()).body.errors).toEqual([
      { status: 429, detail: 'Monthly API request limit reached' },
    ]);
    running.sandbox.change({ failedCallsCount: false, callsPerMonth: 5 });
    expect((await running.challonge.v1('GET', '/tournaments/nowhere.json')).status).toBe(404);
    expect([...(await outcomes(2)), running.sandbox.usage()]).toEqual([200, 429, 5]);
    now = Date.parse('2026-12-01T00:00:00Z');
    expect(await outcomes(1)).toEqual([200]);
    running.sandbox.change({ failedCallsCount: true, callsPerMonth: 0 });
  });

  test('of a minute let others through as time passes', async () => {
    running.sandbox.change({ callsPerMinute: 3 });
    now += 60_000;
    expect(await outcomes(4)).toEqual([200, 200, 200, 429]);
    now += 60_000;
    expect(await outcomes(1)).toEqual([200]);
    running.sandbox.change({ callsPerMinute: 0 });
  });

  test.each([
    ['json', 0, { errors: [{ status: 429, detail: 'Too Many Requests' }] }, null],
    ['html', 7, expect.stringContaining('<html'), '7'],
    ['empty', 0, '', null],
  ] satisfies [Settings['limitBody'], number, unknown, string | null][])(
    'answer with a body of %s and Retry-After %i',
    async (limitBody, retryAfter, body, header) => {
      now += 60_000;
      running.sandbox.change({ callsPerMinute: 1, limitBody, retryAfter });
      await list();
      const refused = await list();
      running.sandbox.change({ callsPerMinute: 0, limitBody: 'json', retryAfter: 0 });
      expect([refused.status, refused.body, refused.headers.get('retry-after')]).toEqual([429, body, header]);
    },
  );
});

describe('faults', () => {
  const create = (url: string, version: 'v1' | 'v2.1' = 'v2.1') =>
    version === 'v1'
      ? running.challonge.v1('POST', '/tournaments.json', { tournament: { name: 'N', url } })
      : running.challonge.v21('POST', '/tournaments.json', {
          name: 'N',
          url,
          tournament_type: 'round robin',
        });
  const isThere = async (url: string) =>
    (await running.challonge.v1('GET', `/tournaments/${url}.json`)).status === 200;

  test('an answer is lost after the write or before it, or is slow, and every call is noted', async () => {
    const { faults, sandbox } = running;
    const operation = 'tournaments.create';
    faults.add({
      service: 'challonge',
      operation,
      behaviour: challongeFaults['answer lost after the write'],
    });
    await expect(create('lost')).rejects.toThrow();
    faults.add({
      service: 'challonge',
      operation,
      behaviour: challongeFaults['connection cut before the write'],
    });
    await expect(create('cut', 'v1')).rejects.toThrow();
    expect([await isThere('lost'), await isThere('cut')]).toEqual([true, false]);
    expect(outcomeOf(await create('lost'))).toBe('422 URL has already been taken');
    faults.add({ service: 'challonge', operation, behaviour: { kind: 'slow-answer', ms: 150 } });
    const signal = AbortSignal.timeout(50);
    const { headers } = running.challonge;
    const body = JSON.stringify({
      data: { attributes: { name: 'N', url: 'slow', tournament_type: 'swiss' } },
    });
    await expect(
      fetch(`${sandbox.url}/v2.1/tournaments.json`, { method: 'POST', headers, body, signal }),
    ).rejects.toThrow();
    expect(await isThere('slow')).toBe(true);
    const noted = sandbox
      .calls()
      .filter((call) => call.operation === operation)
      .slice(-4);
    expect(noted).toEqual([
      ...[
        { version: 'v2.1', status: 201, reached: true },
        { version: 'v1', reached: false },
        { version: 'v2.1', status: 422, reached: true },
        { version: 'v2.1', status: 201, reached: true },
      ].map((call) => ({
        ...{ at: now, operation, method: 'POST', path: `/${call.version}/tournaments.json` },
        ...call,
      })),
    ]);
  });

  test('a change of state is one operation in both versions', async () => {
    const id = await running.challonge.tournament(2);
    const behaviour = challongeFaults['unknown error of Cloudflare'];
    running.faults.add({ service: 'challonge', operation: 'tournaments.start', times: 2, behaviour });
    const answers = [
      await running.challonge.state(id, 'start'),
      await running.challonge.v1('POST', `/tournaments/${id}/start.json`),
    ];
    expect(answers.map(({ status, body }) => [status, body.includes('<title>')])).toEqual([
      [520, true],
      [520, true],
    ]);
    await running.challonge.state(id, 'start');
    expect(running.sandbox.calls().slice(-1)[0]).toMatchObject({
      operation: 'tournaments.start',
      status: 200,
    });
    expect(JSON.stringify(running.sandbox.calls())).not.toContain('key_of_the_sandbox');
  });

  const answers = Object.entries(challongeFaults).filter(([, { kind }]) => kind === 'answer');
  test.each(answers)('%s is answered as it is named, once', async (_name, behaviour) => {
    running.faults.add({ service: 'challonge', operation: '*', behaviour });
    const { status, headers } = await list();
    if (behaviour.kind !== 'answer') throw new Error('not an answer');
    expect(status).toBe(behaviour.status);
    for (const [name, value] of Object.entries(behaviour.headers)) expect(headers.get(name)).toBe(value);
    expect((await list()).status).toBe(200);
  });
});
