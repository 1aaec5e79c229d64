import { Faults } from '@tkd-registration/local-cloud/faults';
import { type ChallongeSandbox, startChallonge } from '@tkd-registration/sandboxes/challonge';
import { ChallongeClient } from '@tkd-registration/sandboxes/challonge/client';
import { type ChallongeFault, challongeFaults } from '@tkd-registration/sandboxes/challonge/faults';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decidedMatches } from '../../../../core/brackets/decided-matches.ts';
import type { Plan } from '../../../../core/brackets/plan.ts';
import { connectChallonge } from '../../../../core/clients/challonge/connect-challonge.ts';
import { drawOf, idsFrom, type Marks, Publisher } from './published.ts';

const fin = 'low_cadet_m_fin';
const marked = { started: [fin] };
/** A division's life: what comes after what, and the calls that it takes. */
const life: { draw: Plan; marks?: Marks; calls: string }[] = [
  { draw: drawOf({ [fin]: { seeds: idsFrom(1, 25) } }), calls: 'create add add' },
  { draw: drawOf({ [fin]: { seeds: idsFrom(1, 26) } }, { 3: 'Añá Ek' }), calls: 'show rename add' },
  { draw: drawOf({ [fin]: { seeds: idsFrom(2, 8).reverse() } }), calls: 'show clear add' },
  {
    draw: drawOf({ [fin]: { seeds: idsFrom(2, 5), format: 'round robin' } }),
    calls: 'show update clear add',
  },
  { draw: drawOf({ [fin]: { seeds: idsFrom(2, 5), format: 'round robin' } }), marks: marked, calls: 'start' },
  {
    draw: drawOf({ [fin]: { seeds: idsFrom(2, 6) } }),
    marks: { forced: [fin] },
    calls: 'show reset update add',
  },
  { draw: drawOf({}), calls: 'show delete' },
];
const spoken: Record<string, string> = { bulkAdd: 'add', update: 'update' };

let faults: Faults;
let sandbox: ChallongeSandbox;
beforeEach(async () => {
  faults = new Faults();
  sandbox = await startChallonge({ faults, apiKey: 'the-key', settings: { callsPerMonth: 0 } });
});
afterEach(() => sandbox.stop());

const leave = { take: async () => undefined };

/** @param timeoutMs short only where no answer comes: calls of a busy machine may be slow. */
function publisherAt(api: 'v1' | 'v2.1', timeoutMs = 15_000) {
  const { url: apiBase, apiKey } = sandbox;
  const client = connectChallonge({ apiKey, apiBase, api, budget: leave, pace: leave, timeoutMs });
  const publisher = new Publisher(undefined, client);
  const find = async () => client.find(String((await linkOf(publisher)) ?? 'none'));
  return { publisher, client, find };
}

const linkOf = async ({ records }: Publisher) => records.get(fin)?.link?.split('/').at(-1);

/** What people see. */
async function visibleAt({ find }: ReturnType<typeof publisherAt>): Promise<unknown> {
  const bracket = await find();
  if (!bracket) return undefined;
  const { name, url, type, state, participants } = bracket;
  const people = participants.map(({ name: shown, seed, misc }) => ({ shown, seed, misc }));
  return { name, url: url.slice(0, -8), type, state, people };
}

const operations = (from: number) =>
  sandbox
    .calls()
    .slice(from)
    .map(({ operation }) => {
      const [what = '', does = ''] = operation.split('.');
      return what === 'participants' && does === 'update' ? 'rename' : (spoken[does] ?? does);
    });

