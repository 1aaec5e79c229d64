import { beforeEach, describe, expect, test } from 'vitest';
import { badgeDesign } from '../../../../core/badges/badge-design.ts';
import { toAttributeValues } from '../../../../core/domain/entry-item.ts';
import { EntryInvalidError } from '../../../../core/domain/errors.ts';
import { badgeIdOf, registrationIdOf } from '../../../../core/domain/ids.ts';
import { nearMisses } from '../../../../core/jobs/near-misses.ts';
import { NewKeys } from '../../../../core/jobs/new-keys.ts';
import { parseOrder } from '../../../../core/jobs/parse-order.ts';
import { drawingOrder, regenerateJob, regenerateOrder } from '../../../../core/jobs/regenerate-order.ts';
import { planRegeneration } from '../../../../lambdas/regenerate/plan-regeneration/plan-regeneration.ts';
import { regenerateBadge } from '../../../../lambdas/regenerate/regenerate-badges/regenerate-badges.ts';
import { Stage } from '../../../doubles/stage.ts';

const job = '2027-03-01-job';

/** A stage whose badges are brought in line by the job. */
class JobStage extends Stage {
  look = {
    competition: { name: 'Green Country Open', year: 2027 },
    /** The smallest format, which is drawn fastest. */
    design: badgeDesign.parse({ format: 'ID-1' }),
    pushedToDrive: true,
  };

  /** @returns the registration's id. One without an entry is of another system, which keeps no progress. */
  register(name: string, { entryId, ...changes }: Record<string, unknown> = {}): string {
    const pk = `Golden Dragon-coach-${name}`;
    const all = { full_name: name, school: 'Golden Dragon', reg_type: 'coach', pk, entryId, ...changes };
    const row = toAttributeValues(Object.fromEntries(Object.entries(all).filter(([, value]) => value)));
    this.rows.set(pk, row);
    if (entryId) this.setProgress(String(entryId), { registrationKey: pk });
    return registrationIdOf(row);
  }

  async plan(order: object = {}) {
    const { registrations, progress, photos, badges, sheets } = this.clients;
    const parsed = parseOrder(regenerateOrder, order);
    const clients = { registrations, progress, photos, badges, files: sheets };
    const plan = await planRegeneration({ execution: job, order: parsed }, { ...this.look, ...clients });
    const object = this.sheets.get(plan.key);
    this.sheets.delete(plan.key);
    const lines = Buffer.from(object?.bytes ?? [])
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { id: string });
    expect(plan.items).toBe(lines.length);
    return { ...plan, lines };
  }

  /** Plans, and works on what is planned. @returns what was done, by the ids. */
  async run(order?: object): Promise<Record<string, string>> {
    const { lines, order: given } = await this.plan(order);
    const newKeys = new NewKeys(this.clients.sheets, regenerateJob);
    const done: Record<string, string> = {};
    for (const item of lines) {
      const batch = { job, execution: 'batch-1', order: drawingOrder.parse(given) };
      done[item.id] = await regenerateBadge(item, batch, { ...this.look, ...this.clients, newKeys });
    }
    return done;
  }
}

let stage: JobStage;
beforeEach(() => {
  stage = new JobStage();
});

