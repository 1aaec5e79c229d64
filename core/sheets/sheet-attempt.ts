import { Readable } from 'node:stream';
import * as z from 'zod';
import type { JobFiles } from '../clients/job-files.ts';

/** How many badges are worked on at a time: work on a badge is mostly waiting. */
const atATime = 8;

/** What the attempts at a file pass on to each other through the bucket. */
const journal = z.object({
  attempts: z.int(),
  /** The badge that the latest attempt is working on, if it works on one at a time. */
  at: z.string().optional(),
  /** Badges during which an attempt was cut off. */
  cutOffAt: z.array(z.string()),
});

type Journal = z.infer<typeof journal>;

/**
 * An attempt at a file of badge sheets. A Lambda does not know how often it was tried before or how that ended, and one
 * that runs out of memory or time leaves no message. So attempts keep a journal.
 */
export class SheetAttempt {
  readonly #sheets: Pick<JobFiles, 'writeJson'>;
  readonly #key: string;
  readonly #journal: Journal;
  /** The state machine makes no further attempt: what fails now fails for good. */
  readonly isLast: boolean;

  private constructor(sheets: Pick<JobFiles, 'writeJson'>, key: string, journal: Journal, isLast: boolean) {
    this.#sheets = sheets;
    this.#key = key;
    this.#journal = journal;
    this.isLast = isLast;
  }

  /**
   * @param key of the journal's object.
   * @param most the number of the last attempt.
   */
  static async begin(
    key: string,
    { sheets, most }: { sheets: Pick<JobFiles, 'findJson' | 'writeJson'>; most: number },
  ): Promise<SheetAttempt> {
    const { attempts, at, cutOffAt } = (await sheets.findJson(key, journal)) ?? { attempts: 0, cutOffAt: [] };
    const next = { attempts: attempts + 1, cutOffAt: at === undefined ? cutOffAt : [...cutOffAt, at] };
    await sheets.writeJson(key, next);
    return new SheetAttempt(sheets, key, next, next.attempts >= most);
  }

  /** Whether an earlier attempt was cut off during this badge. */
  wasCutOffAt(id: string): boolean {
    return this.#journal.cutOffAt.includes(id);
  }

  /**
   * Works on badges and yields the results in order. After the first attempt it works on one badge at a time and notes it
   * beforehand, so that the journal shows during which badge an attempt was cut off.
   */
  async *each<B extends { id: string }, R>(
    badges: readonly B[],
    work: (badge: B) => Promise<R>,
  ): AsyncGenerator<R> {
    if (this.#journal.attempts === 1) {
      yield* Readable.from(badges).map(work, { concurrency: atATime });
      return;
    }
    for (const badge of badges) {
      await this.#sheets.writeJson(this.#key, { ...this.#journal, at: badge.id });
      yield await work(badge);
    }
    await this.#sheets.writeJson(this.#key, this.#journal);
  }
}
