import type { Fault } from '@tkd-registration/local-cloud/faults';
import { googleError } from '@tkd-registration/sandboxes/drive/answers';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { waitFor } from '../../local/outcome.ts';
import { putPhoto } from '../../local/seed.ts';
import { correct, deleteFromBucket, runAgain, startAgain, submitted } from './act.ts';
import { clearFaults, cloud, ended, frontEnd, misbehave, outcomes, register } from './fixtures.ts';
import {
  attemptsAt,
  badgeOf,
  driveFilesOf,
  emailOf,
  endState,
  keyOf,
  mailsTo,
  marksOf,
  nameOf,
  registrationsOf,
} from './inspect.ts';
import { competitor, manualEntry } from './people.ts';

afterEach(clearFaults);

const wentWell = { registrations: 1, mails: 1, driveFiles: 1, inDriveIsTheBadge: true, marks: [] };

const photo = await sharp({ create: { width: 300, height: 400, channels: 3, background: 'teal' } })
  .jpeg()
  .toBuffer();

describe.concurrent('a photo', () => {
  test.each([
    ['used', 'used', photo],
    ['missing', 'missing', undefined],
    ['empty', 'empty', Buffer.alloc(0)],
    ['not an image', 'not an image', Buffer.from('Dear organiser, please find attached')],
    ['cut off', 'truncated', photo.subarray(0, photo.length / 2)],
  ])('that is %s: the outcome is "%s" and the registration continues', async (_, outcome, bytes) => {
    const body = manualEntry();
    const key = `${nameOf(body)}.jpg`;
    if (bytes) await putPhoto(cloud, key, bytes);
    const { entryId } = await register({ ...body, imgFilename: { S: key } });
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    expect((await badgeOf(entryId))?.photo).toBe(outcome);
    expect(await endState(entryId, emailOf(body))).toEqual(wentWell);
  });
});

describe.concurrent('a name', () => {
  test.each([
    ['a path', (name: string) => `../../etc/${name}/..\\..`],
    ['text that runs from right to left', (name: string) => `\u202eמשה ${name}\u200f אבגד`],
    ['emoji', (name: string) => `🥋👩‍👩‍👧‍👦 ${name} 🇰🇷`],
    ['a NUL and line breaks', (name: string) => `Jo\0${name}\r\n\u2028Roe`],
    ['500 letters', (name: string) => `${name} ${'W'.repeat(500)}`],
    ['quotes for every query language', (name: string) => `${name}' or '1'='1" \\'; --`],
  ])('with %s is drawn, and every key keeps its form', async (_, hostile) => {
    const body = manualEntry();
    const { entryId } = await register({ ...body, full_name: { S: hostile(nameOf(body)) } });
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    expect(await endState(entryId, emailOf(body))).toEqual(wentWell);
    const key = (await badgeOf(entryId))?.key ?? '';
    expect(key).toMatch(/^[^/\\\p{Cc}]+_badge\.jpg$/u);
    expect(key).not.toContain('..');
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
    expect((await driveFilesOf(entryId))[0]).toMatchObject({
      name: `badge_${entryId}.jpg`,
      appProperties: { entryId },
    });
  });

  test('that is missing parks the entry and names the field', async () => {
    const body = manualEntry();
    const { entryId } = await register({ ...body, full_name: { S: ' \u200b ' } });
    const failed = await outcomes.execution(entryId);
    expect(failed).toMatchObject({ status: 'FAILED', error: 'EntryInvalidError' });
    expect(failed?.cause).toContain('full_name: ');
    expect(await endState(entryId, emailOf(body))).toEqual({
      registrations: 0,
      mails: 0,
      driveFiles: 0,
      inDriveIsTheBadge: false,
      marks: ['attention registration'],
    });
  });
});

/** Makes Drive fail when the entry's file is created. */
const driveFails = (entryId: string, behaviour: Fault['behaviour'], times = 1) =>
  misbehave({ service: 'drive', operation: 'files.create', contains: entryId, times, behaviour });

const answer = (status: number, reason = '', headers: Record<string, string> = {}): Fault['behaviour'] => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: reason && JSON.stringify(googleError(status, reason, 'Drive says no')),
});

/** Registers an entry whose file in Drive cannot be created at first; resolves once its execution has ended. */
async function registerWhileDrive(behaviour: Fault['behaviour'], times = 1) {
  const body = competitor();
  const { entryId, sessionId = '' } = await submitted(body);
  await driveFails(entryId, behaviour, times);
  await frontEnd.press('card', sessionId);
  await ended(entryId);
  return { entryId, email: emailOf(body) };
}

