import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileFieldUses } from '../../drive/file-fields.ts';
import { folderId, outcomeOf, patch, type Started, started } from './started.ts';

const types = readFileSync(
  createRequire(import.meta.url).resolve('googleapis/build/src/apis/drive/v3.d.ts'),
  'utf8',
);
const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
const names = Object.keys(fileFieldUses);

let running: Started;
beforeAll(async () => {
  running = await started();
});
afterAll(() => running.sandbox.stop());

const file = async (metadata: object = {}, content = 'x') =>
  (await running.drive.upload({ name: 'a.tar.gz', parents: [folderId], ...metadata }, content)).body;
const get = async (id: string, fields: string) =>
  (await running.drive.call('GET', `/drive/v3/files/${id}`, { fields })).body;

test('every field that the library’s types call an output is refused in a body, and no other is called so', () => {
  const [, described = ''] = /export interface Schema\$File \{\n([\s\S]*?)\n {4}\}/.exec(types) ?? [];
  const outputs = [...described.matchAll(/^ {8}\/\*\*\n([\s\S]*?)\*\/\n {8}(\w+)\?:/gm)].flatMap(
    ([, comment = '', name = '']) => (/Output only/.test(comment) ? [name] : []),
  );
  expect(outputs.length).toBeGreaterThan(30);
  expect(names.filter((name) => fileFieldUses[name as keyof typeof fileFieldUses] === 'output')).toEqual(
    outputs.filter((name) => names.includes(name)).toSorted(),
  );
});

test('each documented field can be asked for, one at a time and within lists', async () => {
  const { id } = await file();
  for (const name of names) {
    const answer = await running.drive.call('GET', `/drive/v3/files/${id}`, { fields: name });
    expect([name, answer.status, Object.keys(answer.body).filter((key) => key !== name)]).toEqual([
      name,
      200,
      [],
    ]);
  }
  const { files } = (await running.drive.list('', { fields: `files(${names})` })).body;
  expect(files.length).toBeGreaterThan(1);
  expect(Object.keys(await get(id, '*')).filter((name) => !names.includes(name))).toEqual([]);
  expect(await get(id, 'capabilities/canTrash,owners')).toEqual({ capabilities: { canTrash: true } });
  expect((await get(id, 'capabilities/canFly')).error.message).toBe('Invalid field selection canFly');
});

test('checksums, size and version follow the content, and a move or a star is no modification', async () => {
  const created = await file({}, 'old');
  expect(created).toMatchObject({
    md5Checksum: hash('md5', 'old'),
    sha1Checksum: hash('sha1', 'old'),
    sha256Checksum: hash('sha256', 'old'),
    ...{ size: '3', quotaBytesUsed: '3', originalFilename: 'a.tar.gz', fileExtension: 'gz' },
  });
  const media = { uploadType: 'media', fields: 'id' };
  const init = { body: 'newer', headers: { 'content-type': 'image/png' } };
  await running.drive.call('PATCH', `/upload/drive/v3/files/${created.id}`, media, init);
  const updated = await get(created.id, '*');
  expect(updated.sha256Checksum).toBe(hash('sha256', 'newer'));
  expect(Number(updated.version)).toBeGreaterThan(Number(created.version));
  expect(updated.headRevisionId).not.toBe(created.headRevisionId);
  await patch(running.drive, created.id, { starred: true });
  expect(await get(created.id, 'starred,modifiedTime')).toEqual({
    starred: true,
    modifiedTime: updated.modifiedTime,
  });
});

test('what is written is kept, null clears it, and an empty set of properties is left out', async () => {
  const written = {
    description: 'Two copies',
    properties: { court: '3' },
    appProperties: { entryId: 'entry_1' },
    starred: true,
    createdTime: '2025-01-01T10:00:00.000Z',
    modifiedTime: '2025-01-02T10:00:00.000Z',
    originalFilename: 'scan.jpg',
    copyRequiresWriterPermission: true,
  };
  const { id } = await file(written);
  const fields = Object.keys(written).join();
  expect(await get(id, fields)).toEqual(written);
  const change = { description: null, properties: { court: null }, appProperties: { entryId: null } };
  await patch(running.drive, id, change);
  expect(await get(id, 'description,properties,appProperties')).toEqual({});
});

test.each([
  ['its id', { id: 'x' }, '403 fieldNotWritable'],
  ['its size', { size: '1' }, '403 fieldNotWritable'],
  ['its checksum', { md5Checksum: 'x' }, '403 fieldNotWritable'],
  ['when it was created', { createdTime: '2025-01-01T10:00:00Z' }, '403 fieldNotWritable'],
  ['its folder', { parents: [folderId] }, '403 fieldNotWritable'],
  ['what the sandbox does not keep', { contentRestrictions: [] }, '501 notImplemented'],
  ['a name that is no text', { name: 1 }, '400 parseError'],
  ['a list in place of a file', [], '400 parseError'],
  ['a field that nobody knows', { colour: 'red' }, '200'],
  ['text for the search', { contentHints: { indexableText: 'x' } }, '200'],
])('an update that writes %s', async (_, change, outcome) => {
  const { id } = await file();
  expect(outcomeOf(await patch(running.drive, id, change))).toBe(outcome);
});

test('a creation with a field that only Drive writes is refused, also of a resumable upload', async () => {
  const metadata = { name: 'x', parents: [folderId], driveId: 'x' };
  expect(outcomeOf(await running.drive.upload(metadata, 'x'))).toBe('403 fieldNotWritable');
  expect(outcomeOf(await running.drive.begin(metadata))).toBe('403 fieldNotWritable');
});
