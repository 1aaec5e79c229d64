import type { Leave } from '../clients/challonge/calls.ts';
import { ChallongeBudgetError } from '../domain/errors.ts';
import type { ProgressTable } from './progress-table.ts';

const item = 'challonge_calls';

/**
 * How many calls to Challonge a stage may make in a month (UTC). Without a paid plan, Challonge takes 500, from all programs
 * of an account together (https://challonge.apidog.io/getting-started-1726706m0).
 *
 * A call is counted before it is made: one that is cut off after that is counted all the same.
 */
export class ChallongeBudget implements Leave {
  readonly #table: ProgressTable;
  readonly #callsPerMonth: number;

  /** @param callsPerMonth 1 at least. */
  constructor(table: ProgressTable, callsPerMonth: number) {
    this.#table = table;
    this.#callsPerMonth = callsPerMonth;
  }

  /** The calls of this month so far. */
  async used(): Promise<number> {
    const { month = '', calls = 0 } = await this.#table.read(item);
    return month < this.#month() ? 0 : calls;
  }

  /**
   * Counts one call.
   * @throws ChallongeBudgetError when the month's calls are used up; ServiceUnavailableError and RateLimitedError as DynamoDB.
   */
  async take(): Promise<void> {
    const month = this.#month();
    // The second time is for when another caller has begun the month in between.
    if ((await this.#count(month)) || (await this.#begin(month)) || (await this.#count(month))) return;
    throw new ChallongeBudgetError(
      `Challonge: the ${this.#callsPerMonth} calls of ${month} (challonge.callsPerMonth) are used up`,
    );
  }

  /** For a caller whose clock is behind, the month may be a later one: it has begun for all. */
  #count(month: string) {
    const condition = {
      condition: '#month >= :month AND calls < :most',
      names: { '#month': 'month' },
      values: { ':month': month, ':most': this.#callsPerMonth },
    };
    return this.#table.changeIf(item, condition, { increase: { calls: 1 }, untimed: true });
  }

  #begin(month: string) {
    const condition = {
      condition: 'attribute_not_exists(#month) OR #month < :month',
      names: { '#month': 'month' },
      values: { ':month': month },
    };
    return this.#table.changeIf(item, condition, { set: { month, calls: 1 }, untimed: true });
  }

  /** `2026-11` */
  #month(): string {
    return new Date(this.#table.now()).toISOString().slice(0, 7);
  }
}
