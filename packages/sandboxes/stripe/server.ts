import type { HttpBindings } from '@hono/node-server';
import { type Clock, repeat, systemClock } from '@tkd-registration/local-cloud/clock';
import type { Faults } from '@tkd-registration/local-cloud/faults';
import { listen } from '@tkd-registration/local-cloud/listen';
import type { Site } from '@tkd-registration/local-cloud/pages/frame';
import { look } from '@tkd-registration/local-cloud/pages/look';
import { Hono } from 'hono';
import { Account } from './account.ts';
import { stripeApi } from './api/api.ts';
import { unrecognized } from './api-error.ts';
import { expansionsOf } from './expansions.ts';
import { completeOlderFile } from './older-file.ts';
import { stripePages } from './pages/pages.ts';
import { Payments } from './payments.ts';
import { State } from './state.ts';
import { type Endpoint, setOwnEndpoint } from './webhooks/endpoints.ts';
import { Webhooks } from './webhooks/webhooks.ts';

export interface StripeSandboxOptions {
  faults: Faults;
  /** The only key the API accepts. */
  apiKey: string;
  /** Default: 0, any free port. */
  port?: number;
  /** Directory that keeps the sandbox's state between starts; in memory only when absent. */
  dataDir?: string;
  webhook?: Endpoint;
  /** Types of event that are recorded and not sent, from the start: `*` is all, `charge.*` all of charges. */
  heldEvents?: readonly string[];
  /** The wait before each further attempt to deliver an event; after the last it is given up. */
  retryDelaysMs?: readonly number[];
  livemode?: boolean;
  /** Where an endpoint with this URL is to be found, when that is not there, as for an emulator of AWS. */
  reach?: (url: string) => string;
  clock?: Clock;
  /** What its pages have in common with others; they stand alone when left out. */
  site?: () => Site;
}

export interface StripeSandbox {
  /** For Stripe's library, as host, port and protocol; `/` is an overview for the browser. */
  url: string;
  /** Sends all further events here, beginning with those from before and those that the previous start left undelivered. */
  setWebhook(endpoint: Endpoint): void;
  /** Resolves once no event is being delivered or waiting for another attempt. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Stripe retries for three days, with growing delays. */
const defaultRetryDelaysMs = [1_000, 5_000, 30_000, 120_000, 600_000, ...Array<number>(72).fill(3_600_000)];
const expiryCheckMs = 1_000;

/** Starts a server on 127.0.0.1 that acts like the part of Stripe that Checkout payments need. */
export async function startStripe({
  faults,
  apiKey,
  port = 0,
  dataDir,
  webhook,
  heldEvents = [],
  retryDelaysMs = defaultRetryDelaysMs,
  livemode = false,
  reach,
  clock = systemClock,
  site,
}: StripeSandboxOptions): Promise<StripeSandbox> {
  let url = '';
  const { now } = clock;
  const state = new State(dataDir);
  completeOlderFile(state.records, Math.floor(now() / 1000));
  const webhooks = new Webhooks({
    ...{ records: state.records, retryDelaysMs, clock, heldTypes: heldEvents },
    onChange: () => state.changed(),
    reach,
  });
  const account = new Account({
    state,
    livemode,
    now,
    baseUrl: () => url,
    onEvent: (event) => void state.saved().then(() => webhooks.announce(event)),
  });
  const payments = new Payments(account);

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(look(site ?? (() => ({ name: 'Stripe sandbox', home: `${url}/`, links: [] }))));
  app.use(async (_context, next) => {
    payments.expireDue();
    await next();
    await state.saved();
  });
  const expansions = expansionsOf(account, payments);
  app.route('/v1', stripeApi({ apiKey, faults, account, payments, expansions }));
  // The newer API is not supported at all.
  app.all('/v2/*', ({ json, req }) => json(unrecognized(req.method, req.path).body, 404));
  app.route('/', stripePages({ account, payments, webhooks }));

  const listening = await listen((request, bindings) => app.fetch(request, bindings), port);
  url = listening.url;
  const endExpiryCheck = repeat(clock, expiryCheckMs, () => payments.expireDue());

  const setWebhook = (endpoint: Endpoint) => {
    setOwnEndpoint(account, endpoint);
    webhooks.announceEarly();
  };
  if (webhook) setWebhook(webhook);

  return {
    url,
    setWebhook,
    idle: () => webhooks.idle(),
    async stop() {
      endExpiryCheck();
      await webhooks.stop();
      await listening.stop();
      state.save();
    },
  };
}
