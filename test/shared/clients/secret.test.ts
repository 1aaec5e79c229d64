import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseSecret, readSecret } from '../../../lambdas/shared/clients/secret.ts';
import { SecretInvalidError } from '../../../lambdas/shared/domain/errors.ts';
import { type Listening, listen } from '../../../local/listen.ts';

const whole = { stripe: { apiKey: 'sk_test_hidden', webhookSecrets: ['whsec_hidden'] } };

test('a whole secret is read', () => {
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
])('a secret %s fails with what is wrong and none of the secret', (_, text, expected) => {
  const parse = () => parseSecret(text);
  expect(parse).toThrow(SecretInvalidError);
  expect(parse).toThrow(expected);
  expect(parse).not.toThrow('hidden');
});

describe('Secrets Manager', () => {
  let server: Listening;
  let answer: { status: number; body: object };

  beforeAll(async () => {
    server = await listen(() => Response.json(answer.body, { status: answer.status }));
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
    ['being away', 503, 'InternalServiceError', 'ServiceUnavailableError'],
    ['asking to slow down', 400, 'ThrottlingException', 'RateLimitedError'],
    ['refusing', 400, 'AccessDeniedException', 'SecretInvalidError'],
    ['not knowing the secret', 400, 'ResourceNotFoundException', 'SecretInvalidError'],
  ])('%s (%i %s) is a %s', async (_, status, type, name) => {
    answer = { status, body: { __type: type, message: 'hidden' } };
    const error: unknown = await readSecret(`of ${type}`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name, message: expect.not.stringContaining('hidden') });
    expect(error).toMatchObject({ message: expect.stringContaining(type) });
  });

  test('answering with a whole secret', async () => {
    answer = { status: 200, body: { SecretString: JSON.stringify(whole) } };
    expect(await readSecret('the one')).toEqual(whole);
  });
});
