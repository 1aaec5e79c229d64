import { Readable } from 'node:stream';
import * as z from 'zod';
import type { Sheets } from '../clients/sheets.ts';

/** Badges that are worked on at a time: each is mostly waiting. */
const atATime = 8;

/** What attempts at a file leave each other in the bucket. */
const journal = z.object({
  attempts: z.int(),
  /** The badge that the latest attempt was at, alone. */
  at: z.string().optional(),
  /** Badges at which an attempt was cut off. */
  cutOffAt: z.array(z.string()),
});

type Journal = z.infer<typeof journal>;

/**
 * An attempt at a file of badge sheets. A Lambda is not told how often it was tried before, nor what became of that: one
 * that runs out of memory or time says nothing. So attempts keep a journal.
 */
export class SheetAttempt {
  readonly #sheets: Pick<Sheets, 'writeJson'>;
  readonly #key: string;
  readonly #journal: Journal;
  /** Of those that the state machine makes: what fails now fails for good. */
  readonly isLast: boolean;

  private constructor(sheets: Pick<Sheets, 'writeJson'>, key: string, journal: Journal, isLast: boolean) {
    this.#sheets = sheets;
    this.#key = key;
    this.#journal = journal;
    this.isLast = isLast;
  }

  /**
   * @param key of the journal's object.
   * @param most the attempts after which there may be no other.
   */
  static async begin(
    key: string,
    { sheets, most }: { sheets: Pick<Sheets, 'findJson' | 'writeJson'>; most: number },
  ): Promise<SheetAttempt> {
    const { attempts, at, cutOffAt } = (await sheets.findJson(key, journal)) ?? { attempts: 0, cutOffAt: [] };
    const next = { attempts: attempts + 1, cutOffAt: at === undefined ? cutOffAt : [...cutOffAt, at] };
    await sheets.writeJson(key, next);
    return new SheetAttempt(sheets, key, next, next.attempts >= most);
  }

  /** Whether an attempt before this one ended at a badge, without a word. */
  wasCutOffAt(id: string): boolean {
    return this.#journal.cutOffAt.includes(id);
  }

  /**
   * Works on badges, and gives what comes of each in their order. After a first attempt they are worked on one by one,
   * each noted before: so it shows which of them an attempt is cut off at.
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
