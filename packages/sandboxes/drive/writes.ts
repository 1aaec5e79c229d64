/** The writes that arrived, and the limit of how many Drive takes: a bucket of tokens that fills again at a steady rate. */
import { Refusal } from './answers.ts';
import type { Settings } from './settings.ts';

export interface Write {
  /** Epoch milliseconds. */
  at: number;
  /** `files.create` */
  operation: string;
  /** It came too fast, and was not carried out. */
  refused: boolean;
}

const mostKept = 20_000;

const messages: Record<string, string> = {
  userRateLimitExceeded: 'User rate limit exceeded.',
  rateLimitExceeded: 'Rate Limit Exceeded',
};

type Limit = Pick<Settings, 'writesPerSecond' | 'burst' | 'refusal' | 'retryAfter'>;

export class Writes {
  readonly #now: () => number;
  #recent: Write[] = [];
  /** How far the bucket had been emptied at `#since`. */
  #used = 0;
  #since = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The latest ones, in order of their arrival. */
  get recent(): readonly Write[] {
    return this.#recent;
  }

  /** Counts a write. @throws Refusal 403 or 429 when it came too fast. */
  take(operation: string, limit: Limit): void {
    const at = this.#now();
    const refused = limit.writesPerSecond > 0 && !this.#fits(at, limit);
    this.#recent.push({ at, operation, refused });
    if (this.#recent.length > 2 * mostKept) this.#recent = this.#recent.slice(-mostKept);
    if (!refused) return;
    const [status = '', reason = ''] = limit.refusal.split(' ');
    throw new Refusal(status === '429' ? 429 : 403, reason, messages[reason] ?? reason, {
      headers: limit.retryAfter > 0 ? { 'retry-after': String(limit.retryAfter) } : {},
    });
  }

  #fits(at: number, { writesPerSecond, burst }: Limit): boolean {
    const refilled = ((at - this.#since) / 1000) * writesPerSecond;
    this.#used = Math.max(0, this.#used - refilled);
    this.#since = at;
    if (this.#used + 1 > burst) return false;
    this.#used += 1;
    return true;
  }
}
