/** This product on the embedded cloud: the services it needs besides AWS, and the settings that lead to them. */
import { type Cloud, type CloudOptions, type Endpoints, startCloud } from '@tkd-registration/local-cloud';
import type { OwnPages } from '@tkd-registration/local-cloud/pages/own-pages';
import type { Sandbox } from '@tkd-registration/local-cloud/sandbox';
import { startChallonge } from '@tkd-registration/sandboxes/challonge';
import { startDrive } from '@tkd-registration/sandboxes/drive';
import type { KeyFile } from '@tkd-registration/sandboxes/drive/tokens';
import { startStripe } from '@tkd-registration/sandboxes/stripe';
import { webhookEvents } from '../core/domain/stripe-events.ts';
import { readStageConfig } from '../lib/stage-config.ts';
import { seedConfig } from './seed.ts';

interface StripeKeys {
  apiKey: string;
  /** The sandbox signs by the first; the webhook takes either. */
  webhookSecrets: [string, string];
}

/** The secret of stage local. */
interface LocalSecret {
  stripe: StripeKeys;
  google: { serviceAccount: KeyFile };
  challonge: { apiKey: string };
}

const stripeKeys: StripeKeys = {
  apiKey: 'sk_test_local',
  webhookSecrets: ['whsec_local_current', 'whsec_local_next'],
};
const challongeKey = 'challonge_key_local';
const driveFolder = () => readStageConfig('local').drive?.folderId ?? 'no-drive-folder';
const webhookRoute = 'POST /webhooks/stripe';

/**
 * The services outside AWS. To add one, add an entry: its console link, endpoint, port and the functions' settings follow
 * from it. `port` is its place in the row of ports that `npm start` takes.
 */
const sandboxes = [
  {
    name: 'stripe',
    port: 2,
    page: { title: 'Stripe', note: 'a sandbox: Checkout Sessions and their payment pages' },
    async start({ retryIntervalMs, ...options }) {
      const retryDelaysMs = retryIntervalMs === undefined ? undefined : Array(50).fill(retryIntervalMs);
      const stripe = await startStripe({ ...options, apiKey: stripeKeys.apiKey, retryDelaysMs });
      return {
        ...stripe,
        environment: { STRIPE_API_BASE: stripe.url },
        secret: { stripe: stripeKeys },
        ready(app) {
          const url = app.urlOf(webhookRoute);
          if (url)
            stripe.setWebhook({
              url,
              secret: stripeKeys.webhookSecrets[0],
              enabledEvents: [...webhookEvents],
            });
        },
      };
    },
  },
  {
    name: 'drive',
    port: 3,
    page: { title: 'Drive', note: "a sandbox: the organisers' folder" },
    async start({ retryIntervalMs: _, clock: { now }, ...options }) {
      // Functions renew their tokens as their own time moves; who calls from outside the cloud has the machine's.
      const times = { now, tokenTime: Date.now };
      const drive = await startDrive({ ...options, ...times, folderId: driveFolder() });
      return {
        ...drive,
        environment: { DRIVE_API_BASE: drive.url },
        secret: { google: { serviceAccount: drive.serviceAccount } },
      };
    },
  },
  {
    name: 'challonge',
    port: 6,
    page: { title: 'Challonge', note: 'a sandbox: tournaments and their brackets' },
    async start({ retryIntervalMs: _, clock: { now }, ...options }) {
      const challonge = await startChallonge({ ...options, now, apiKey: challongeKey });
      return {
        ...challonge,
        environment: { CHALLONGE_API_BASE: challonge.url },
        secret: { challonge: { apiKey: challongeKey } },
      };
    },
  },
] as const satisfies readonly Sandbox[];

type SandboxName = (typeof sandboxes)[number]['name'];

/** The places of the other ports in the row. */
const places = { aws: 0, api: 1, console: 5 };

/** The first port that `npm start` takes. */
export const defaultPort = 4566;

/** How many ports in a row `firstPort` begins. */
export const portCount = 1 + Math.max(...Object.values(places), ...sandboxes.map(({ port }) => port));

/** The variable `NEEDED_GRANTS_FILE`, which test/grants/ sets, is an option of every cloud in this process. */
export interface TournamentCloudOptions
  extends Omit<CloudOptions, 'ports' | 'sandboxes' | 'environment' | 'site'> {
  /** The first of `portCount` ports in a row; any free ones when left out. */
  firstPort?: number;
  /** Settings of every function, in place of the template's. */
  environment?: Record<string, string>;
  /** Pages of the product's own, on the console's server. */
  site?(cloud: RunningTournament): OwnPages;
}

export interface TournamentCloud extends Omit<Cloud<SandboxName>, 'secret' | 'endpoints'> {
  /** `webhook` is where Stripe sends its events. */
  endpoints: Endpoints<SandboxName | 'webhook'>;
  secret: LocalSecret;
  driveFolderId: string;
}

/** What the product's own pages may use. */
export type RunningTournament = Omit<TournamentCloud, 'stop'>;

/** What is needed to use the cloud from outside it; plain data. */
export type CloudAddresses = Pick<TournamentCloud, 'endpoints' | 'outputs' | 'secret' | 'driveFolderId'>;

/**
 * Starts the embedded cloud with the sandboxes, on an assembly of stage local, and seeds its config bucket.
 * @throws Error as `startCloud` does.
 */
export async function startTournamentCloud({
  firstPort,
  environment,
  site,
  ...options
}: TournamentCloudOptions): Promise<TournamentCloud> {
  const portOf = (place: number) => (firstPort === undefined ? 0 : firstPort + place);
  const cloud = await startCloud<SandboxName>({
    neededGrantsFile: process.env.NEEDED_GRANTS_FILE,
    ...options,
    ports: {
      aws: portOf(places.aws),
      api: portOf(places.api),
      console: portOf(places.console),
    },
    sandboxes: sandboxes.map((sandbox) => ({ ...sandbox, port: portOf(sandbox.port) })),
    environment: (endpoints) => ({ CONSOLE_BASE: endpoints.console, ...environment }),
    site: site && ((running) => site(withOurs(running))),
  });
  await seedConfig(cloud);
  return withOurs(cloud);
}

/** With what is known of this product's cloud alone. */
const withOurs = <C extends Omit<Cloud<SandboxName>, 'stop'>>(cloud: C) => ({
  ...cloud,
  endpoints: { ...cloud.endpoints, webhook: cloud.urlOf(webhookRoute) ?? '' },
  secret: cloud.secret as unknown as LocalSecret,
  driveFolderId: driveFolder(),
});

/** A running cloud's addresses, without what cannot be written down. */
export function addressesOf({ endpoints, outputs, secret, driveFolderId }: TournamentCloud): CloudAddresses {
  return { endpoints, outputs, secret, driveFolderId };
}
