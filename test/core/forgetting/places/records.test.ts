/** On DynamoDB Local, which knows what its expressions mean. */
import { beforeEach, expect, test } from 'vitest';
import { everyEntry } from '../../../../core/clients/entries.ts';
import { ForgettableTable } from '../../../../core/clients/forgettable-table.ts';
import { Registrations } from '../../../../core/clients/registrations.ts';
import { photoIdOf, registrationIdOf } from '../../../../core/domain/ids.ts';
import { records } from '../../../../core/forgetting/places/records.ts';
import { seek } from '../../../../core/forgetting/places/sought-person.ts';
import { ProgressTable } from '../../../../core/progress/progress-table.ts';
import { itemIn, type LocalTables, openLocal, putItem } from '../../../doubles/document-tables.ts';
import { MemoryBucket } from '../../../doubles/memory-bucket.ts';
import { progressIn } from '../../../doubles/progress.ts';

const child = (name: string, photo: string) => ({
  ...{ full_name: name, school: 'Dojang', reg_type: 'competitor', birthdate: '2013-07-11' },
  ...{ email: 'family@example.com', medical_form: { allergies: `bees of ${name}` }, imgFilename: photo },
});
const zoe = { id: 'cs_test_zoe', pk: 'Dojang-competitor-Zoe', said: child('Zoe', 'zoe.jpg') };
const max = { id: 'cs_test_max', pk: 'Dojang-competitor-Max', said: child('Max', 'family.jpg') };

let tables: LocalTables;
let photos: MemoryBucket;
let badges: MemoryBucket;
let stage: ReturnType<typeof progressIn>;

async function register({ id, pk, said }: typeof zoe): Promise<void> {
  await putItem(tables, tables.entries, { ...said, entryId: id });
  await putItem(tables, tables.registrations, { ...said, pk, entryId: id, payment: `pi_${id}` });
  await stage.progress.recordRegistration(id, pk, { admittedBy: `pi_${id}` });
  await stage.followers.followPhoto(id, photoIdOf(said.imgFilename));
  badges.put(`${pk}_badge.jpg`, 'first').put(`${pk}_badge.jpg`, 'second');
}

beforeEach(async () => {
  tables = await openLocal();
  photos = new MemoryBucket().put('zoe.jpg', 'zoe').put('family.jpg', 'both');
  badges = new MemoryBucket();
  stage = progressIn(tables);
  await register(zoe);
  await register(max);
});

function place() {
  const progress = new ProgressTable(tables.client, tables.progress);
  const table = (name: string, key: string) =>
    new ForgettableTable(tables.dynamo, { table: name, key, what: name });
  const registrations = new Registrations(tables.dynamo, tables.registrations);
  const dependencies = {
    ...{ execution: 'run', progress, registrations, keys: stage.progress, lease: stage.lease },
    entries: table(tables.entries, 'entryId'),
    rows: table(tables.registrations, 'pk'),
    ...{ photos: photos.versions, badges: badges.versions },
    read: {
      photos: async (key: string) => Buffer.from((await photos.files.findText(key)) ?? ''),
      badges: async (key: string) => Buffer.from((await badges.files.findText(key)) ?? ''),
    },
  };
  const entries = (attributes: readonly string[]) => everyEntry(tables.dynamo, tables.entries, attributes);
  return {
    ...records(dependencies),
    seek: (id: string) => seek(id, { entries, registrations, progress }),
  };
}

const textOf = async (id: string, pk: string) =>
  JSON.stringify([
    await itemIn(tables, id),
    await new Registrations(tables.dynamo, tables.registrations).get(pk),
    await new ForgettableTable(tables.dynamo, { table: tables.entries, key: 'entryId', what: 'entries' }).get(
      id,
    ),
  ]);

test('everything of a person is found, copied, and erased but for the payment; a brother stays as he is', async () => {
  const { seek: sought, find } = place();
  const before = await textOf(max.id, max.pk);
  const found = await find(await sought(zoe.id));
  expect(found.map(({ what }) => what)).toEqual([
    `entry ${zoe.id}`,
    `registration ${zoe.id}`,
    `progress ${zoe.id}`,
    `photo of ${zoe.id} (versions: 1)`,
    `badge of ${zoe.id} (versions: 2)`,
  ]);
  const copies = await Promise.all(found.map(({ copy }) => copy?.()));
  expect(copies[0]).toMatchObject({ json: { medical_form: { allergies: 'bees of Zoe' } } });
  expect(copies[3]).toMatchObject({ file: 'photo-zoe.jpg' });

  await stage.tombstones.set(zoe.id);
  for (const { erase } of found) await erase();
  expect(await find(await sought(zoe.id))).toEqual([]);
  expect(await textOf(zoe.id, zoe.pk)).not.toMatch(/Zoe|Dojang|example\.com/);
  expect(await itemIn(tables, zoe.id)).toMatchObject({
    admittedBy: `pi_${zoe.id}`,
    erasedAt: expect.any(String),
  });
  expect([photos.keys, badges.keys]).toEqual([['family.jpg'], [`${max.pk}_badge.jpg`]]);
  expect(await textOf(max.id, max.pk)).toBe(before);
});

test('a photo that a brother’s badge shows too stays, and what is about health goes first', async () => {
  await stage.followers.followPhoto(zoe.id, photoIdOf('family.jpg'));
  const said = { ...zoe.said, imgFilename: 'family.jpg' };
  await putItem(tables, tables.registrations, { ...said, pk: zoe.pk, entryId: zoe.id, payment: 'pi_1' });
  await stage.tombstones.set(zoe.id);
  const { seek: sought, find, eraseMedical } = place();
  await eraseMedical?.(await sought(zoe.id));
  const text = await textOf(zoe.id, zoe.pk);
  expect([text.includes('bees'), text.includes('Zoe')]).toEqual([false, true]);
  const found = await find(await sought(zoe.id));
  // The entry still names the one that is hers alone.
  expect(found.filter(({ what }) => what.startsWith('photo'))).toHaveLength(1);
  for (const { erase } of found) await erase();
  expect(photos.keys).toEqual(['family.jpg']);
});

test('a registration of another system, of which nothing is noted, is erased by its key', async () => {
  const row = { ...child('Sky', 'sky.jpg'), pk: 'Dojang-competitor-Sky', payment: 'manual' };
  await putItem(tables, tables.registrations, row);
  const id = registrationIdOf({ pk: { S: row.pk } });
  const { seek: sought, find } = place();
  const found = await find(await sought(id));
  expect(found.map(({ what }) => what)).toContain(`registration ${id}`);
  for (const { erase } of found) await erase();
  expect(await new Registrations(tables.dynamo, tables.registrations).get(row.pk)).toBeUndefined();
  expect(await find(await sought(id))).toEqual([]);
});