describe('badges are regenerated', () => {
  test('if they are not in line: of registrations that are new, changed, of another system, gone, or paid back', async () => {
    const [ann, bo] = [stage.register('Ann', { entryId: 'cs_test_a' }), stage.register('Bo')];
    const [cy, di] = ['c', 'd'].map((one) => stage.register(one, { entryId: `cs_test_${one}` }));
    expect(await stage.run()).toEqual({
      [ann]: 'rendered',
      [bo]: 'rendered',
      [String(cy)]: 'rendered',
      [String(di)]: 'rendered',
    });
    expect(await stage.progress.get(bo)).toMatchObject({ registrationKey: 'Golden Dragon-coach-Bo' });

    stage.register('Ann', { entryId: 'cs_test_a', full_name: 'Anna' });
    stage.rows.delete('Golden Dragon-coach-c');
    stage.register('d', { entryId: 'cs_test_d', payment_state: 'refunded' });
    const { counts } = await stage.plan();
    expect(counts).toEqual({
      registrations: 3,
      inLine: 1,
      stale: 1,
      toBeWithdrawn: 2,
      withdrawnBefore: 0,
      unknown: 0,
    });
    expect(await stage.run()).toEqual({ [ann]: 'rendered', cs_test_c: 'withdrawn', cs_test_d: 'withdrawn' });
    expect([...stage.badges.keys()]).toHaveLength(2);
  });

  test('and then nothing is left to do: nothing is written anywhere, not even a lease or a plan', async () => {
    for (const name of ['a', 'b']) stage.register(name, { entryId: `cs_test_${name}` });
    stage.register('c', { entryId: 'cs_test_c', payment_state: 'refunded' });
    await stage.run();
    const everything = () =>
      structuredClone([stage.documents.items, stage.sheets, stage.badges, stage.rows].map((one) => [...one]));
    const before = everything();
    const calls = stage.calls.length;
    expect(await stage.plan()).toMatchObject({
      items: 0,
      counts: { inLine: 2, withdrawnBefore: 1, stale: 0 },
    });
    expect(everything()).toEqual(before);
    expect(stage.calls.slice(calls).sort()).toEqual([
      'badges.list',
      'photos.list',
      'progress.records',
      'registrations.summariesWith',
    ]);
  });

  test('again if that is asked for, though they look the same, but for those that are withdrawn', async () => {
    stage.register('a', { entryId: 'cs_test_a' });
    stage.register('b', { entryId: 'cs_test_b', payment_state: 'refunded' });
    await stage.run();
    const drawn = stage.drawn.length;
    expect(await stage.run({ draw: 'all' })).toEqual({ cs_test_a: 'rendered' });
    expect(stage.drawn.length - drawn).toBe(1);
    expect(await stage.run()).toEqual({});
  });

  test('of those that a filter names; others, and those that are gone, are left alone', async () => {
    const ids = ['a', 'b', 'c'].map((name) => stage.register(name, { entryId: `cs_test_${name}` }));
    await stage.run({ filter: { kind: 'ids', ids: [badgeIdOf('cs_test_b')] } });
    expect(stage.drawn).toEqual(['cs_test_b']);
    stage.rows.delete('Golden Dragon-coach-b');
    expect(await stage.run({ filter: { kind: 'school', school: 'golden dragon' } })).toEqual({
      [String(ids[0])]: 'rendered',
      [String(ids[2])]: 'rendered',
    });
  });

  test('of one that lacks its name: it is planned, and fails with the reason', async () => {
    stage.register('a', { entryId: 'cs_test_a', full_name: '' });
    await expect(stage.run()).rejects.toThrow(EntryInvalidError);
    expect((await stage.plan()).lines).toEqual([{ id: 'cs_test_a' }]);
  });
});

test('an order that only counts plans nothing', async () => {
  stage.register('a', { entryId: 'cs_test_a' });
  stage.register('b');
  expect(await stage.plan({ planOnly: true })).toMatchObject({ items: 0, counts: { stale: 2 } });
  expect(stage.sheets.size).toBe(0);
});

test('near misses are kept in the bucket: the state has ids and counts alone', async () => {
  stage.register('Zebulon', { entryId: 'cs_test_a', school: 'Quackenbush' });
  stage.register('Zebedee');
  const bySchool = await stage.plan({ filter: { kind: 'school', school: 'Quackenbusch' } });
  expect(bySchool.counts).toMatchObject({ registrations: 0, unknown: 0 });
  const key = `jobs/regenerate/${job}/near-misses.json`;
  expect((await stage.clients.sheets.readJson(key, nearMisses)).school?.near).toHaveLength(1);
  const byId = await stage.plan({ filter: { kind: 'ids', ids: ['cs_test_b', 'cs_test_a'] } });
  expect(byId.counts).toMatchObject({ registrations: 1, unknown: 1 });
  expect((await stage.clients.sheets.readJson(key, nearMisses)).ids).toEqual([
    { id: 'cs_test_b', near: 'cs_test_a' },
  ]);
  expect(JSON.stringify([bySchool, byId, await stage.plan()])).not.toMatch(/Zeb|Quack/);
});
