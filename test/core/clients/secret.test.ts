import { Faults } from '@tkd-registration/local-cloud/faults';
import { type Listening, listen } from '@tkd-registration/local-cloud/listen';
import { startChallonge } from '@tkd-registration/sandboxes/challonge';
import { startDrive } from '@tkd-registration/sandboxes/drive';
import { createKeyFile } from '@tkd-registration/sandboxes/drive/tokens';
import { startStripe } from '@tkd-registration/sandboxes/stripe';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { parseSecret, usingSecret } from '../../../core/clients/secret.ts';
import { createStripe } from '../../../core/clients/stripe.ts';
import {
  ChallongeAccessDeniedError,
  CheckoutSessionNotFoundError,
  DriveAccessDeniedError,
  SecretInvalidError,
  StripeAccessDeniedError,
} from '../../../core/domain/errors.ts';
import { usingChallonge } from '../../../lambdas/runtime/challonge-connection.ts';
import { usingDrive } from '../../../lambdas/runtime/drive-connection.ts';

const whole = { stripe: { apiKey: 'sk_test_hidden', webhookSecrets: ['whsec_hidden'] } };

test('a complete secret is read', () => {
  expect(parseSecret(JSON.stringify(whole))).toEqual(whole);
});

test.each([
  ['not JSON', 'hidden', 'not JSON'],
  ['without the key', JSON.stringify({ stripe: { webhookSecrets: ['whsec_hidden'] } }), 'stripe.apiKey'],
  ['with a garbled key', JSON.stringify({ stripe: { ...whole.stripe, apiKey: 'hidden' } }), 'stripe.apiKey'],
  [
    'without webhook secrets',
    JSON.stringify({ stripe: { ...whole.stripe, webhookSecrets: [] } }),
    'stripe.webhookSecrets',
  ],
  [
    'with half a service account',
    JSON.stringify({ ...whole, google: { serviceAccount: {} } }),
    'google.serviceAccount.private_key',
  ],
  [
    'with a garbled key of Challonge',
    JSON.stringify({ ...whole, challonge: { apiKey: 'hidden key' } }),
    'challonge.apiKey',
  ],
])('a secret %s fails with what is wrong, and without any of the secret', (_, text, expected) => {
  const parse = () => parseSecret(text);
  expect(parse).toThrow(SecretInvalidError);
  expect(parse).toThrow(expected);
  expect(parse).not.toThrow('hidden');
});

