import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import type Stripe from 'stripe';
import type { CreateSession } from './session-params.ts';
import type {
  WireCoupon,
  WireEndpoint,
  WireEvent,
  WireIntent,
  WireLineItem,
  WirePrice,
  WireSession,
} from './wire.ts';

export interface StoredSession {
  session: WireSession;
  lineItems: WireLineItem[];
  intentData: CreateSession['payment_intent_data'];
}

/** The answer to a POST with an idempotency key. */
export interface KeptAnswer {
  /** Path and body of the first request with the key. */
  request: string;
  status: number;
  body: string;
  /** The id of that first request; absent in a file of an older version. */
  requestId?: string;
  /** Epoch seconds; absent in a file of an older version. */
  at?: number;
}

/** Each list's newest is last. */
interface Objects {
  intents: WireIntent[];
  customers: Stripe.Customer[];
  charges: Stripe.Charge[];
  refunds: Stripe.Refund[];
  disputes: Stripe.Dispute[];
  fraudWarnings: Stripe.Radar.EarlyFraudWarning[];
  balanceTransactions: Stripe.BalanceTransaction[];
  products: Stripe.Product[];
  prices: WirePrice[];
  coupons: WireCoupon[];
  promotionCodes: Stripe.PromotionCode[];
  transfers: Stripe.Transfer[];
  events: WireEvent[];
  endpoints: WireEndpoint[];
}

export interface Records extends Objects {
  sessions: StoredSession[];
  answers: Record<string, KeptAnswer>;
  /** The id of the webhook endpoint that the sandbox was started with. */
  ownEndpoint: string | null;
}

const nothing = (): Records => ({
  sessions: [],
  intents: [],
  customers: [],
  charges: [],
  refunds: [],
  disputes: [],
  fraudWarnings: [],
  balanceTransactions: [],
  products: [],
  prices: [],
  coupons: [],
  promotionCodes: [],
  transfers: [],
  events: [],
  endpoints: [],
  answers: {},
  ownEndpoint: null,
});

/** The sandbox's state, in memory and, given a folder, in its `stripe.json`. */
export class State extends SavedFile {
  readonly records: Records;

  constructor(dataDir?: string) {
    const path = dataDir && join(dataDir, 'stripe.json');
    super(path, () => this.records);
    const kept = readSaved(path) as Partial<Records> | undefined;
    this.records = { ...nothing(), ...kept };
  }

  /** The object with this id, of whatever kind. */
  find(id: string): { id: string } | undefined {
    const { answers: _, ownEndpoint: __, sessions, ...lists } = this.records;
    for (const list of Object.values<{ id: string }[]>(lists)) {
      const found = list.find((object) => object.id === id);
      if (found) return found;
    }
    return sessions.find(({ session }) => session.id === id)?.session;
  }
}
