import { inspect } from 'node:util';
import { Faults, type fault } from '@tkd-registration/local-cloud/faults';
import { type DriveSandbox, startDrive } from '@tkd-registration/sandboxes/drive';
import { googleError } from '@tkd-registration/sandboxes/drive/answers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { Drive } from '../../../../core/clients/drive/drive.ts';
import type { DrivePause } from '../../../../core/clients/drive/errors.ts';
import { createDrive } from '../../../../core/clients/drive/google-drive.ts';
import {
  DriveAccessDeniedError,
  DriveStorageFullError,
  RateLimitedError,
  SecretInvalidError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';

const folderId = 'folder_badges';
const entryId = 'cs_test_a1B2c3';
const jpeg = { bytes: Buffer.from('a badge'), contentType: 'image/jpeg' };

type Behaviour = z.input<typeof fault>['behaviour'];

const faults = new Faults();
let sandbox: DriveSandbox;
let drive: Drive;

const now = Date.parse('2026-03-01T12:00:00Z');
/** The end of the pause, which the progress table shares between all callers. */
let pauseEnd: number;
const pause: DrivePause = {
  end: async () => pauseEnd,
  extend: async (endsAt) => {
    pauseEnd = endsAt;
  },
};
function client(overrides: Partial<Parameters<typeof createDrive>[0]> = {}): Drive {
  return createDrive({
    serviceAccount: sandbox.serviceAccount,
    apiBase: sandbox.url,
    pause,
    now: () => now,
    ...overrides,
  });
}

beforeAll(async () => {
  sandbox = await startDrive({ faults, folderId });
  pauseEnd = 0;
  drive = client();
  // Gets the token before any fault is added.
  await drive.reserveId();
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  faults.clear();
  pauseEnd = 0;
});

function refusal(status: number, reason: string, headers: Record<string, string> = {}): Behaviour {
  const body = JSON.stringify(googleError(status, reason, `${reason} says Google`));
  return { kind: 'answer', status, body, headers: { 'content-type': 'application/json', ...headers } };
}
const fails = (operation: string, behaviour: Behaviour) =>
  faults.add({ service: 'drive', operation, behaviour });

const operations: Record<string, () => Promise<unknown>> = {
  token: () => client().reserveId(),
  'files.generateIds': () => drive.reserveId(),
  'files.list': () => drive.find([folderId], { entryId }),
  'files.create': () =>
    drive.create({ id: 'reserved', folderId, tag: { entryId }, name: 'badge.jpg', ...jpeg }),
  'files.update': () => drive.update({ fileId: 'any', content: jpeg }),
  'files.get': () => drive.get('any'),
};

describe('errors', () => {
  type Row = [expected: abstract new (...args: never[]) => Error, behaviour: Behaviour];
  const ofEachCall: Row[] = [
    [DriveAccessDeniedError, refusal(401, 'authError')],
    [DriveAccessDeniedError, refusal(403, 'insufficientFilePermissions')],
    [RateLimitedError, refusal(403, 'userRateLimitExceeded')],
    [DriveStorageFullError, refusal(403, 'storageQuotaExceeded')],
    [ServiceUnavailableError, refusal(503, 'backendError')],
    [ServiceUnavailableError, { kind: 'reset' }],
    [ServiceUnavailableError, { kind: 'lose-answer' }],
  ];
  const ofOneCall: Row[] = [
    [DriveAccessDeniedError, refusal(403, 'appNotAuthorizedToFile')],
    [DriveAccessDeniedError, { kind: 'answer', status: 403, body: 'no JSON' }],
    [RateLimitedError, refusal(403, 'rateLimitExceeded')],
    [RateLimitedError, refusal(403, 'dailyLimitExceeded')],
    [RateLimitedError, refusal(403, 'sharingRateLimitExceeded')],
    [RateLimitedError, refusal(429, 'rateLimitExceeded')],
    [RateLimitedError, { kind: 'answer', status: 429 }],
    [DriveStorageFullError, refusal(403, 'teamDriveFileLimitExceeded')],
    [DriveStorageFullError, refusal(403, 'numChildrenInNonRootLimitExceeded')],
    [DriveStorageFullError, refusal(403, 'activeItemCreationLimitExceeded')],
    [ServiceUnavailableError, { kind: 'answer', status: 408 }],
    [ServiceUnavailableError, refusal(500, 'backendError')],
    [ServiceUnavailableError, { kind: 'answer', status: 502, body: '<html>' }],
    [ServiceUnavailableError, { kind: 'answer', status: 504 }],
  ];

  async function failureOf(operation: string, behaviour: Behaviour): Promise<unknown> {
    fails(operation, behaviour);
    // Any call after the failed one would get this.
    fails(operation, { kind: 'answer', status: 418 });
    const error = await operations[operation]?.().catch((thrown: unknown) => thrown);
    expect(faults.list()).toHaveLength(1);
    expectNoSecret(error);
    return error;
  }

  test.each(ofOneCall)('%o for %o, after one call', async (expected, behaviour) => {
    expect(await failureOf('files.get', behaviour)).toBeInstanceOf(expected);
  });

  describe.each(Object.entries(operations))('of %s', (operation, call) => {
    test.each(ofEachCall)('%o for %o, after one call', async (expected, behaviour) => {
      expect(await failureOf(operation, behaviour)).toBeInstanceOf(expected);
    });

    test('any other error passes through, without the request', async () => {
      expect(await failureOf(operation, refusal(400, 'badRequest'))).toMatchObject({
        name: 'GoogleCallError',
        status: 400,
        reason: 'badRequest',
      });
    });

    test('a call that is never answered ends with its time-out', async () => {
      const patient = drive;
      drive = client({ timeoutMs: 100 });
      if (operation !== 'token') await drive.reserveId();
      fails(operation, { kind: 'hang' });
      const error = await (operation === 'token' ? drive.reserveId() : call()).catch(
        (thrown: unknown) => thrown,
      );
      drive = patient;
      expect(error).toBeInstanceOf(ServiceUnavailableError);
      expect((error as Error).message).toContain('TimeoutError');
      expectNoSecret(error);
    });
  });

  test('a revoked grant is access denied', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    fails('token', { kind: 'answer', status: 400, body, headers });
    await expect(client().reserveId()).rejects.toThrow(DriveAccessDeniedError);
  });

  test("another account's key is access denied", async () => {
    const other = await startDrive({ faults: new Faults(), folderId });
    await other.stop();
    const { private_key } = other.serviceAccount;
    const stranger = client({ serviceAccount: { ...sandbox.serviceAccount, private_key } });
    await expect(stranger.get('any')).rejects.toThrow(DriveAccessDeniedError);
  });

  test('an unknown host is an unavailable service', async () => {
    const other = await startDrive({ faults: new Faults(), folderId });
    await other.stop();
    await expect(client({ apiBase: other.url }).get('any')).rejects.toThrow(ServiceUnavailableError);
  });

  test('a garbled private key is an invalid secret, and is not in the error', () => {
    const private_key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
    const garbled = () => client({ serviceAccount: { ...sandbox.serviceAccount, private_key } });
    expect(garbled).toThrow(SecretInvalidError);
    expect(garbled).toThrow(/^(?!.*c2VjcmV0)/s);
  });

  test('a reason that is free text is not repeated', async () => {
    fails('files.get', refusal(403, 'no access for parent@example.com'));
    const error = await drive.get('any').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DriveAccessDeniedError);
    expect(inspect(error, { depth: 10 })).not.toContain('example.com');
  });
});