describe('Drive', () => {
  test.each([
    ['403 rateLimitExceeded', answer(403, 'rateLimitExceeded')],
    ['429', answer(429, 'rateLimitExceeded')],
    ['500', answer(500, 'internalError')],
    ['503 without a body', answer(503)],
    ['a reset', { kind: 'reset' } as const],
  ])('answers %s: the upload is retried until it succeeds', async (_, behaviour) => {
    const { entryId, email } = await registerWhileDrive(behaviour, 2);
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    expect(await attemptsAt('Push to Drive', entryId)).toBe(3);
    expect(await clearFaults()).toEqual([]);
    expect(await endState(entryId, email)).toEqual(wentWell);
  });

  test.each([
    ['403 storageQuotaExceeded', 'DriveStorageFullError', answer(403, 'storageQuotaExceeded')],
    ['403 insufficientFilePermissions', 'DriveAccessDeniedError', answer(403, 'insufficientFilePermissions')],
    ['404 for the folder', 'DriveFolderNotFoundError', answer(404, 'notFound')],
  ])(
    'answers %s: the badge is parked after one call, the mail has been sent, and a run after the repair uploads',
    async (_, error, behaviour) => {
      const { entryId, email } = await registerWhileDrive(behaviour, 5);
      const failed = await outcomes.execution(entryId);
      expect(failed).toMatchObject({ status: 'FAILED', error });
      expect(failed?.cause).toMatch(new RegExp(`^badge: ${error}: `));
      expect(await attemptsAt('Push to Drive', entryId)).toBe(1);
      expect(await clearFaults(), 'calls that Drive would still have refused').toEqual([4]);
      expect(await endState(entryId, email)).toEqual({
        ...wentWell,
        driveFiles: 0,
        marks: ['attention badge'],
      });

      expect((await runAgain(entryId)).status).toBe('SUCCEEDED');
      expect(await endState(entryId, email)).toEqual(wentWell);
    },
  );

  test('asks callers to wait for a second: the state machine waits, and nobody calls Drive before', async () => {
    const asked = answer(429, 'rateLimitExceeded', { 'retry-after': '1' });
    const { entryId, email } = await registerWhileDrive(asked);
    const events = await outcomes.history(entryId);
    const [refusal, ...others] = events.flatMap(({ lambdaFunctionFailedEventDetails: failure }) =>
      /^(RateLimited|DrivePaced)Error$/.test(failure?.error ?? '') ? [failure?.cause] : [],
    );
    expect(refusal).toContain('429');
    for (const cause of others) expect(cause).toMatch(/not before .*, as Drive asked/);
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    expect(await endState(entryId, email)).toEqual(wentWell);
  });

  test('accepts the upload and loses its answer: there is one file', async () => {
    const { entryId, email } = await registerWhileDrive({ kind: 'lose-answer' });
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    expect(await clearFaults()).toEqual([]);
    expect(await endState(entryId, email)).toEqual(wentWell);
  });
});

describe('an entry run again', () => {
  test('recognises its badge in Drive by its md5 and uploads nothing; nothing is duplicated', async () => {
    const body = competitor();
    const { entryId } = await register(body);
    const [registrations, badge, files] = await Promise.all([
      registrationsOf(entryId),
      badgeOf(entryId),
      driveFilesOf(entryId),
    ]);
    const again = await runAgain(entryId);
    expect(again.status).toBe('SUCCEEDED');
    expect(JSON.parse(again.output ?? '').fulfilment.badge.outcome).toBe('already there');
    expect(await driveFilesOf(entryId)).toEqual(files);
    expect(await badgeOf(entryId)).toEqual(badge);
    expect(await registrationsOf(entryId)).toEqual(registrations);
    expect(await endState(entryId, emailOf(body))).toEqual(wentWell);
  });

  test('draws its badge from the current registration, and updates the same file in place', async () => {
    const body = manualEntry();
    const { entryId } = await register(body);
    const [before] = await driveFilesOf(entryId);
    await correct(await keyOf(entryId), { full_name: { S: `${nameOf(body)} the Younger` } });
    expect((await runAgain(entryId)).status).toBe('SUCCEEDED');
    const [after] = await driveFilesOf(entryId);
    expect(after?.id).toBe(before?.id);
    expect(after?.md5Checksum).not.toBe(before?.md5Checksum);
    expect(await endState(entryId, emailOf(body))).toEqual(wentWell);
  });

  test("legacy fault 8: a badge is redrawn by its entry's id; the badge of another person with the same name is not touched", async () => {
    const one = manualEntry();
    const another = { ...one, birthdate: { S: '2014-01-02' }, imgFilename: { S: 'another.jpg' } };
    const { entryId } = await register(one);
    const { entryId: otherId } = await register(another);
    const [badge, otherBadge, otherFiles] = await Promise.all([
      badgeOf(entryId),
      badgeOf(otherId),
      driveFilesOf(otherId),
    ]);
    expect(otherBadge?.key).not.toBe(badge?.key);
    await deleteFromBucket(badge?.key ?? '');
    await runAgain(entryId);
    expect(await badgeOf(entryId)).toEqual({ ...badge, lastModified: expect.anything() });
    expect(await badgeOf(otherId)).toEqual(otherBadge);
    expect(await driveFilesOf(otherId)).toEqual(otherFiles);
  });

  test('three times at once creates one file, one mail and one registration', async () => {
    const body = manualEntry();
    const { entryId } = await frontEnd.submit(body);
    // It is not started once another execution has registered the entry.
    await waitFor('the first execution', () => outcomes.execution(entryId), { everyMs: 10 });
    const names = await Promise.all([
      startAgain(entryId, `${entryId}-2`),
      startAgain(entryId, `${entryId}-3`),
    ]);
    const ends = await Promise.all([entryId, ...names].map(ended));
    expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(await endState(entryId, emailOf(body))).toEqual(wentWell);
    expect(await mailsTo(emailOf(body))).toHaveLength(1);
    expect(await marksOf(entryId)).toEqual([]);
  });
});
