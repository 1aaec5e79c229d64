import type { WritePace } from '../clients/drive/api.ts';
import { DrivePacedError } from '../domain/errors.ts';
import type { Condition, ProgressTable } from './progress-table.ts';

/** The item that all writers of a stage share. */
const paceItem = 'drive_pace';

/**
 * How far ahead of the pace a lane may write, in milliseconds. Registrations may go further than jobs ever push the pace,
 * even at one write in ten seconds: so they always go first, and a job never holds them up.
 */
const lanes = { registration: 15_000, job: 5_000 } as const;

export type DriveLane = keyof typeof lanes;

/** A write that is refused although nothing is ahead of it was overtaken by another: it tries again, so often at most. */
const rounds = 3;

/**
 * The pace of writes to Drive, for all Lambdas of a stage together. Drive accepts three sustained writes a second from one
 * account, which cannot be raised (https://support.google.com/a/answer/10445916). The generic cell rate algorithm: `pace`
 * is the time (epoch milliseconds) at which all writes granted so far would be done at that rate, and a write is granted
 * unless that is too far ahead. In any window of so many seconds, no more writes are granted than the rate allows in that
 * time and in the fifteen seconds of registrations, and one.
 *
 * Nobody waits here: a write that has to wait is refused.
 */
export class DrivePace {
  readonly #table: ProgressTable;
  readonly #msPerWrite: number;

  constructor(table: ProgressTable, writesPerSecond: number) {
    this.#table = table;
    this.#msPerWrite = Math.ceil(1_000 / writesPerSecond);
  }

  /** The pace as the Drive client takes it. */
  lane(lane: DriveLane): WritePace {
    return { take: () => this.take(lane) };
  }

  /**
   * Takes leave to write once.
   * @throws DrivePacedError with the time at which to try again; ServiceUnavailableError and RateLimitedError as DynamoDB.
   */
  async take(lane: DriveLane): Promise<void> {
    const tolerance = lanes[lane];
    let pace = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const now = this.#table.now();
      if ((await this.#writeBehindOthers(now, tolerance)) || (await this.#writeAtOnce(now))) return;
      pace = (await this.#table.read(paceItem)).pace ?? 0;
      if (pace > now + tolerance) break;
    }
    // By then, half of what the lane may write ahead is free: whoever waits for it writes more than once.
    const notBefore = Math.max(pace - tolerance / 2, this.#table.now());
    throw new DrivePacedError(`Drive: not before ${new Date(notBefore).toISOString()}, to keep its pace`, {
      notBefore,
    });
  }

  /** Other writes are still to be done at the pace, and not too many of them. */
  #writeBehindOthers(now: number, tolerance: number) {
    const condition = {
      condition: 'pace >= :now AND pace <= :latest',
      values: { ':now': now, ':latest': now + tolerance },
    };
    return this.#changeIf(condition, { increase: { pace: this.#msPerWrite } });
  }

  /** All other writes are done. */
  #writeAtOnce(now: number) {
    const condition = {
      condition: 'attribute_not_exists(pace) OR pace < :now',
      values: { ':now': now },
    };
    return this.#changeIf(condition, { set: { pace: now + this.#msPerWrite } });
  }

  #changeIf(condition: Condition, change: { set?: { pace: number }; increase?: { pace: number } }) {
    return this.#table.changeIf(paceItem, condition, { ...change, untimed: true });
  }
}