describe('Retry-After', () => {
  const inSeven = 'Sun, 01 Mar 2026 12:00:07 GMT';
  test.each([
    ['in seconds', 429, '5', 5_000],
    ['as a date', 503, inSeven, 7_000],
    ['with a 403 about the rate', 403, '3', 3_000],
    ['of more than an hour', 429, '86400', 3_600_000],
    ['in the past', 503, 'Sun, 01 Mar 2026 11:00:00 GMT', -now],
    ['of zero', 429, '0', -now],
    ['that is neither', 503, 'soon', -now],
  ])('%s is recorded for all callers, and not waited for', async (_, status, value, expected) => {
    fails('files.get', refusal(status, 'rateLimitExceeded', { 'retry-after': value }));
    await expect(drive.get('any')).rejects.toThrow();
    expect(pauseEnd - now).toBe(expected);
  });

  test('is ignored when a retry would not help', async () => {
    fails('files.get', refusal(403, 'storageQuotaExceeded', { 'retry-after': '9' }));
    await expect(drive.get('any')).rejects.toThrow(DriveStorageFullError);
    expect(pauseEnd).toBe(0);
  });

  test('that cannot be recorded does not hide Drive’s error', async () => {
    const extend = async () => {
      throw new ServiceUnavailableError('DynamoDB');
    };
    const forgetful = client({ pause: { ...pause, extend } });
    fails('files.get', refusal(429, 'rateLimitExceeded', { 'retry-after': '5' }));
    await expect(forgetful.get('any')).rejects.toThrow(RateLimitedError);
  });

  test.each(Object.entries(operations))('stops all callers until its time: %s', async (operation, call) => {
    fails('files.get', refusal(429, 'rateLimitExceeded', { 'retry-after': '5' }));
    await expect(drive.get('any')).rejects.toThrow(RateLimitedError);
    // A call would get this.
    fails(operation, { kind: 'answer', status: 418 });
    await expect(call()).rejects.toMatchObject({
      name: 'DrivePacedError',
      message: expect.stringContaining('not before 2026-03-01T12:00:05.000Z'),
    });
    expect(faults.list()).toHaveLength(1);
  });

  test('ends at its time', async () => {
    pauseEnd = now;
    expect(await drive.reserveId()).toEqual(expect.any(String));
  });
});

/** Nothing of an error that can be logged contains the token, the signed request for it, or the key. */
function expectNoSecret(error: unknown): void {
  const everything = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true });
  expect(everything).not.toMatch(/ya29\.|Bearer|assertion|PRIVATE KEY|eyJ/);
}
