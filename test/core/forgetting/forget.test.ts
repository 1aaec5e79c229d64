import { beforeEach, describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { personIdOf, photoIdOf, registrationIdOf } from '../../../core/domain/ids.ts';
import { type ForgetDependencies, forget } from '../../../core/forgetting/forget.ts';
import type { ProgressItem } from '../../../core/progress/progress-record.ts';
import { recordOf } from '../../../core/progress/progress-record.ts';

type Item = Record<string, AttributeValue>;

/** What the stage has, by keys, and what was done to it in what order. */
let entries: Map<string, Item>;
let rows: Map<string, Item>;
let progress: Map<string, ProgressItem>;
let erased: string[];
let done: string[];
/** Which step fails, once. */
let failing: number | undefined;

const id = 'cs_test_1';
const photo = { S: 'School_competitor_Jo.jpg' };
beforeEach(() => {
  const entry = { entryId: { S: id }, full_name: { S: 'Jo' }, reg_type: { S: 'competitor' } };
  entries = new Map([[id, { ...entry, medical_form: { S: '-' }, imgFilename: photo }]]);
  rows = new Map([
    ['pk', { ...entry, pk: { S: 'pk' }, payment: { S: 'pi_1' }, medical_form: { S: '-' } }],
    ['other', { ...entry, pk: { S: 'other' }, entryId: { S: 'cs_test_2' } }],
  ]);
  const keys = new Set(['pk', 'old pk', 'other']);
  progress = new Map<string, ProgressItem>([
    [id, { entryId: id, registrationKey: 'pk', registrationKeys: keys, knownAs: new Set(['person_1']) }],
    ['person_1', { entryId: 'person_1', heldBy: id, registrationKey: 'pk' }],
  ]);
  erased = [];
  done = [];
  failing = undefined;
});

function act(what: string): void {
  done.push(what);
  if (done.length - 1 !== failing) return;
  failing = undefined;
  throw new Error(what);
}

function memoryTable(name: string, items: () => Map<string, Item>) {
  return {
    get: async (key: string) => items().get(key),
    async remove(key: string, attributes: readonly string[], set: Item = {}) {
      act(`${name}: change`);
      const item = { ...items().get(key), ...set };
      for (const attribute of attributes) delete item[attribute];
      items().set(key, item);
    },
    async delete(key: string, only: Item = {}) {
      act(`${name}: delete`);
      const item = items().get(key);
      const holds = Object.entries(only).every(
        ([attribute, value]) => JSON.stringify(item?.[attribute]) === JSON.stringify(value),
      );
      if (holds) items().delete(key);
    },
  };
}

const bucket = (name: string) => ({
  async erase(key: string) {
    act(`${name}: erase`);
    erased.push(key);
    return 1;
  },
});

const dependencies: ForgetDependencies = {
  entries: memoryTable('entries', () => entries),
  rows: memoryTable('rows', () => rows),
  registrations: {
    get: async (key) => rows.get(key),
    async find(entryId, keys) {
      const pk = keys.find((key) => rows.has(key) && registrationIdOf(rows.get(key) ?? {}) === entryId);
      return pk === undefined ? undefined : { pk, row: rows.get(pk) ?? {} };
    },
  },
  progress: {
    now: () => Date.parse('2028-04-18T00:00:00Z'),
    read: async (key) => progress.get(key) ?? {},
    async forget(key, attributes, { set }) {
      act('progress: change');
      const item: ProgressItem = { ...progress.get(key), ...set };
      for (const attribute of attributes) delete item[attribute];
      progress.set(key, item);
      return item;
    },
    async delete(key, condition) {
      act('progress: delete');
      const { ':id': held } = condition?.values ?? {};
      if (held === undefined || progress.get(key)?.heldBy === held) progress.delete(key);
    },
  },
  lease: { holdingBadge: async (key, _, work) => work(recordOf(progress.get(key) ?? {})) },
  photos: bucket('photos'),
  badges: bucket('badges'),
};

const forgetTo = (extent: 'medical' | 'pictures' | 'names') => forget(id, extent, 'run', dependencies);
const medicalIn = (item: Item | undefined) => item && 'medical_form' in item;

describe('forgetting a person', () => {
  test('of medical facts, leaves the rest, and the rows of others', async () => {
    await forgetTo('medical');
    expect([medicalIn(entries.get(id)), medicalIn(rows.get('pk'))]).toEqual([false, false]);
    expect(rows.get('pk')).toMatchObject({ full_name: { S: 'Jo' }, forgotten: { S: 'medical' } });
    expect(rows.get('other')).not.toHaveProperty('forgotten');
    expect(erased).toEqual([]);
  });

  test('of pictures, erases the photo, and the badge under every key that the row has had and that is no other’s', async () => {
    await forgetTo('pictures');
    expect(erased.map((key) => key.replace(/-\w{12}_/, '_')).sort()).toEqual(
      [photo.S, 'pk_badge.jpg', 'pk_badge.png', 'old_pk_badge.jpg', 'old_pk_badge.png'].sort(),
    );
    expect(entries.get(id)).not.toHaveProperty('imgFilename');
  });

  test('leaves a photo that the badge of somebody else shows', async () => {
    const photoId = photoIdOf(photo.S);
    progress.set(photoId, { entryId: photoId, followers: new Set([id, 'cs_test_2']) });
    progress.set('cs_test_2', { entryId: 'cs_test_2', photoId });
    await forgetTo('pictures');
    expect(erased).not.toContain(photo.S);
  });

  test('of the name, leaves what was paid', async () => {
    await forgetTo('names');
    expect([entries.size, [...rows.keys()], [...progress.keys()]]).toEqual([0, ['other'], [id]]);
    expect(progress.get(id)).toEqual({
      entryId: id,
      erasedAt: '2028-04-18T00:00:00.000Z',
      settled: { payment: 'pi_1', state: 'paid' },
    });
  });

  test('marks the row before anything is gone', async () => {
    await forgetTo('names');
    expect(done[0]).toBe('rows: change');
    expect(done.indexOf('rows: delete')).toBeGreaterThan(done.indexOf('badges: erase'));
    expect(done.at(-1)).toBe('progress: change');
  });

  test('goes on after a failure at any point, and ends the same', async () => {
    const before = structuredClone({ entries, rows, progress });
    const personId = personIdOf(identityOf(rows.get('pk') ?? {}));
    const start = () => {
      ({ entries, rows, progress } = structuredClone(before));
      progress.set(personId, { entryId: personId, heldBy: id, registrationKey: 'pk' });
      // An organiser has changed the photo: only the row leads to it.
      rows.set('pk', { ...rows.get('pk'), imgFilename: { S: 'new.jpg' } });
      [erased, done] = [[], []];
    };
    start();
    await forgetTo('names');
    const end = structuredClone([entries, rows, progress]);
    expect(progress.has(personId)).toBe(false);
    expect(erased).toEqual(expect.arrayContaining([photo.S, 'new.jpg']));
    const steps = [...done.keys()];
    for (const step of steps) {
      start();
      failing = step;
      await expect(forgetTo('names'), String(step)).rejects.toThrow();
      await forgetTo('names');
      expect([entries, rows, progress], String(step)).toEqual(end);
      expect(erased, String(step)).toEqual(expect.arrayContaining([photo.S, 'new.jpg']));
    }
    expect(steps.length).toBeGreaterThan(8);
  });
});
