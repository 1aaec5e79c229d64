import type { WritePace } from '../clients/drive/api.ts';
import { DrivePacedError } from '../domain/errors.ts';
import { CallPace } from './call-pace.ts';
import type { ProgressTable } from './progress-table.ts';

/**
 * How far ahead of the pace a lane may write, in milliseconds. Registrations may go further than jobs ever push the pace,
 * even at one write in ten seconds: so they always go first, and a job never holds them up.
 */
const lanes = { registration: 15_000, job: 5_000 } as const;

export type DriveLane = keyof typeof lanes;

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
      refusal: (notBefore) =>
        new DrivePacedError(`Drive: not before ${new Date(notBefore).toISOString()}, to keep its pace`, {
          notBefore,
        }),
    });
  }

  /** The pace as the Drive client takes it. */
  lane(lane: DriveLane): WritePace {
    return { take: () => this.take(lane) };
  }

  /**
   * Takes leave to write once.
   * @throws DrivePacedError with the time at which to try again; ServiceUnavailableError and RateLimitedError as DynamoDB.
   */
  take(lane: DriveLane): Promise<void> {
    return this.#pace.take(lanes[lane]);
  }
}
