import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { type Fault, Faults } from '@tkd-registration/local-cloud/faults';
import { type DriveSandbox, startDrive } from '@tkd-registration/sandboxes/drive';
import { googleError } from '@tkd-registration/sandboxes/drive/answers';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Drive } from '../../../../core/clients/drive/drive.ts';
import type { DrivePause } from '../../../../core/clients/drive/errors.ts';
import { createDrive } from '../../../../core/clients/drive/google-drive.ts';
import * as errors from '../../../../core/domain/errors.ts';

const folderId = 'folder_badges';
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** The limit of one multipart request. */
const limit = 5 * 1024 * 1024;
/** Every byte value, with a period that does not divide a chunk. */
const contentOf = (length: number, seed: number) =>
  Buffer.alloc(length, Buffer.from(Array.from({ length: 251 }, (_, index) => (index * 7 + seed) % 256)));
const sheet = { bytes: contentOf(limit + 1, 1), contentType: 'application/pdf' };
const otherSheet = { bytes: contentOf(limit + 70_000, 2), contentType: 'application/pdf' };
const small = { bytes: Buffer.from('a small one'), contentType: 'application/pdf' };

const faults = new Faults();
let sandbox: DriveSandbox;
let drive: Drive;
let person: DriveClient;
let pauseEnd = 0;

const now = Date.parse('2026-03-01T12:00:00Z');
const pause: DrivePause = {
  end: async () => pauseEnd,
  extend: async (endsAt) => {
    pauseEnd = endsAt;
  },
};

beforeAll(async () => {
  sandbox = await startDrive({ faults, folderId });
  const { serviceAccount, url } = sandbox;
  drive = createDrive({ serviceAccount, apiBase: url, pause, now: () => now });
  person = await DriveClient.of(sandbox);
});
afterEach(() => {
  faults.clear();
  pauseEnd = 0;
});
afterAll(() => sandbox.stop());

const fails = (operation: string, behaviour: Fault['behaviour'], more: { after?: number } = {}) =>
  faults.add({ service: 'drive', operation, behaviour, ...more });
const answer = (status: number, reason?: string, headers: Record<string, string> = {}) =>
  ({
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: reason === undefined ? '' : JSON.stringify(googleError(status, reason, 'Drive says no')),
  }) as const;

let files = 0;

/** A file to create, with a unique tag. */
async function newFile(content: { bytes: Uint8Array; contentType: string } = sheet) {
  files += 1;
  const tag = { sheet: `sheet_${files}` };
  return { id: await drive.reserveId(), folderId, tag, name: `sheet ${files}.pdf`, ...content };
}

const stored = async (id: string) =>
  (await person.call('GET', `/drive/v3/files/${id}`, { fields: '*' })).body;
const contentIn = async (id: string) =>
  Buffer.from(await (await fetch(`${sandbox.url}/file/d/${id}/content`)).arrayBuffer());