describe.each(['v1', 'v2.1'] as const)('Challonge in version %s', (api) => {
  test('takes as many calls as was said before, through the whole life of a division', async () => {
    const { publisher } = publisherAt(api);
    for (const { draw, marks, calls } of life) {
      const before = sandbox.calls().length;
      const { calls: said } = publisher.difference(draw, marks);
      await publisher.publish(draw, marks);
      expect(operations(before).join(' ')).toBe(calls);
      expect(sandbox.calls().length - before).toBe(said);
      await publisher.publish(draw, marks);
      expect(sandbox.calls().length - before).toBe(said);
    }
  });

  test('has everything as it should be when the answer to any change was lost', async () => {
    let changes = api === 'v1' ? 0 : 1;
    const behaviour = challongeFaults['answer lost after the write'];
    for (const [index, last] of life.entries()) {
      const undisturbed = publisherAt(api);
      for (const { draw, marks } of life.slice(0, index + 1))
        await undisturbed.publisher.publish(draw, marks);
      const wanted = await visibleAt(undisturbed);
      await undisturbed.publisher.publish(drawOf({}), { forced: [fin] });
      for (const [after, operation] of last.calls.split(' ').entries()) {
        // Every other one with each version: all else is the same for both.
        if (operation === 'show' || changes++ % 2 > 0) continue;
        const cut = publisherAt(api);
        for (const { draw, marks } of life.slice(0, index)) await cut.publisher.publish(draw, marks);
        faults.add({ service: 'challonge', operation: '*', after, behaviour });
        await expect(cut.publisher.publish(last.draw, last.marks), operation).rejects.toThrow();
        await cut.publisher.publish(last.draw, last.marks);
        expect(await visibleAt(cut), operation).toEqual(wanted);
        await cut.publisher.publish(drawOf({}), { forced: [fin] });
      }
    }
  });

  test.each<[ChallongeFault, string]>([
    ['server error', 'tournaments.create'],
    ['unknown error of Cloudflare', 'participants.bulkAdd'],
    ['challenge of Cloudflare', 'tournaments.create'],
    ['too many requests, JSON', 'participants.bulkAdd'],
    ['slow answer after the write', 'tournaments.create'],
    ['no answer', 'participants.bulkAdd'],
    ['connection cut before the write', 'tournaments.start'],
    ['key refused, text', 'tournaments.start'],
  ])('fails with: %s, at %s, and is as it should be when it is repeated', async (fault, operation) => {
    const draw = drawOf({ [fin]: { seeds: idsFrom(1, 6) } });
    const at = publisherAt(api);
    const failing = publisherAt(api, 300).publisher;
    faults.add({ service: 'challonge', operation, times: 9, behaviour: challongeFaults[fault] });
    await expect(failing.publish(draw, marked)).rejects.toThrow();
    faults.clear();
    for (const [part, record] of failing.records) at.publisher.records.set(part, record);
    await at.publisher.publish(draw, marked);
    const bracket = await at.find();
    expect([bracket?.state, bracket?.participants.length]).toEqual(['underway', 6]);
  });

  test('a tournament that has our address already is taken over, and brought in line', async () => {
    const draw = drawOf({ [fin]: { seeds: idsFrom(1, 6) } });
    const first = publisherAt(api);
    await first.publisher.publish(draw);
    const wanted = await visibleAt(first);
    const bracket = await first.find();
    // Somebody has exchanged two people there, and renamed one.
    const byHand = new ChallongeClient(sandbox);
    const [one, other] = bracket?.participants ?? [];
    const path = `/tournaments/${bracket?.id}/participants`;
    await byHand.v1('PUT', `${path}/${one?.id}.json`, { participant: { name: 'By hand' } });
    await byHand.v1('PUT', `${path}/${other?.id}.json`, { participant: { seed: 1 } });
    const second = publisherAt(api);
    expect(await second.publisher.publish(draw)).toEqual({ [fin]: 'updated' });
    expect(await visibleAt(second)).toEqual(wanted);
  });

  test('gives the results of every format, wherever somebody has a bye', async () => {
    if (api === 'v2.1') sandbox.change({ roundRobinOrder: 'pairs', pendingSides: 'nulls' });
    const divisions = Object.fromEntries([
      ...[2, 6, 7, 11].map((people) => [`single_${people}`, { seeds: idsFrom(1, people) }] as const),
      ...[3, 5].map(
        (people) => [`pool_${people}`, { seeds: idsFrom(1, people), format: 'round robin' }] as const,
      ),
      ['best_of_three', { seeds: ['1', '2'], format: 'best of three' }] as const,
    ]);
    const draw = drawOf(divisions);
    const { publisher } = publisherAt(api);
    await publisher.publish(draw, { started: Object.keys(divisions) });
    for (const division of draw.divisions) {
      const record = publisher.records.get(division.key);
      if (!record) throw new Error(`there is no ${division.key}`);
      expect(await publisher.target.results(draw, record)).toEqual([]);
      const play = `/_tournaments/${record.link?.split('/').at(-1)}/play`;
      expect((await fetch(sandbox.url + play, { method: 'POST' })).ok).toBe(true);
      const { open, decided, problems } = decidedMatches(
        division,
        await publisher.target.results(draw, record),
      );
      expect([division.key, open.filter(({ ifNeeded }) => !ifNeeded), problems]).toEqual([
        division.key,
        [],
        [],
      ]);
      for (const { winner, loser } of decided) expect(Number(winner)).toBeLessThan(Number(loser));
    }
    expect((await publisher.target.started([...publisher.records.values()])).length).toBe(7);
  });
});
