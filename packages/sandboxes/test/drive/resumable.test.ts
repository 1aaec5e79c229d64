import { createHash } from 'node:crypto';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DriveClient, putTo, reasonOf } from '../../drive/client.ts';
import { type DriveSandbox, startDrive } from '../../drive/server.ts';

const folderId = 'folder_badges';
const faults = new Faults();
const chunk = 256 * 1024;
/** A little more than two chunks. */
const content = Buffer.from(Array.from({ length: 2 * chunk + 10 }, (_, index) => index % 251));
const total = content.length;
const md5 = createHash('md5').update(content).digest('hex');

let sandbox: DriveSandbox;
let drive: DriveClient;

beforeAll(async () => {
  sandbox = await startDrive({ faults, folderId });
  drive = await DriveClient.of(sandbox);
});
afterEach(() => faults.clear());
afterAll(() => sandbox.stop());

const metadata = (more: object = {}) => ({ name: 'sheet.pdf', parents: [folderId], ...more });
const pdf = { 'x-upload-content-type': 'application/pdf', 'x-upload-content-length': String(total) };
/** Sends a part of the content with its Content-Range. */
const putPart = (session: string, start: number, end: number, of: number | '*' = total) =>
  putTo(session, content.subarray(start, end), `bytes ${start}-${end - 1}/${of}`);
const ask = (session: string, of: number | '*' = total) => putTo(session, '', `bytes */${of}`);

describe('a resumable upload', () => {
  test('of the whole content at once creates the file, and answers with the fields requested at its start', async () => {
    const id = await drive.reserve();
    const fields = 'id,name,mimeType,size,md5Checksum,appProperties';
    const begun = await drive.begin(metadata({ id, appProperties: { sheet: '1' } }), {
      parameters: { fields },
      headers: pdf,
    });
    expect([begun.status, begun.body]).toEqual([200, undefined]);
    expect(begun.session).toMatch(
      new RegExp(`^${sandbox.url}/upload/drive/v3/files\\?.*uploadType=resumable.*upload_id=.{20}`),
    );
    expect((await drive.call('GET', `/drive/v3/files/${id}`)).status).toBe(404);
    expect(await putTo(begun.session, content)).toMatchObject({
      status: 200,
      range: null,
      body: {
        ...{ id, name: 'sheet.pdf', mimeType: 'application/pdf' },
        ...{ size: String(total), md5Checksum: md5, appProperties: { sheet: '1' } },
      },
    });
  });

  test('goes on chunk by chunk, and reports its progress', async () => {
    const { session } = await drive.begin(metadata(), { headers: pdf });
    expect(await ask(session)).toMatchObject({ status: 308, range: null });
    expect(await putPart(session, 0, chunk)).toMatchObject({ status: 308, range: `bytes=0-${chunk - 1}` });
    expect(await ask(session)).toMatchObject({ status: 308, range: `bytes=0-${chunk - 1}` });
    expect((await putPart(session, chunk, 2 * chunk)).range).toBe(`bytes=0-${2 * chunk - 1}`);
    const done = await putPart(session, 2 * chunk, total);
    expect(done).toMatchObject({ status: 200, body: { md5Checksum: md5, mimeType: 'application/pdf' } });
    expect(await ask(session)).toMatchObject({ status: 200, body: done.body });
  });

  test('may get its length only at the end, and skips bytes it already has', async () => {
    const { session } = await drive.begin(metadata());
    await putPart(session, 0, chunk, '*');
    expect((await putPart(session, 0, 2 * chunk, '*')).range).toBe(`bytes=0-${2 * chunk - 1}`);
    expect((await ask(session, '*')).status).toBe(308);
    expect((await putPart(session, chunk, total)).body.md5Checksum).toBe(md5);
  });

  test('of nothing creates an empty file, of the type sent with the content', async () => {
    const { session } = await drive.begin(metadata());
    const { body } = await putTo(session, '', undefined, { 'content-type': 'text/csv' });
    expect(body).toMatchObject({ size: '0', mimeType: 'text/csv' });
  });

  test('replaces the content of a file, which keeps the metadata not mentioned', async () => {
    const { id } = (await drive.upload(metadata({ appProperties: { a: '1' } }), 'old')).body;
    const { session } = await drive.begin({ name: 'new.pdf' }, { id, headers: pdf });
    const before = await drive.call('GET', `/drive/v3/files/${id}`, { fields: 'name,size' });
    expect(before.body).toEqual({ name: 'sheet.pdf', size: '3' });
    const { body } = await putTo(session, content);
    expect(body).toMatchObject({ id, name: 'new.pdf', appProperties: { a: '1' }, md5Checksum: md5 });
    const untyped = await drive.begin({}, { id });
    expect((await putTo(untyped.session, 'x')).body).toMatchObject({
      name: 'new.pdf',
      mimeType: 'application/pdf',
    });
  });
});

