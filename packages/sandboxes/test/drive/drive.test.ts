import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askForToken, assertion, DriveClient, reasonOf } from '../../drive/client.ts';
import { type DriveSandbox, startDrive } from '../../drive/server.ts';

const folderId = 'folder_badges';
const faults = new Faults();
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

let sandbox: DriveSandbox;
let drive: DriveClient;

beforeAll(async () => {
  sandbox = await startDrive({ faults, folderId, settings: { role: 'organizer' } });
  drive = await DriveClient.of(sandbox);
});
afterAll(() => sandbox.stop());

describe('tokens', () => {
  const hourAgo = Math.floor(Date.now() / 1000) - 3600;

  test("the key file's signature gets a token", async () => {
    const { token_uri } = sandbox.serviceAccount;
    expect(await askForToken(token_uri, assertion(sandbox.serviceAccount))).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), expires_in: 3599, token_type: 'Bearer' },
    });
  });

  test.each([
    ['another audience', { aud: 'https://oauth2.googleapis.com/token' }],
    ['another issuer', { iss: 'someone@example.com' }],
    ['an expired assertion', { iat: hourAgo, exp: hourAgo + 60 }],
    ['an assertion valid for a day', { exp: hourAgo + 86_400 }],
    ['no scope', { scope: '' }],
  ])('%s gets no token', async (_, changes) => {
    const refused = await askForToken(
      sandbox.serviceAccount.token_uri,
      assertion(sandbox.serviceAccount, changes),
    );
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('an altered, unsigned or differently signed assertion gets no token', async () => {
    const { token_uri } = sandbox.serviceAccount;
    const good = assertion(sandbox.serviceAccount);
    const altered = good.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
    const unsigned = good.replace(/[^.]*$/, '');
    const none = assertion(sandbox.serviceAccount, {}, 'none');
    for (const jwt of [altered.replace('.', 'x.'), unsigned, none, 'nonsense', '']) {
      const refused = await askForToken(token_uri, jwt);
      expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    }
    const wrongType = await askForToken(token_uri, good, 'password');
    expect(wrongType).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  });

  test('the API requires a token that it issued, unexpired, and with a Drive scope', async () => {
    let now = Date.now();
    const timed = await startDrive({ faults, folderId, now: () => now });
    const { token_uri } = timed.serviceAccount;
    try {
      expect(await new DriveClient(timed.url, 'ya29.made-up').list('')).toMatchObject({
        status: 401,
        body: { error: { code: 401, errors: [{ reason: 'authError', domain: 'global' }] } },
      });
      const client = await DriveClient.of(timed);
      expect((await client.list('')).status).toBe(200);
      now += 3_601_000;
      expect((await client.list('')).status).toBe(401);

      now = Date.now();
      const mailOnly = assertion(timed.serviceAccount, {
        scope: 'https://www.googleapis.com/auth/gmail.send',
      });
      const { access_token } = (await askForToken(token_uri, mailOnly)).body;
      const refused = await new DriveClient(timed.url, access_token).list('');
      expect([refused.status, reasonOf(refused)]).toEqual([403, 'insufficientPermissions']);
    } finally {
      await timed.stop();
    }
  });
});

describe('creating', () => {
  test('a multipart upload creates a file, and the answer has its fields', async () => {
    const id = await drive.reserve();
    const content = 'bytes\r\n--not the limit\r\n\r\n';
    const metadata = { id, name: 'one.jpg', parents: [folderId], appProperties: { entryId: 'entry_1' } };
    const { status, body } = await drive.upload(metadata, content);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'drive#file',
      id,
      name: 'one.jpg',
      mimeType: 'image/jpeg',
      parents: [folderId],
      appProperties: { entryId: 'entry_1' },
      md5Checksum: md5(content),
      size: String(content.length),
      createdTime: expect.stringMatching(/^\d{4}-.*Z$/),
      modifiedTime: body.createdTime,
      trashed: false,
      driveId: expect.stringMatching(/^0A/),
      webViewLink: `${sandbox.url}/file/d/${id}/view`,
    });
    expect((await drive.call('GET', `/drive/v3/files/${id}`, { alt: 'media' })).body).toBe(content);
  });

  test('a generated id can be used once, even after the file is deleted; any other id is refused', async () => {
    const id = await drive.reserve();
    const metadata = { id, name: 'one.jpg', parents: [folderId] };
    expect((await drive.upload(metadata, 'a')).status).toBe(200);
    const again = await drive.upload(metadata, 'b');
    expect([again.status, again.body.error.code, reasonOf(again)]).toEqual([409, 409, 'fileIdInUse']);
    expect((await drive.call('DELETE', `/drive/v3/files/${id}`)).status).toBe(204);
    expect((await drive.call('GET', `/drive/v3/files/${id}`)).status).toBe(404);
    expect((await drive.upload(metadata, 'c')).status).toBe(409);
    expect((await drive.upload({ ...metadata, id: 'made-up' }, 'd')).status).toBe(400);
  });

  test('a folder is created from metadata alone, and holds files', async () => {
    const made = await drive.call(
      'POST',
      '/drive/v3/files',
      {},
      {
        body: JSON.stringify({
          name: 'Sunday',
          mimeType: 'application/vnd.google-apps.folder',
          parents: [folderId],
        }),
      },
    );
    expect(made.body).toMatchObject({ name: 'Sunday', mimeType: 'application/vnd.google-apps.folder' });
    expect((await drive.upload({ name: 'in it', parents: [made.body.id] }, 'x')).status).toBe(200);
    const download = await drive.call('GET', `/drive/v3/files/${made.body.id}`, { alt: 'media' });
    expect([download.status, reasonOf(download)]).toEqual([403, 'fileNotDownloadable']);
  });

  test.each([
    ['into a folder that does not exist', { parents: ['nowhere'] }, 404, 'notFound'],
    ["into the service account's own drive, which has no storage", {}, 403, 'storageQuotaExceeded'],
    ['into two folders', { parents: [folderId, folderId] }, 403, 'teamDrivesParentLimit'],
  ])('%s is refused', async (_, metadata, status, reason) => {
    const refused = await drive.upload(metadata, 'x');
    expect([refused.status, reasonOf(refused)]).toEqual([status, reason]);
  });

  test.each([
    ['multipart', 'image/jpeg', 400],
    ['multipart', 'multipart/related; boundary=other', 400],
    ['nonsense', 'image/jpeg', 400],
  ])('an upload of type %s and %s is refused', async (uploadType, type, status) => {
    const init = { body: '--limit--', headers: { 'content-type': type } };
    const refused = await drive.call('POST', '/upload/drive/v3/files', { uploadType }, init);
    expect(refused.status).toBe(status);
  });
});

