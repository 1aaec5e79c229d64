import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fullReasons } from '../../drive/settings.ts';
import { folderId, folderType, outcomeOf, patch, type Started, started } from './started.ts';

let now = Date.parse('2026-03-01T12:00:00Z');
let running: Started;
beforeAll(async () => {
  running = await started({ now: () => now });
});
beforeEach(() =>
  running.sandbox.change({ full: '', driveItems: 500_000, folderItems: 500_000, writesPerSecond: 0 }),
);
afterAll(() => running.sandbox.stop());

const upload = (more: object = {}, content = 'x') =>
  running.drive.upload({ name: 'x', parents: [folderId], ...more }, content);
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, 'x']));

describe('properties', () => {
  const long = (bytes: number) => ({ entryId: 'é'.repeat((bytes - 'entryId'.length) / 2).padEnd(1) });

  test('a key and its value have 124 bytes in UTF-8 and no more', async () => {
    expect(Buffer.byteLength(`entryId${long(123).entryId}`)).toBe(123);
    expect(outcomeOf(await upload({ appProperties: { ...long(123) } }))).toBe('200');
    const refused = await upload({ appProperties: long(125) });
    expect(outcomeOf(refused)).toBe('403 propertyLengthLimitExceeded');
    expect(refused.body.error.errors[0].domain).toBe('global');
    expect(outcomeOf(await upload({ properties: { k: 'x'.repeat(123) } }))).toBe('200');
    expect(outcomeOf(await upload({ properties: { k: 'x'.repeat(124) } }))).toBe(
      '403 propertyLengthLimitExceeded',
    );
  });

  test('a file has 30 of one kind and no more, after any number of updates', async () => {
    const { id } = (await upload({ appProperties: many(29) })).body;
    expect(outcomeOf(await patch(running.drive, id, { appProperties: { one: 'x' } }))).toBe('200');
    expect(outcomeOf(await patch(running.drive, id, { appProperties: { two: 'x' } }))).toBe(
      '403 propertyCountLimitExceeded',
    );
    expect(outcomeOf(await patch(running.drive, id, { appProperties: { one: null, two: 'x' } }))).toBe('200');
    expect(outcomeOf(await upload({ properties: many(31) }))).toBe('403 propertyCountLimitExceeded');
  });
});

test('one multipart request carries 5 MiB and no more, and a resumable upload carries it', async () => {
  const most = 5 * 1024 * 1024;
  expect(outcomeOf(await upload({}, 'x'.repeat(most)))).toBe('200');
  expect(outcomeOf(await upload({}, 'x'.repeat(most + 1)))).toBe('413 uploadTooLarge');
  const { session } = await running.drive.begin({ name: 'x', parents: [folderId] });
  expect((await fetch(session, { method: 'PUT', body: 'x'.repeat(most + 1) })).status).toBe(200);
});

describe('room', () => {
  test.each(Object.entries(fullReasons))('none, because of %s', async (full, message) => {
    const { id } = (await upload()).body;
    running.sandbox.change({ full: full as keyof typeof fullReasons });
    const refused = await upload();
    expect([outcomeOf(refused), refused.body.error.message]).toEqual([`403 ${full}`, message]);
    expect(outcomeOf(await running.drive.begin({ name: 'x', parents: [folderId] }))).toBe(`403 ${full}`);
    expect(outcomeOf(await patch(running.drive, id, { name: 'y' }))).toBe('200');
  });

  test('for so many items in a folder, and so many in the drive with its trash', async () => {
    const body = JSON.stringify({ name: 'small', mimeType: folderType, parents: [folderId] });
    const folder = (await running.drive.call('POST', '/drive/v3/files', {}, { body })).body.id;
    running.sandbox.change({ folderItems: 2 });
    const into = { parents: [folder] };
    const outcomes = [await upload(into), await upload(into), await upload(into)].map(outcomeOf);
    expect(outcomes).toEqual(['200', '200', '403 numChildrenInNonRootLimitExceeded']);
    const count = (await running.drive.list('', { pageSize: '1000' })).body.files.length;
    running.sandbox.change({ folderItems: 500_000, driveItems: count + 1 });
    const { id } = (await upload()).body;
    await running.drive.byPerson('trash', id);
    expect(outcomeOf(await upload())).toBe('403 teamDriveFileLimitExceeded');
    await running.drive.byPerson('delete', id);
    expect(outcomeOf(await upload())).toBe('200');
  });
});

describe('a limit of writes a second', () => {
  const reads = () => running.drive.list('');

  test('lets a burst through, then the steady rate, and counts no reads', async () => {
    now += 60_000;
    running.sandbox.change({ writesPerSecond: 3, burst: 5 });
    const before = running.sandbox.writes().length;
    const outcomes = async (count: number) => {
      const all = [];
      for (let n = 0; n < count; n += 1) all.push(outcomeOf(await upload()));
      return all;
    };
    expect(await outcomes(6)).toEqual([...Array(5).fill('200'), '403 userRateLimitExceeded']);
    expect(outcomeOf(await reads())).toBe('200');
    now += 1_000;
    expect(await outcomes(4)).toEqual(['200', '200', '200', '403 userRateLimitExceeded']);
    for (let n = 0; n < 20; n += 1) {
      now += 334;
      expect(outcomeOf(await upload())).toBe('200');
    }
    const writes = running.sandbox.writes().slice(before);
    expect([writes.length, writes.filter(({ refused }) => refused).length]).toEqual([30, 2]);
    expect(writes.at(-1)).toEqual({ at: now, operation: 'files.create', refused: false });
  });

  test('answers as it is switched to, with a Retry-After or without', async () => {
    running.sandbox.change({
      writesPerSecond: 0.1,
      burst: 1,
      refusal: '429 rateLimitExceeded',
      retryAfter: 7,
    });
    now += 60_000;
    await upload();
    const { url, serviceAccount } = running.sandbox;
    expect(url).toBe(serviceAccount.token_uri.replace('/token', ''));
    const refused = await upload();
    expect(refused.body.error).toEqual({
      code: 429,
      message: 'Rate Limit Exceeded',
      errors: [{ domain: 'usageLimits', reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded' }],
    });
    expect(refused.headers.get('retry-after')).toBe('7');
    running.sandbox.change({ refusal: '403 userRateLimitExceeded', retryAfter: 0 });
    expect((await upload()).headers.get('retry-after')).toBeNull();
  });

  test('a resumable upload counts once, at its beginning', async () => {
    now += 60_000;
    running.sandbox.change({ writesPerSecond: 1, burst: 1 });
    const { session } = await running.drive.begin({ name: 'x', parents: [folderId] });
    expect((await fetch(session, { method: 'PUT', body: 'x' })).status).toBe(200);
    expect(outcomeOf(await running.drive.begin({ name: 'x', parents: [folderId] }))).toBe(
      '403 userRateLimitExceeded',
    );
  });
});
