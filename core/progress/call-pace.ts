import { RateLimitedError } from '../domain/errors.ts';
import type { ProgressItem } from './progress-record.ts';
import type { Condition, ProgressTable } from './progress-table.ts';

/** A call that is refused although nothing is ahead of it was overtaken by another: it tries again, at most this often. */
const rounds = 3;

interface PaceOptions {
  /** The item that all callers of a stage share. */
  item: string;
  /** How long one call takes at the pace. */
  msPerCall: number;
  /** The service as messages name it. */
  service: string;
  /** What is thrown for a call that has to wait. `notBefore` is when to try again, in epoch milliseconds. */
  refusal: new (
    message: string,
    when: { notBefore: number },
  ) => Error;
}

/**
 * The pace of calls to a service, for all Lambdas of a stage together. The generic cell rate algorithm: `pace` is the time
 * (epoch milliseconds) at which all calls granted so far would be done at that rate, and a call is granted unless that is
 * too far ahead. In any window of time, no more calls are granted than the rate allows in that time and in the time that
 * a caller may be ahead, and one.
 *
 * Nobody waits here: a call that has to wait is refused.
 */
export class CallPace {
  readonly #table: ProgressTable;
  readonly #options: PaceOptions;

  constructor(table: ProgressTable, options: PaceOptions) {
    this.#table = table;
    this.#options = options;
  }

  /**
   * Takes leave to call once.
   * @param ahead how far ahead of the pace the caller may be, in milliseconds.
   * @throws the refusal; ServiceUnavailableError as DynamoDB.
   */
  async take(ahead: number): Promise<void> {
    let pace = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const now = this.#table.now();
      const latest = now + ahead;
      // On a quiet day the first is granted. While many wait, it is refused, with a pace that refuses the second too.
      const atOnce = await this.#callAtOnce(now);
      if (atOnce.changed) return;
      const behind = paceIn(atOnce) > latest ? atOnce : await this.#callBehindOthers(now, latest);
      if (behind.changed) return;
      pace = paceIn(behind);
      if (pace > latest) break;
    }
    // By then, half of what the caller may be ahead is free: whoever waits for it calls more than once.
    throw this.#refusal(Math.max(pace - ahead / 2, this.#table.now()));
  }

  /** All other calls are done. */
  #callAtOnce(now: number) {
    const condition = {
      condition: 'attribute_not_exists(pace) OR pace < :now',
      values: { ':now': now },
    };
    return this.#try(condition, { set: { pace: now + this.#options.msPerCall } });
  }

  /** Other calls are still to be done at the pace, and not too many of them. */
  #callBehindOthers(now: number, latest: number) {
    const condition = {
      condition: 'pace >= :now AND pace <= :latest',
      values: { ':now': now, ':latest': latest },
    };
    return this.#try(condition, { increase: { pace: this.#options.msPerCall } });
  }

  #refusal(notBefore: number): Error {
    const { service, refusal: Refusal } = this.#options;
    const message = `${service}: not before ${new Date(notBefore).toISOString()}, to keep its pace`;
    return new Refusal(message, { notBefore });
  }

  async #try(condition: Condition, change: { set?: { pace: number }; increase?: { pace: number } }) {
    try {
      return await this.#table.changeOrRead(this.#options.item, condition, { ...change, untimed: true });
    } catch (error) {
      // DynamoDB takes a thousand changes of one item a second: that more ask shows that there is no room.
      if (error instanceof RateLimitedError) throw this.#refusal(this.#table.now());
      throw error;
    }
  }
}

const paceIn = ({ item }: { item: ProgressItem }) => item.pace ?? 0;
