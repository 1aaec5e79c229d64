import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import type { WireEvent, WireIntent, WireLineItem, WireSession } from './objects.ts';
import type { CreateSession } from './params.ts';

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
}

interface Records {
  /** Newest last. */
  sessions: StoredSession[];
  intents: WireIntent[];
  events: WireEvent[];
  answers: Record<string, KeptAnswer>;
}

/** The sandbox's state, in memory and, given a folder, in its `stripe.json`. */
export class State extends SavedFile {
  readonly records: Records;

  constructor(dataDir?: string) {
    const path = dataDir && join(dataDir, 'stripe.json');
    super(path, () => this.records);
    const kept = readSaved(path) as Records | undefined;
    this.records = kept ?? { sessions: [], intents: [], events: [], answers: {} };
  }
}