describe('a resumable upload is refused', () => {
  test.each<[string, object, number, string]>([
    ['into a folder that does not exist', { parents: ['nowhere'] }, 404, 'notFound'],
    ['without a folder', { parents: [] }, 403, 'storageQuotaExceeded'],
    ['with an id that was not generated', { id: 'made-up' }, 400, 'invalid'],
  ])('at its start: %s', async (_, more, status, reason) => {
    const refused = await drive.begin(metadata(more));
    expect([refused.status, reasonOf(refused), refused.session]).toEqual([status, reason, '']);
  });

  test('at its start: for a file that does not exist, for unknown fields, or without a token', async () => {
    expect((await drive.begin({}, { id: 'nowhere' })).status).toBe(404);
    expect((await drive.begin(metadata(), { parameters: { fields: 'colour' } })).status).toBe(400);
    expect((await new DriveClient(sandbox.url, 'made-up').begin(metadata())).status).toBe(401);
    const unaware = { supportsAllDrives: 'false' };
    expect((await drive.begin(metadata(), { parameters: unaware })).status).toBe(404);
  });

  test('at its start and at its end when the id is in use by then', async () => {
    const id = await drive.reserve();
    const [first, second] = [await drive.begin(metadata({ id })), await drive.begin(metadata({ id }))];
    expect((await putTo(first.session, 'first')).status).toBe(200);
    const late = await putTo(second.session, 'second');
    expect([late.status, reasonOf(late)]).toEqual([409, 'fileIdInUse']);
    expect((await drive.begin(metadata({ id }))).status).toBe(409);
    const { body } = await drive.call('GET', `/drive/v3/files/${id}`, { alt: 'media' });
    expect(body).toBe('first');
  });

  test('by an unknown session', async () => {
    const { session } = await drive.begin(metadata());
    const unknown = await putTo(session.replace(/upload_id=[^&]*/, 'upload_id=other'), 'x');
    expect([unknown.status, reasonOf(unknown)]).toEqual([404, 'notFound']);
    expect((await putTo(session, 'x')).status).toBe(200);
  });

  test('by a session that is a week old', async () => {
    let now = Date.now();
    const timed = await startDrive({ faults, folderId, now: () => now });
    const { session } = await (await DriveClient.of(timed)).begin(metadata());
    now += 7 * 86_400_000;
    expect((await ask(session)).status).toBe(308);
    now += 1;
    expect((await ask(session)).status).toBe(404);
    await timed.stop();
  });

  test.each<[string, (session: string) => Promise<{ status: number }>]>([
    ['that leaves a gap', (session) => putPart(session, chunk, 2 * chunk)],
    ['that is not a multiple of 256 KiB', (session) => putPart(session, 0, chunk + 1)],
    ['longer than its range', (session) => putTo(session, content, `bytes 0-${chunk - 1}/${total}`)],
    ['beyond the end', (session) => putPart(session, 0, chunk, chunk - 1)],
    ['of another length than announced', (session) => putPart(session, 0, chunk, total + 1)],
    ['of another total length than announced', (session) => putTo(session, 'x')],
    ['sent along with a status query', (session) => putTo(session, 'x', `bytes */${total}`)],
    ['with a malformed range', (session) => putTo(session, 'x', 'from here on')],
  ])('for a chunk %s', async (_, put) => {
    const { session } = await drive.begin(metadata(), { headers: pdf });
    expect((await put(session)).status).toBe(400);
    expect(await ask(session)).toMatchObject({ status: 308, range: null });
    expect((await putTo(session, content)).status).toBe(200);
  });
});

describe('each step of a resumable upload can be given a fault', () => {
  const unavailable = { kind: 'answer', status: 503 } as const;

  test('its start, as files.create or files.update', async () => {
    const { id } = (await drive.upload(metadata(), 'old')).body;
    faults.add({ service: 'drive', operation: 'files.create', behaviour: { ...unavailable, body: '{}' } });
    expect((await drive.begin({}, { id })).status).toBe(200);
    expect((await drive.begin(metadata())).status).toBe(503);
    faults.add({ service: 'drive', operation: 'files.update', behaviour: { ...unavailable, body: '{}' } });
    expect((await drive.begin({}, { id })).status).toBe(503);
  });

  test('its content, as files.upload: bytes may have arrived without an answer, which a status query shows', async () => {
    const { session } = await drive.begin(metadata(), { headers: pdf });
    faults.add({ service: 'drive', operation: 'files.upload', behaviour: unavailable });
    expect((await putPart(session, 0, chunk)).status).toBe(503);
    expect((await ask(session)).range).toBeNull();
    faults.add({ service: 'drive', operation: 'files.upload', behaviour: { kind: 'lose-answer' } });
    await expect(putPart(session, 0, chunk)).rejects.toThrow();
    expect((await ask(session)).range).toBe(`bytes=0-${chunk - 1}`);
    faults.add({ service: 'drive', operation: 'files.upload', behaviour: { kind: 'lose-answer' } });
    await expect(putPart(session, chunk, total)).rejects.toThrow();
    expect(await ask(session)).toMatchObject({ status: 200, body: { md5Checksum: md5 } });
  });
});

test('an upload’s address needs no token to be given up or to be written to by POST, and answers name the upload', async () => {
  const { session, headers } = await drive.begin(metadata());
  expect(headers.get('x-guploader-uploadid')).toMatch(/^AB/);
  const posted = await fetch(session, { method: 'POST', body: 'x' });
  expect([posted.status, posted.headers.get('x-guploader-uploadid')]).toEqual([
    200,
    expect.stringMatching(/^AB/),
  ]);
  const given = await drive.begin(metadata());
  expect((await fetch(given.session, { method: 'DELETE' })).status).toBe(499);
  for (const method of ['PUT', 'DELETE']) expect((await fetch(given.session, { method })).status).toBe(404);
});
