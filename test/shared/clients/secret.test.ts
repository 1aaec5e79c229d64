import { expect, test } from 'vitest';
import { parseSecret } from '../../../lambdas/shared/clients/secret.ts';
import { SecretInvalidError } from '../../../lambdas/shared/domain/errors.ts';

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
