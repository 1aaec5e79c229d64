import Stripe from 'stripe';
import { expect, test, vi } from 'vitest';
import type { SecretStore } from '../../../admin/setup/stage-secret.ts';
import { stripeKey } from '../../../admin/setup/stripe-key.ts';
import { webhook } from '../../../admin/setup/webhook.ts';
import { StripeAccessDeniedError } from '../../../core/domain/errors.ts';
import { answering, endpoint, secretOf, stripeOf, url } from './doubles.ts';

const say = () => {};
const withKey = { stripe: { apiKey: 'rk_live_1' } };
const connected = { stripe: { apiKey: 'rk_live_1', webhookSecrets: ['whsec_1'] } };

function run(
  answers: Parameters<typeof answering>[0],
  secret: SecretStore,
  stripe: ReturnType<typeof stripeOf> | ((key: string) => ReturnType<typeof stripeOf>),
) {
  const byKey = typeof stripe === 'function' ? stripe : () => stripe;
  return webhook(
    { url, mode: 'live' },
    { stage: 'prod', ask: answering(answers), say, secret, stripe: byKey },
  );
}

/** What Stripe answers to a restricted key without the permission. */
const denied = (kind: 'StripePermissionError' | 'StripeAuthenticationError') =>
  new StripeAccessDeniedError('refused', {
    cause: new Stripe.errors[kind]({ message: '', type: 'api_error' }),
  });

test('an endpoint is created at the stage’s address, and its signing secret stored without being said', async () => {
  const [secret, stripe] = [secretOf(withKey), stripeOf()];
  const result = await run({ 'webhook.create': 'create' }, secret, stripe);
  expect(result).toMatchObject({ state: 'done', found: expect.stringContaining('we_new') });
  expect(stripe.create).toHaveBeenCalledExactlyOnceWith({ url, description: 'Registrations, stage prod' });
  expect(secret.parts.stripe).toEqual({ apiKey: 'rk_live_1', webhookSecrets: ['whsec_new'] });
  expect(JSON.stringify(result)).not.toContain('whsec');
});

test('the second time, nothing is asked or created', async () => {
  const stripe = stripeOf({ endpoints: async () => [endpoint] });
  expect(await run({}, secretOf(connected), stripe)).toMatchObject({ state: 'right' });
  expect(stripe.create).not.toHaveBeenCalled();
});

test('an endpoint whose signing secret cannot be stored is taken away again', async () => {
  const stripe = stripeOf();
  const secret = { ...secretOf(withKey), put: () => Promise.reject(new Error('denied')) };
  await expect(run({ 'webhook.create': 'create' }, secret, stripe)).rejects.toThrow('denied');
  expect(stripe.remove).toHaveBeenCalledExactlyOnceWith('we_new');
});

test('an endpoint without a signing secret in the stage is replaced, and then deleted, or its secret is typed', async () => {
  const stripe = stripeOf({ endpoints: async () => [endpoint] });
  const secret = secretOf(withKey);
  expect(await run({ 'webhook.existing': 'replace' }, secret, stripe)).toMatchObject({ state: 'done' });
  expect(secret.parts.stripe.webhookSecrets).toEqual(['whsec_new']);
  expect(stripe.remove).toHaveBeenCalledExactlyOnceWith('we_1');

  const other = secretOf(withKey);
  const answers = { 'webhook.existing': 'enter', 'webhook.signingSecret': 'whsec_typed' };
  expect(await run(answers, other, stripe)).toMatchObject({ state: 'done' });
  expect(other.parts.stripe.webhookSecrets).toEqual(['whsec_typed']);
  expect(stripe.create).toHaveBeenCalledOnce();
});

test('wrong events and a disabled endpoint are put right once that is confirmed', async () => {
  const wrong = {
    ...endpoint,
    status: 'disabled',
    enabled_events: ['customer.created', ...endpoint.enabled_events.slice(1)],
  };
  const stripe = stripeOf({ endpoints: async () => [wrong] });
  const refused = await run({ 'webhook.events': false }, secretOf(connected), stripe);
  expect(refused).toMatchObject({
    state: 'to do',
    found: expect.stringMatching(/does not send checkout.*customer.created/),
  });
  expect(stripe.setEvents).not.toHaveBeenCalled();
  const answers = { 'webhook.events': true, 'webhook.enable': true };
  expect(await run(answers, secretOf(connected), stripe)).toMatchObject({ state: 'done' });
  expect(stripe.setEvents).toHaveBeenCalledExactlyOnceWith('we_1');
  expect(stripe.enable).toHaveBeenCalledExactlyOnceWith('we_1');
});

test('where the stage’s key may not write endpoints, another is used this once and not kept', async () => {
  const secret = secretOf(withKey);
  const restricted = stripeOf({ create: () => Promise.reject(denied('StripePermissionError')) });
  const whole = stripeOf();
  const byKey = (key: string) => (key === 'sk_live_whole' ? whole : restricted);
  const answers = { 'webhook.create': 'create', 'webhook.key': 'sk_live_whole' };
  expect(await run(answers, secret, byKey)).toMatchObject({ state: 'done' });
  expect(secret.parts.stripe).toEqual({ apiKey: 'rk_live_1', webhookSecrets: ['whsec_new'] });
  expect(whole.create).toHaveBeenCalledOnce();
});

test('two endpoints at the address are left to a person', async () => {
  const stripe = stripeOf({ endpoints: async () => [endpoint, { ...endpoint, id: 'we_2' }] });
  expect(await run({}, secretOf(connected), stripe)).toMatchObject({
    state: 'to do',
    next: expect.stringContaining('we_2'),
  });
});

test('a key is tried before it is stored; one that is refused or of the other mode is replaced', async () => {
  const taken = vi.fn((key: string) =>
    key === 'sk_live_old'
      ? stripeOf({ endpoints: () => Promise.reject(denied('StripeAuthenticationError')) })
      : stripeOf(),
  );
  const keyStep = (answers: Record<string, string | boolean>, secret: SecretStore) =>
    stripeKey('live', { ask: answering(answers), say, secret, stripe: taken });
  const secret = secretOf();
  await expect(keyStep({ 'stripe.apiKey': 'sk_live_old' }, secret)).rejects.toThrow(
    'Stripe refuses the key.',
  );
  await expect(keyStep({ 'stripe.apiKey': 'sk_test_1' }, secret)).rejects.toThrow('This is a test key');
  expect(secret.parts.stripe).toEqual({});

  const stale = secretOf({ stripe: { apiKey: 'sk_live_old', webhookSecrets: ['whsec_1'] } });
  expect(await keyStep({ 'stripe.replaceKey': false }, stale)).toMatchObject({ state: 'to do' });
  const answers = { 'stripe.replaceKey': true, 'stripe.apiKey': 'rk_live_new' };
  expect(await keyStep(answers, stale)).toMatchObject({ state: 'done' });
  expect(stale.parts.stripe).toEqual({ apiKey: 'rk_live_new', webhookSecrets: ['whsec_1'] });
  expect(await keyStep({}, stale)).toMatchObject({ state: 'right' });
});
