import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import { ChallongeBudgetError, InputInvalidError } from '../../../../core/domain/errors.ts';
import { type EraseOrder, exportKey, placesKey } from '../../../../core/forgetting/erasure.ts';
import type { Found, Place } from '../../../../core/forgetting/places/place.ts';
import type { SoughtPerson } from '../../../../core/forgetting/places/sought-person.ts';
import { plannedJob } from '../../../../core/jobs/job-state.ts';
import { planErasure } from '../../../../lambdas/erase/plan-erasure/plan-erasure.ts';
import { MemoryBucket } from '../../../doubles/memory-bucket.ts';
import { MemoryFiles } from '../../../doubles/memory-files.ts';

const identity = { fullName: 'Zoe Quill', school: 'Dojang', registrationType: 'competitor' };
const person: SoughtPerson = {
  ...{ id: 'cs_test_1', isThere: true, ids: new Set(['cs_test_1', 'cs_test_2']), identities: [identity] },
  ...{ personIds: new Set(), keys: new Map(), photoKeys: new Set(), alike: ['cs_test_3'] },
};
const nothing = async () => undefined;

let files: MemoryFiles & { zip?: Uint8Array };
/** What happened, in order. */
let log: string[];
let found: Found[];
let bucket: MemoryBucket;
let broken: Error | undefined;

beforeEach(() => {
  files = new MemoryFiles();
  files.write = async (key, bytes) => {
    if (key.endsWith('.zip')) files.zip = bytes;
    else files.objects.set(key, Buffer.from(bytes).toString());
  };
  log = [];
  bucket = new MemoryBucket();
  broken = undefined;
  found = [
    { what: 'entry cs_test_1', copy: async () => ({ json: { medical: 'bees' } }), erase: nothing },
    { what: 'photo', copy: async () => ({ file: 'a.jpg', bytes: Uint8Array.of(1) }), erase: nothing },
    { what: 'photo', copy: async () => ({ file: 'a.jpg', bytes: Uint8Array.of(2) }), erase: nothing },
    { what: 'lists/one/', erase: nothing },
  ];
});

const place = (name: Place['name'], what: readonly Found[]): Place => ({
  name,
  async find() {
    log.push(`find ${name}`);
    return [...what];
  },
});

const failing = (error: Error): Place => ({ name: 'challonge', find: () => Promise.reject(error) });

async function plan(does: EraseOrder['does'], seek = async () => person, copy?: string) {
  const planned = await planErasure(
    { execution: 'run', order: { id: 'cs_test_1', does, copy } },
    {
      seek,
      places: () => [place('lookup', []), ...(broken ? [failing(broken)] : []), place('records', found)],
      tombstones: {
        isErased: async () => false,
        set: async (id) => void log.push(`tombstone ${id}`),
      },
      files,
      versions: bucket.versions,
      now: () => 0,
    },
  );
  return plannedJob.shape.plan.parse(planned);
}

describe('a plan', () => {
  test('sets tombstones before it looks, and has the places where something is', async () => {
    const { key, counts } = await plan('erase');
    expect(log).toEqual(['tombstone cs_test_1', 'tombstone cs_test_2', ...['find lookup', 'find records']]);
    expect(counts).toEqual({ lookup: 0, records: 4 });
    expect(files.itemsIn(key)).toEqual([{ id: 'cs_test_1', found: 'records' }]);
  });

  test('that only lists sets none, and says where something is without a name', async () => {
    const { items } = await plan('list');
    expect([items, log]).toEqual([0, ['find lookup', 'find records']]);
    expect(files.json(placesKey('run'))).toEqual({
      places: [
        { place: 'lookup', what: [] },
        { place: 'records', what: ['entry cs_test_1', 'photo', 'photo', 'lists/one/'] },
      ],
      alike: ['cs_test_3'],
    });
    expect([...files.objects.values()].join()).not.toContain('Zoe');
  });

  test('to export has a copy with each picture once, and of lists only that the person is on them', async () => {
    expect((await plan('export')).items).toBe(0);
    const copy = unzipSync(files.zip ?? new Uint8Array());
    expect(Object.keys(copy)).toEqual(['registration.json', 'a.jpg', '2-a.jpg']);
    const { kept } = JSON.parse(Buffer.from(copy['registration.json'] ?? '').toString());
    expect(kept.map(({ what, content, file }: Record<string, unknown>) => [what, content ?? file])).toEqual([
      ['entry cs_test_1', { medical: 'bees' }],
      ['photo', 'a.jpg'],
      ['photo', '2-a.jpg'],
      ['lists/one/', undefined],
    ]);
    expect(files.objects.has(exportKey('run'))).toBe(false);
  });

  test('has a place that could not be looked at, as Challonge once its budget is used up; the others do not wait', async () => {
    broken = new ChallongeBudgetError('no calls are left');
    const { key } = await plan('erase');
    expect(files.itemsIn(key).map((item) => 'found' in item && item.found)).toEqual(['challonge', 'records']);
    await plan('export');
    const copy = unzipSync(files.zip ?? new Uint8Array());
    expect(Buffer.from(copy['registration.json'] ?? '').toString()).toContain('ChallongeBudgetError');
  });

  test('to discard a copy deletes that one', async () => {
    bucket.put('exports/run-1/export.zip', 'PK').put('exports/run-10/export.zip', 'PK');
    expect((await plan('discard', undefined, 'run-1')).items).toBe(0);
    expect([bucket.keys, log]).toEqual([['exports/run-10/export.zip'], []]);
  });

  test('of an id that is nobody’s is refused, and no tombstone is set', async () => {
    const nobody = async () => ({ ...person, isThere: false });
    await expect(plan('erase', nobody)).rejects.toThrow(InputInvalidError);
    expect(log).toEqual([]);
  });
});