/** A call's error, checked to contain neither a token nor a session's address, with which anybody could upload. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const failure = await call.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
  expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toMatch(/bearer|ya29|upload_id/i);
  return failure;
}

describe('a file of more than 5 MB', () => {
  test('is created with the reserved id, its content and all its metadata', async () => {
    const file = await newFile();
    expect(await drive.create(file)).toMatchObject({ id: file.id, name: file.name, md5: md5(sheet.bytes) });
    expect(await stored(file.id)).toMatchObject({
      name: file.name,
      mimeType: 'application/pdf',
      parents: [folderId],
      appProperties: file.tag,
      size: String(sheet.bytes.length),
    });
    expect((await contentIn(file.id)).equals(sheet.bytes)).toBe(true);
    expect(await drive.find([folderId], file.tag)).toHaveLength(1);
  });

  test('arrives complete when it is a part of a larger buffer', async () => {
    const within = Buffer.concat([Buffer.from('before'), sheet.bytes, Buffer.from('after')]);
    const bytes = new Uint8Array(within.buffer, within.byteOffset + 6, sheet.bytes.length);
    expect((await drive.create({ ...(await newFile()), bytes }))?.md5).toBe(md5(sheet.bytes));
  });

  test('can replace a smaller one and be replaced by one; id, name and tag stay', async () => {
    const file = await newFile(small);
    await drive.create(file);
    expect(await drive.update({ fileId: file.id, content: otherSheet })).toMatchObject({
      id: file.id,
      name: file.name,
      md5: md5(otherSheet.bytes),
    });
    expect((await contentIn(file.id)).equals(otherSheet.bytes)).toBe(true);
    expect(await stored(file.id)).toMatchObject({ appProperties: file.tag, parents: [folderId] });
    expect((await drive.update({ fileId: file.id, content: small }))?.md5).toBe(md5(small.bytes));
    expect(await drive.find([folderId], file.tag)).toHaveLength(1);
  });

  test('is renamed when a name is given', async () => {
    const file = await newFile(small);
    await drive.create(file);
    const updated = await drive.update({ fileId: file.id, name: 'another.pdf', content: sheet });
    expect(updated).toMatchObject({ id: file.id, name: 'another.pdf', md5: md5(sheet.bytes) });
    expect(await stored(file.id)).toMatchObject({ name: 'another.pdf', mimeType: 'application/pdf' });
  });

  test('created again with the same id returns the existing file, and undefined once that is gone', async () => {
    const file = await newFile();
    const first = await drive.create(file);
    expect(await drive.create({ ...file, ...otherSheet })).toEqual(first);
    await drive.trash(file.id);
    expect(await drive.create(file)).toBeUndefined();
  });

  test('is not updated when it is in the trash, deleted or never existed', async () => {
    const file = await newFile();
    await drive.create(file);
    await drive.trash(file.id);
    expect(await drive.update({ fileId: file.id, content: otherSheet })).toBeUndefined();
    await person.byPerson('delete', file.id);
    for (const fileId of [file.id, 'never', '../../etc']) {
      expect(await drive.update({ fileId, content: otherSheet })).toBeUndefined();
    }
  });

  test('into a missing folder is refused with an error that names the folder', async () => {
    const failure = await failureOf(drive.create({ ...(await newFile()), folderId: 'folder_gone' }));
    expect(failure).toBeInstanceOf(errors.DriveFolderNotFoundError);
    expect(String(failure)).toContain('folder_gone');
  });

  test('is sent as a resumable upload, one of exactly 5 MB in one request', async () => {
    fails('files.upload', answer(503));
    const fitting = await newFile({ ...sheet, bytes: sheet.bytes.subarray(1) });
    expect((await drive.create(fitting))?.md5).toBe(md5(fitting.bytes));
    await failureOf(drive.create(await newFile()));
    expect(faults.list()).toEqual([]);
  });
});

describe('after a lost answer and a retry there is one file, with the content of the last call', () => {
  test.each([
    ['at the start of the upload', 'files.create', 0],
    ['at the end of the upload', 'files.upload', 1],
  ])('%s of a new file', async (_, operation, there) => {
    const file = await newFile();
    fails(operation, { kind: 'lose-answer' });
    expect(await failureOf(drive.create(file))).toBeInstanceOf(errors.ServiceUnavailableError);
    expect(await drive.find([folderId], file.tag)).toHaveLength(there);
    expect(await drive.create(file)).toMatchObject({ id: file.id, name: file.name, md5: md5(sheet.bytes) });
    expect(await drive.find([folderId], file.tag)).toHaveLength(1);
  });

  test('of the lookup of a file that was created before', async () => {
    const file = await newFile();
    await drive.create(file);
    fails('files.get', { kind: 'lose-answer' });
    expect(await failureOf(drive.create(file))).toBeInstanceOf(errors.ServiceUnavailableError);
    expect((await drive.create(file))?.id).toBe(file.id);
    expect(await drive.find([folderId], file.tag)).toHaveLength(1);
  });

  test.each(['files.update', 'files.upload'])('by %s of an existing file', async (operation) => {
    const file = await newFile(small);
    await drive.create(file);
    fails(operation, { kind: 'lose-answer' });
    const update = () => drive.update({ fileId: file.id, content: sheet });
    expect(await failureOf(update())).toBeInstanceOf(errors.ServiceUnavailableError);
    expect(await update()).toMatchObject({ id: file.id, md5: md5(sheet.bytes) });
    expect(await drive.find([folderId], file.tag)).toHaveLength(1);
  });

  test('by a token endpoint that cuts the connection', async () => {
    const fresh = createDrive({ serviceAccount: sandbox.serviceAccount, apiBase: sandbox.url });
    const file = await newFile();
    fails('token', { kind: 'lose-answer' });
    expect(await failureOf(fresh.create(file))).toBeInstanceOf(errors.ServiceUnavailableError);
    expect((await fresh.create(file))?.md5).toBe(md5(sheet.bytes));
  });
});

describe('an answer from Drive', () => {
  const refusals: [string, Fault['behaviour'], errors.RegistrationErrorClass][] = [
    ['500', answer(500, 'internalError'), errors.ServiceUnavailableError],
    ['503 without a body', answer(503), errors.ServiceUnavailableError],
    ['a reset', { kind: 'reset' }, errors.ServiceUnavailableError],
    ['429', answer(429, 'rateLimitExceeded'), errors.RateLimitedError],
    ['403 rateLimitExceeded', answer(403, 'rateLimitExceeded'), errors.RateLimitedError],
    ['403 userRateLimitExceeded', answer(403, 'userRateLimitExceeded'), errors.RateLimitedError],
    ['403 storageQuotaExceeded', answer(403, 'storageQuotaExceeded'), errors.DriveStorageFullError],
    [
      '403 insufficientFilePermissions',
      answer(403, 'insufficientFilePermissions'),
      errors.DriveAccessDeniedError,
    ],
  ];

  test.each(
    ['files.create', 'files.update', 'files.upload'].flatMap((operation) =>
      refusals.map((refusal) => [operation, ...refusal] as const),
    ),
  )('to %s with %s has its own error', async (operation, _, behaviour, expected) => {
    const file = await newFile(small);
    if (operation === 'files.update') await drive.create(file);
    fails(operation, behaviour);
    const failure = await failureOf(
      operation === 'files.update'
        ? drive.update({ fileId: file.id, content: sheet })
        : drive.create({ ...file, ...sheet }),
    );
    expect(failure).toBeInstanceOf(expected);
    expect(String(failure)).toContain(file.id);
    expect(faults.list()).toEqual([]);
  });

  test('with a Retry-After is reported at once, and its time recorded for all callers', async () => {
    for (const operation of ['files.create', 'files.upload']) {
      fails(operation, answer(429, 'rateLimitExceeded', { 'retry-after': '7' }));
      await failureOf(drive.create(await newFile()));
      expect(pauseEnd).toBe(now + 7_000);
      pauseEnd = 0;
    }
  });

  test.each([
    ['404, for a session that has expired', answer(404, 'notFound')],
    ['410, for a session that has expired', answer(410)],
    ['308, for incomplete content', answer(308)],
  ])('at the end with %s is retried, and not taken for a missing folder or file', async (_, behaviour) => {
    const file = await newFile();
    fails('files.upload', behaviour);
    expect(await failureOf(drive.create(file))).toBeInstanceOf(errors.ServiceUnavailableError);
    await drive.create(file);
    fails('files.upload', behaviour);
    const update = () => drive.update({ fileId: file.id, content: otherSheet });
    expect(await failureOf(update())).toBeInstanceOf(errors.ServiceUnavailableError);
    expect(await update()).toMatchObject({ id: file.id, md5: md5(otherSheet.bytes) });
  });

  test.each([
    ['that names no session', 'files.create', answer(200)],
    ["that is not Drive's", 'files.upload', { ...answer(200), body: '<html>a proxy</html>' }],
  ])('%s is an error that is retried', async (_, operation, behaviour) => {
    const file = await newFile();
    fails(operation, behaviour);
    expect(await failureOf(drive.create(file))).toBeInstanceOf(errors.ServiceUnavailableError);
    expect((await drive.create(file))?.id).toBe(file.id);
  });
});
