/** Whether the services outside AWS are set up for the stage: Stripe, Google Drive, Challonge. */
import Stripe from 'stripe';
import {
  ChallongeAccessDeniedError,
  DriveAccessDeniedError,
  SecretInvalidError,
  StripeAccessDeniedError,
} from '../../core/domain/errors.ts';
import { webhookEvents } from '../../core/domain/stripe-events.ts';
import { timeOf } from '../text-layout.ts';
import type { Endpoint } from './ask-stripe.ts';
import { allOf, type Check, type Finding, leftOut, right, wrong } from './check.ts';

export const webhook: Check = {
  name: 'Stripe webhook',
  async run({ ask, output }) {
    const { stripe } = await ask.secret();
    const url = output('WebhookUrl');
    let endpoints: Endpoint[];
    try {
      endpoints = await ask.webhookEndpoints(stripe.apiKey);
    } catch (error) {
      return refusedBy(error, 'webhook endpoints');
    }
    const ours = endpoints.filter((endpoint) => endpoint.url === url);
    const [endpoint] = ours;
    if (!endpoint) {
      return wrong(
        `none of the account’s ${endpoints.length} endpoints is ${url}`,
        'npm run admin -- setup creates it.',
      );
    }
    if (ours.length > 1) {
      return wrong(
        `${ours.length} endpoints send every event to the stage`,
        `Delete all but one in Stripe: ${ours.map(({ id }) => id).join(', ')}. Each has a signing secret of its own.`,
      );
    }
    return asItShouldBe(endpoint);
  },
};

function asItShouldBe({ id, status, enabled_events, api_version }: Endpoint): Finding {
  const wanted: readonly string[] = webhookEvents;
  const missing = wanted.filter((type) => !enabled_events.includes(type));
  const needless = enabled_events.filter((type) => !wanted.includes(type));
  // Which version it has does not matter: of an event, only what all versions have alike is read.
  const version = api_version ? `API version ${api_version}` : 'the account’s API version';
  const choose = `npm run admin -- setup sets the events of ${id} right.`;
  return allOf(`enabled, ${wanted.length} events, ${version}`, [
    ...(status === 'enabled'
      ? []
      : [
          {
            problem: `the endpoint is ${status}`,
            mend: `Enable it in Stripe (${id}), then sweep by hand what was missed: npm run admin -- reconcile.`,
          },
        ]),
    ...(missing.length > 0 && !enabled_events.includes('*')
      ? [{ problem: `it does not send ${missing.join(', ')}`, mend: choose }]
      : []),
    ...(needless.length > 0
      ? [{ problem: `it sends what nobody needs: ${needless.join(', ')}`, mend: choose }]
      : []),
  ]);
}

/** @throws anything but Stripe's refusal of the key. */
function refusedBy(error: unknown, what: string): Finding {
  if (!(error instanceof StripeAccessDeniedError)) throw error;
  if (error.cause instanceof Stripe.errors.StripePermissionError) {
    const found = `the key may not read ${what}`;
    const mend = 'Give it the permission, in Stripe, Developers, API keys.';
    return { state: 'unknown', found, mend };
  }
  return wrong('Stripe refuses the key', 'Replace it: docs/runbook.md, “Replace a key”.');
}

/** Stripe tries again for so long. https://docs.stripe.com/webhooks#retries */
const triedForDays = 3;
/** Until then, an event may simply be on its way. */
const arrivesWithinMs = 10 * 60_000;

export const deliveries: Check = {
  name: 'Stripe deliveries',
  async run({ ask, now }) {
    const { stripe } = await ask.secret();
    const from = Math.floor(now() / 1_000) - triedForDays * 24 * 60 * 60;
    try {
      const events = await ask.undeliveredEvents(stripe.apiKey, from);
      const late = events.filter(({ created }) => created * 1_000 < now() - arrivesWithinMs);
      const [latest] = late;
      if (!latest) return right(`everything of the last ${triedForDays} days has arrived`);
      const last = `the last is ${latest.type} of ${timeOf(latest.created * 1_000)}`;
      return wrong(
        `${late.length} events of the last ${triedForDays} days were not taken, ${last}`,
        'docs/runbook.md, “The webhook fails”. If the account has another endpoint, see in Stripe, Developers, Webhooks, which it was.',
      );
    } catch (error) {
      return refusedBy(error, 'events');
    }
  },
};

export const drive: Check = {
  name: 'Drive folder',
  async run({ ask, outputs }) {
    const { DriveFolderId: folderId } = outputs;
    if (!folderId) return leftOut('the stage has no Drive');
    const { google } = await ask.secret();
    if (!google) return wrong('the secret has no account of Google', 'npm run admin -- setup asks for it.');
    const { serviceAccount } = google;
    const share = `Add ${serviceAccount.client_email} to the shared drive as Content manager.`;
    try {
      const folder = await ask.driveFolder(serviceAccount, folderId);
      if (!folder)
        return wrong(`${folderId} does not exist, or is not shared with the service account`, share);
      const { canAddChildren, canMoveChildrenWithinDrive } = folder.capabilities;
      const choose = 'Choose another folder (drive.folderId), and deploy.';
      const isFolder = folder.mimeType === 'application/vnd.google-apps.folder';
      return allOf('in a shared drive, and may be written to', [
        ...(isFolder ? [] : [{ problem: `${folderId} is no folder`, mend: choose }]),
        ...(folder.trashed ? [{ problem: 'it is in the trash', mend: 'Take it out of the trash.' }] : []),
        ...(folder.driveId
          ? []
          : [
              {
                problem: 'it is not in a shared drive, and a service account has no room of its own',
                mend: choose,
              },
            ]),
        ...(canAddChildren && canMoveChildrenWithinDrive
          ? []
          : [
              {
                problem: canAddChildren
                  ? 'the service account may add files, and not move them'
                  : 'the service account may not write to it',
                mend: share,
              },
            ]),
      ]);
    } catch (error) {
      if (error instanceof SecretInvalidError || error instanceof DriveAccessDeniedError) {
        return wrong(
          error.message,
          'Make a new key: docs/runbook.md, “Replace a key”. The Drive API must be enabled.',
        );
      }
      throw error;
    }
  },
};

export const challonge: Check = {
  name: 'Challonge',
  async run({ ask, outputs, askChallonge }) {
    const { ChallongeApi: api } = outputs;
    if (!api) return leftOut('the stage has no Challonge');
    if (!askChallonge) return leftOut('each call counts: --challonge makes one');
    const { challonge: keys } = await ask.secret();
    if (!keys) return wrong('the secret has no key of Challonge', 'npm run admin -- setup asks for it.');
    try {
      const used = await ask.challonge(keys.apiKey, api === 'v1' ? 'v1' : 'v2.1');
      return right(`it takes the key; calls this month: ${used}`);
    } catch (error) {
      if (!(error instanceof ChallongeAccessDeniedError)) throw error;
      return wrong('it refuses the key', 'docs/runbook.md, “Replace a key”.');
    }
  },
};
