import { expect, test } from 'vitest';
import type * as z from 'zod';
import { archivedRegistration, archiveOf } from '../../../core/archive/archive.ts';
import { mergedArchiveKey } from '../../../core/archive/archive-state.ts';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import {
  archivedItems,
  archivedToForget,
  forgetArchived,
  hashesOf,
  keepPeople,
  keptPeople,
} from '../../../core/forgetting/archived.ts';

type Row = Record<string, AttributeValue>;
const registration = (name: string, more: Row = {}): Row => ({
  ...{ pk: { S: `School-competitor-${name}` }, full_name: { S: name }, school: { S: 'School' } },
  ...{ reg_type: { S: 'competitor' }, birthdate: { S: '2013-07-11' }, email: { S: 'a@example.com' } },
  ...more,
});
const medical = { medical_form: { M: { conditions: { L: [{ S: 'asthma' }] } }, allergies: { S: 'nuts' } } };

function stores(people: readonly Row[]) {
  const archived = people.map(archivedRegistration);
  const table = new Map<string, Row>(archived.map((person) => [person.pk.S, person]));
  const objects = new Map<string, unknown>([[mergedArchiveKey, archiveOf(archived)]]);
  const deleted: string[] = [];
  const versions = ['1'];
  return {
    versions,
    table,
    objects,
    deleted,
    lookup: {
      async *items() {
        yield* [...table.values()];
      },
      async remove(pk: string, attributes: readonly string[], set: Row = {}) {
        const item = { ...table.get(pk), ...set };
        for (const name of attributes) delete item[name];
        table.set(pk, item);
      },
      delete: async (pk: string) => void table.delete(pk),
    },
    files: {
      findJson: async <T>(key: string, schema: z.ZodType<T>) =>
        objects.has(key) ? schema.parse(structuredClone(objects.get(key))) : undefined,
      writeJson: async (key: string, content: unknown) => void objects.set(key, content),
    },
    config: {
      of: async (key: string) => versions.map((versionId) => ({ key, versionId, since: 0 })),
      delete: async (versions: readonly { key: string }[]) =>
        void deleted.push(...versions.map(({ key }) => key)),
      erase: async () => 1,
    },
  };
}

test('medical facts of everybody leave the lookup table and the archive, with its earlier versions', async () => {
  const known = [registration('Ann Lee', medical), registration('Ben Moe')];
  const all = stores(known);
  const ann = all.table.get('School-competitor-Ann Lee') ?? {};
  all.table.set('School-competitor-Ann Lee', { ...ann, notes: { S: 'asthma' } });
  // As another system may have written it: what we cannot read may be about health all the same.
  const other = {
    ...all.table.get('School-competitor-Ben Moe'),
    medical_form: { M: { notes: { S: 'asthma' } } },
  };
  all.table.set('School-competitor-Ben Moe', other);
  const [key = ''] = Object.keys(all.objects.get(mergedArchiveKey) ?? {}).slice(-1);
  all.objects.set(mergedArchiveKey, { ...(all.objects.get(mergedArchiveKey) as object), [key]: other });
  const found = await archivedToForget('medical', new Set(), all);
  expect(found).toEqual(new Map(archivedItems.map((id) => [id, 2])));
  for (const id of archivedItems) await forgetArchived(id, 'medical', all);
  expect(JSON.stringify([...all.table.values(), ...all.objects.values()])).not.toMatch(/asthma|nuts/);
  expect(all.table.size).toBe(2);
  expect(all.deleted).toEqual([mergedArchiveKey]);
  expect((await archivedToForget('medical', new Set(), all)).size).toBe(0);
});

test('with the names go those who took part, in another school too, and nobody else', async () => {
  const took = registration('Ann Lee');
  const all = stores([registration('ANN LEE', { school: { S: 'Another' } }), registration('Ben Moe')]);
  await keepPeople(new Set(hashesOf(took)), all);
  await keepPeople(new Set(hashesOf(registration('Cleo Day'))), all);
  const people = await keptPeople(all);
  expect(people.size).toBe(4);
  expect(JSON.stringify([...people])).not.toMatch(/ann|lee/i);
  for (const id of archivedItems) {
    expect((await archivedToForget('names', people, all)).get(id)).toBe(1);
    await forgetArchived(id, 'names', all);
  }
  expect((await archivedToForget('names', people, all)).size).toBe(0);
  expect([...all.table.keys()]).toEqual(['School-competitor-Ben Moe']);
  expect(Object.values(all.objects.get(mergedArchiveKey) as object)).toHaveLength(1);
});

test('earlier versions go although the archive itself has nothing to forget', async () => {
  const all = stores([registration('Ann Lee')]);
  all.versions.push('2');
  expect(await archivedToForget('medical', new Set(), all)).toEqual(new Map([['archive:file', 0]]));
});

test('before their time nothing goes', async () => {
  const all = stores([registration('Ann Lee', medical)]);
  expect((await archivedToForget(undefined, new Set(hashesOf(registration('Ann Lee'))), all)).size).toBe(0);
});
