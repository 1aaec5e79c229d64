import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const settleMs = 200;

/** All the sandbox knows, in memory; with a folder, also in `stripe.json` there, soon after each change. */
export class State {
  readonly records: Records;
  readonly #file: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(dataDir?: string) {
    if (dataDir !== undefined) {
      mkdirSync(dataDir, { recursive: true });
      this.#file = join(dataDir, 'stripe.json');
    }
    const kept = this.#file === undefined ? undefined : read(this.#file);
    this.records = kept ?? { sessions: [], intents: [], events: [], answers: {} };
  }

  changed(): void {
    if (this.#file === undefined || this.#timer) return;
    this.#timer = setTimeout(() => this.flush(), settleMs);
  }

  /** Written beside and renamed, so that a crash leaves the old file or the new one. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.records));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function read(file: string): Records | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
