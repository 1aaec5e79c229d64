/**
 * The part of SES that says what it thinks of an account and its senders. Every sender is verified until its identity is
 * deleted; one that is created is verified at once.
 */
import type { Answer } from '../aws/secrets.ts';
import { systemClock } from '../clock.ts';
import { arn } from '../template/resource-kinds.ts';
import type { ConfigurationSets } from './configuration-sets.ts';
import { refusal } from './mail-service.ts';

/** More a second than an account has at first, so that nothing has to wait for it here. */
const quota = { Max24HourSend: 50_000, MaxSendRate: 1_000 };

export class MailAccount {
  readonly #deleted = new Set<string>();
  #sending = true;
  /** When the latest mails were sent (epoch milliseconds). */
  readonly #sentAt: number[] = [];
  readonly #sets: ConfigurationSets;
  readonly #now: () => number;

  constructor(sets: ConfigurationSets, now = systemClock.now) {
    this.#sets = sets;
    this.#now = now;
  }

  /** A mail was accepted. */
  sent(): void {
    this.#sentLastDay().push(this.#now());
  }

  /** Answers a call; undefined for one that is about something else. @param path from `/v2/email/` on, decoded. */
  handle(method: string, path: string, body: string): Answer | undefined {
    if (path === 'identities' && method === 'POST') {
      const { EmailIdentity = '' } = JSON.parse(body || '{}') as { EmailIdentity?: string };
      this.#deleted.delete(EmailIdentity.toLowerCase());
      return { status: 200, body: { VerifiedForSendingStatus: true } };
    }
    const [, set] = /^configuration-sets\/([^/]+)\/event-destinations$/.exec(path) ?? [];
    if (set !== undefined && method === 'GET') return this.#destinations(set);
    const [, identity] = /^identities\/([^/]+)$/.exec(path) ?? [];
    if (identity !== undefined) return this.#identity(method, identity);
    if (path === 'account/sending' && method === 'PUT') {
      const { SendingEnabled = false } = JSON.parse(body || '{}') as { SendingEnabled?: boolean };
      this.#sending = SendingEnabled;
      return { status: 200, body: {} };
    }
    return path === 'account' && method === 'GET' ? { status: 200, body: this.#account() } : undefined;
  }

  #identity(method: string, identity: string): Answer | undefined {
    const name = identity.toLowerCase();
    if (method !== 'GET' && method !== 'DELETE') return undefined;
    if (this.#deleted.has(name)) {
      return refusal(404, 'NotFoundException', `Email identity ${identity} does not exist.`);
    }
    if (method === 'DELETE') this.#deleted.add(name);
    return {
      status: 200,
      body:
        method === 'DELETE'
          ? {}
          : {
              IdentityType: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
              VerifiedForSendingStatus: true,
              VerificationStatus: 'SUCCESS',
              FeedbackForwardingStatus: true,
            },
    };
  }

  #destinations(set: string): Answer {
    const kinds = this.#sets.get(set);
    if (!kinds) return refusal(404, 'NotFoundException', `Configuration set <${set}> does not exist.`);
    const destination = {
      ...{ Name: 'events', Enabled: true },
      // In capitals, with _ between words.
      MatchingEventTypes: [...kinds].map((kind) => kind.replace(/[A-Z]/, '_$&').toUpperCase()),
      EventBridgeDestination: { EventBusArn: arn('events', 'event-bus/default') },
    };
    return { status: 200, body: { EventDestinations: kinds.size > 0 ? [destination] : [] } };
  }

  #sentLastDay(): number[] {
    const dayAgo = this.#now() - 24 * 60 * 60_000;
    while ((this.#sentAt[0] ?? Number.POSITIVE_INFINITY) <= dayAgo) this.#sentAt.shift();
    return this.#sentAt;
  }

  #account() {
    return {
      EnforcementStatus: 'HEALTHY',
      ProductionAccessEnabled: true,
      SendingEnabled: this.#sending,
      SendQuota: { ...quota, SentLast24Hours: this.#sentLastDay().length },
    };
  }
}
