import { join } from 'node:path';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import type { WireEvent, WireIntent, WireLineItem, WireSession } from './objects.ts';
import type { CreateSession } from './params.ts';

export interface StoredSession {
  session: WireSession;
  lineItems: WireLineItem[];
  intentData: CreateSession['payment_intent_data'];
}

/** What the sandbox answered to a POST with an idempotency key. */
export interface KeptAnswer {
  /** Path and body of the request the key came with first. */
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

/** All the sandbox knows, in memory; with a folder, also in `stripe.json` there. */
export class State extends SavedFile {
  readonly records: Records;

  constructor(dataDir?: string) {
    const path = dataDir && join(dataDir, 'stripe.json');
    super(path, () => this.records);
    const kept = readSaved(path) as Records | undefined;
    this.records = kept ?? { sessions: [], intents: [], events: [], answers: {} };
  }
}
