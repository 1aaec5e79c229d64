import type { WritePace } from '../clients/drive/api.ts';
import { DrivePacedError } from '../domain/errors.ts';
import { CallPace } from './call-pace.ts';
import type { ProgressTable } from './progress-table.ts';

/**
 * How far ahead of the pace a lane may write, in milliseconds. Each may go further than those after it ever push the pace,
 * at one write in five seconds or more: so registrations go first, then badges that are brought in line with theirs, then
 * jobs. Jobs do not hold up a registration even at one write in ten seconds.
 */
export const driveLanes = { registration: 15_000, refresh: 10_000, job: 5_000 } as const;

export type DriveLane = keyof typeof driveLanes;

/**
 * The pace of writes to Drive. Drive accepts three sustained writes a second from one account, which cannot be raised
 * (https://support.google.com/a/answer/10445916).
 */
export class DrivePace {
  readonly #pace: CallPace;

  constructor(table: ProgressTable, writesPerSecond: number) {
    this.#pace = new CallPace(table, {
      item: 'drive_pace',
      msPerCall: Math.ceil(1_000 / writesPerSecond),
      service: 'Drive',
      refusal: DrivePacedError,
    });
  }

  /** The pace as the Drive client takes it. */
  turns(): DriveTurns {
    return new DriveTurns(this);
  }

  /**
   * Takes leave to write once.
   * @throws DrivePacedError with the time at which to try again; ServiceUnavailableError as DynamoDB.
   */
  take(lane: DriveLane): Promise<void> {
    return this.#pace.take(driveLanes[lane]);
  }
}

/** A Lambda's turns to write, one for each write. */
export class DriveTurns implements WritePace {
  readonly #pace: DrivePace;
  #lane: DriveLane = 'job';
  #taken = false;

  constructor(pace: DrivePace) {
    this.#pace = pace;
  }

  /**
   * Begins something new, in a lane. One that is about a single thing takes the turn of its first write at once: while
   * thousands wait, each is refused many times, and should have done nothing by then. A job's Lambda works on many things,
   * of which not all are written.
   *
   * @throws as `take`.
   */
  async begin(lane: DriveLane): Promise<void> {
    this.#lane = lane;
    this.#taken = false;
    if (lane === 'job') return;
    await this.#pace.take(lane);
    this.#taken = true;
  }

  /** @throws DrivePacedError, ServiceUnavailableError as `DrivePace.take`. */
  async take(): Promise<void> {
    if (!this.#taken) await this.#pace.take(this.#lane);
    this.#taken = false;
  }
}