describe('Secrets Manager', () => {
  let server: Listening;
  let answer: { status: number; body: object } | Promise<never>;
  let reads = 0;
  const holding = (secret: object) => {
    answer = { status: 200, body: { SecretString: JSON.stringify(secret) } };
  };
  const read = (secretId: string) =>
    usingSecret(
      secretId,
      (secret) => secret,
      async (secret) => secret,
      StripeAccessDeniedError,
    );

  beforeAll(async () => {
    server = await listen(async () => {
      reads++;
      const { body, status } = await answer;
      return Response.json(body, { status });
    });
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.stop();
  });

  test.each([
    ['being unavailable', 503, 'InternalServiceError', 'ServiceUnavailableError'],
    ['asking to slow down', 400, 'ThrottlingException', 'RateLimitedError'],
    ['refusing', 400, 'AccessDeniedException', 'SecretInvalidError'],
    ['not finding the secret', 400, 'ResourceNotFoundException', 'SecretInvalidError'],
  ])('%s (%i %s) is a %s', async (_, status, type, name) => {
    answer = { status, body: { __type: type, message: 'hidden' } };
    const error: unknown = await read(`of ${type}`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name, message: expect.not.stringContaining('hidden') });
    expect(error).toMatchObject({ message: expect.stringContaining(type) });
  });

  test('answering with a complete secret', async () => {
    holding(whole);
    expect(await read('the one')).toEqual(whole);
  });

  describe('a secret whose key is refused', () => {
    const repaired = { stripe: { ...whole.stripe, apiKey: 'sk_test_repaired' } };
    const refused = new StripeAccessDeniedError('Stripe refuses the key');
    let tried: string[];

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'] });
      tried = [];
      reads = 0;
      holding(whole);
    });
    afterEach(() => void vi.useRealTimers());

    const call = (secretId: string) =>
      usingSecret(
        secretId,
        ({ stripe }) => stripe.apiKey,
        async (apiKey) => {
          tried.push(apiKey);
          if (apiKey !== 'sk_test_repaired') throw refused;
          return 'done';
        },
        StripeAccessDeniedError,
      );

    test('and has been repaired is reread and used at once', async () => {
      await expect(call('repaired')).rejects.toThrow(refused);
      vi.advanceTimersByTime(60_000);
      holding(repaired);
      expect(await call('repaired')).toBe('done');
      expect(tried).toEqual(['sk_test_hidden', 'sk_test_hidden', 'sk_test_repaired']);
      expect(await call('repaired'), 'from now on').toBe('done');
      expect(tried).toHaveLength(4);
    });

    test('by Stripe itself, is replaced within a minute', async () => {
      const sandbox = await startStripe({ faults: new Faults(), apiKey: 'sk_test_repaired' });
      onTestFinished(() => sandbox.stop());
      const retrieve = () =>
        usingSecret(
          'of Stripe',
          ({ stripe }) => stripe.apiKey,
          (apiKey) => createStripe({ apiKey, apiBase: sandbox.url }).retrieveSession('cs_test_unknown'),
          StripeAccessDeniedError,
        );
      await expect(retrieve()).rejects.toThrow(StripeAccessDeniedError);
      vi.advanceTimersByTime(60_000);
      holding(repaired);
      await expect(retrieve()).rejects.toThrow(CheckoutSessionNotFoundError);
    });

    test('by Google itself, is replaced within a minute', async () => {
      const sandbox = await startDrive({ faults: new Faults(), folderId: 'folder_badges' });
      onTestFinished(() => sandbox.stop());
      const env = {
        SECRET_ID: 'of Google',
        BADGE_GFOLDER: 'folder_badges',
        DRIVE_API_BASE: sandbox.url,
        DRIVE_WRITES_PER_SECOND: 3,
        PROGRESS_TABLE: 'progress',
      };
      const find = () =>
        usingDrive(env, { lane: 'registration' }, (drive) =>
          drive.find(['folder_badges'], { entryId: 'entry_1' }),
        );
      const { serviceAccount } = sandbox;
      const revoked = createKeyFile(serviceAccount.client_email, sandbox.url);
      holding({ ...whole, google: { serviceAccount: revoked } });
      await expect(find()).rejects.toThrow(DriveAccessDeniedError);
      vi.advanceTimersByTime(60_000);
      holding({ ...whole, google: { serviceAccount } });
      expect(await find()).toEqual([]);
    });

    test('by Challonge itself, is replaced within a minute', async () => {
      const sandbox = await startChallonge({ faults: new Faults(), apiKey: 'repaired' });
      onTestFinished(() => sandbox.stop());
      const env = {
        SECRET_ID: 'of Challonge',
        CHALLONGE: { callsPerMonth: 2, callsPerMinute: 60, api: 'v2.1', names: 'short', private: true },
        CHALLONGE_API_BASE: sandbox.url,
        PROGRESS_TABLE: 'progress',
      } as const;
      // The progress table is played by the same server, and any answer of it is leave to call.
      const find = () => usingChallonge(env, (challonge) => challonge.find('none'));
      holding(whole);
      await expect(find()).rejects.toThrow("the stage's secret lacks challonge.apiKey");
      vi.advanceTimersByTime(60_000);
      holding({ ...whole, challonge: { apiKey: 'revoked' } });
      await expect(find()).rejects.toThrow(ChallongeAccessDeniedError);
      vi.advanceTimersByTime(60_000);
      holding({ ...whole, challonge: { apiKey: 'repaired' } });
      expect(await find()).toBeUndefined();
    });

    test('and has not been repaired is used once, not twice, whatever else in the secret has changed', async () => {
      await expect(call('broken')).rejects.toThrow(refused);
      expect(tried).toEqual(['sk_test_hidden']);
      vi.advanceTimersByTime(60_000);
      holding({ stripe: { ...whole.stripe, webhookSecrets: ['whsec_new'] } });
      await expect(call('broken')).rejects.toThrow(refused);
      expect(tried).toEqual(['sk_test_hidden', 'sk_test_hidden']);
    });

    test('is reread at most once a minute, however often it is refused', async () => {
      for (let second = 0; second < 120; second++) {
        await expect(call('often')).rejects.toThrow(refused);
        vi.advanceTimersByTime(1_000);
      }
      expect(reads).toBe(3);
    });

    test('by anything else is not reread', async () => {
      const failing = usingSecret(
        'other',
        ({ stripe }) => stripe.apiKey,
        () => Promise.reject(new Error('something else')),
        StripeAccessDeniedError,
      );
      await expect(failing).rejects.toThrow('something else');
      expect(reads).toBe(1);
    });

    test('because it is missing is reread too', async () => {
      holding({ stripe: {} });
      await expect(call('lacking')).rejects.toThrow(SecretInvalidError);
      vi.advanceTimersByTime(60_000);
      holding(repaired);
      expect(await call('lacking')).toBe('done');
    });
  });

  test('never answering is a ServiceUnavailableError after a time-out', async () => {
    answer = new Promise(() => undefined);
    const error = await read('hanging').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ServiceUnavailableError' });
  });
});
