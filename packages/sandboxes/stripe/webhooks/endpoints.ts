/** Webhook endpoints: where events go, and which. */
import Stripe from 'stripe';
import { type Account, change } from '../account.ts';
import { invalidRequest, missing } from '../api-error.ts';
import { newId, randomText } from '../ids.ts';
import type { WireEndpoint } from '../wire.ts';

/** The endpoint that the sandbox is started with. */
export interface Endpoint {
  url: string;
  /** The endpoint's signing secret, `whsec_…`. */
  secret: string;
  /** The types of event the endpoint subscribes to; `*` is every type. Default: those a payment needs. */
  enabledEvents?: readonly string[];
}

const eventsOfPayment = [
  'checkout.session.completed',
  'checkout.session.expired',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
];

/** Source: https://docs.stripe.com/webhooks#register-webhook */
const mostEndpoints = 16;

export function subscribes({ enabled_events, status }: WireEndpoint, type: string): boolean {
  return status === 'enabled' && (enabled_events.includes(type) || enabled_events.includes('*'));
}

export interface EndpointParams {
  url: string;
  enabled_events: string[];
  api_version?: string;
  description?: string;
  metadata?: Record<string, string>;
}

/** @throws ApiError 400 when the account has as many as it may, or the url is not secure in live mode. */
export function createEndpoint(account: Account, params: EndpointParams): WireEndpoint {
  if (account.records.endpoints.length >= mostEndpoints) {
    const mode = account.livemode ? 'live' : 'test';
    throw invalidRequest(`You have reached the maximum of ${mostEndpoints} ${mode} webhook endpoints.`);
  }
  checkUrl(account, params.url);
  return addEndpoint(account, params, `whsec_${randomText(32)}`);
}

function addEndpoint(account: Account, params: EndpointParams, secret: string): WireEndpoint {
  const { url, enabled_events, api_version, description, metadata } = params;
  const endpoint: WireEndpoint = {
    id: newId('we_'),
    object: 'webhook_endpoint',
    api_version: api_version ?? null,
    application: null,
    ...account.origin(),
    description: description || null,
    enabled_events,
    metadata: metadata ?? {},
    secret,
    status: 'enabled',
    url,
  };
  account.records.endpoints.push(endpoint);
  account.state.changed();
  return endpoint;
}

/** @throws ApiError 400 when the url is not secure in live mode. */
export function updateEndpoint(
  account: Account,
  endpoint: WireEndpoint,
  changes: Partial<Pick<WireEndpoint, 'url' | 'enabled_events' | 'status' | 'description' | 'metadata'>>,
): void {
  checkUrl(account, changes.url ?? endpoint.url);
  change(endpoint, changes);
  account.state.changed();
}

export function removeEndpoint(account: Account, endpoint: WireEndpoint): void {
  const { records } = account;
  records.endpoints.splice(records.endpoints.indexOf(endpoint), 1);
  account.state.changed();
}

/** @throws ApiError 404. */
export function findEndpoint({ records }: Account, id: string): WireEndpoint {
  const found = records.endpoints.find((endpoint) => endpoint.id === id);
  if (!found) throw missing('webhook endpoint', id, 'webhook_endpoint');
  return found;
}

/** An endpoint as the API returns it after its creation: without its secret. */
export function shownEndpoint({ secret: _, ...endpoint }: WireEndpoint): Stripe.WebhookEndpoint {
  return endpoint;
}

/** Sets the endpoint that the sandbox is started with, in place of the one set before. */
export function setOwnEndpoint(account: Account, { url, secret, enabledEvents }: Endpoint): void {
  const { records } = account;
  const enabled_events = [...(enabledEvents ?? eventsOfPayment)];
  const own = records.endpoints.find(({ id }) => id === records.ownEndpoint);
  if (own) change(own, { url, secret, enabled_events, status: 'enabled' });
  else {
    const params = { url, enabled_events, api_version: Stripe.API_VERSION };
    records.ownEndpoint = addEndpoint(account, params, secret).id;
  }
  account.state.changed();
}

function checkUrl({ livemode }: Account, url: string): void {
  if (!livemode || url.startsWith('https://')) return;
  throw invalidRequest('Invalid URL: URL must be HTTPS in live mode.', { code: 'url_invalid', param: 'url' });
}