describe('updating', () => {
  test('content and metadata change independently; a property set to null is removed', async () => {
    const metadata = { name: 'old.jpg', parents: [folderId], appProperties: { a: '1', b: '2' } };
    const { id } = (await drive.upload(metadata, 'old')).body;
    const media = await drive.call(
      'PATCH',
      `/upload/drive/v3/files/${id}`,
      { uploadType: 'media', fields: '*' },
      {
        body: 'new',
        headers: { 'content-type': 'image/png' },
      },
    );
    expect(media.body).toMatchObject({ id, name: 'old.jpg', mimeType: 'image/png', md5Checksum: md5('new') });
    const patched = await drive.call(
      'PATCH',
      `/drive/v3/files/${id}`,
      { fields: '*' },
      {
        body: JSON.stringify({ name: 'new.jpg', appProperties: { a: null, c: '3' } }),
      },
    );
    expect(patched.body).toMatchObject({ name: 'new.jpg', md5Checksum: md5('new') });
    expect(patched.body.appProperties).toEqual({ b: '2', c: '3' });
  });
});

describe('shared drives', () => {
  test('without supportsAllDrives nothing of a shared drive is visible', async () => {
    const { id } = (await drive.upload({ name: 'x', parents: [folderId] }, 'x')).body;
    const unaware = { supportsAllDrives: 'false' };
    const path = `/drive/v3/files/${id}`;
    for (const refused of [
      await drive.call('GET', path, unaware),
      await drive.call('PATCH', path, unaware, { body: '{}' }),
      await drive.call('DELETE', path, unaware),
      await drive.upload({ name: 'x', parents: [folderId] }, 'x', unaware),
      await drive.list(`'${folderId}' in parents`, unaware),
    ]) {
      expect([refused.status, refused.body.error.errors[0]]).toMatchObject([
        404,
        { reason: 'notFound', domain: 'global', location: 'fileId', locationType: 'parameter' },
      ]);
    }
    const listed = await drive.list(`'${folderId}' in parents`, { includeItemsFromAllDrives: 'false' });
    expect(listed.body.files).toEqual([]);
  });
});

test('files, reserved ids and used ids survive a restart; tokens do not', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'drive-'));
  try {
    const first = await startDrive({ faults, folderId, dataDir });
    const before = await DriveClient.of(first);
    const kept = (await before.upload({ name: 'kept.jpg', parents: [folderId] }, 'kept')).body;
    const removed = (await before.upload({ name: 'x', parents: [folderId], id: await before.reserve() }, 'x'))
      .body;
    await before.byPerson('delete', removed.id);
    const reserved = await before.reserve();
    await first.stop();

    const second = await startDrive({ faults, folderId, dataDir });
    const after = await DriveClient.of(second);
    const page = `${second.url}/file/d/${kept.id}`;
    const links = { webViewLink: `${page}/view`, webContentLink: `${page}/content` };
    const path = `/drive/v3/files/${kept.id}`;
    expect((await after.call('GET', path, { fields: '*' })).body).toEqual({ ...kept, ...links });
    expect((await after.call('GET', path, { alt: 'media' })).body).toBe('kept');
    expect((await after.upload({ id: removed.id, parents: [folderId] }, 'x')).status).toBe(409);
    expect((await after.upload({ id: reserved, parents: [folderId] }, 'x')).status).toBe(200);
    await second.stop();
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
