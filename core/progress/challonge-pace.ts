import type { Leave } from '../clients/challonge/calls.ts';
import { ChallongePacedError } from '../domain/errors.ts';
import { CallPace } from './call-pace.ts';
import type { ProgressTable } from './progress-table.ts';

/** How far ahead of the pace a call may be, in milliseconds: what publishing one division takes is ten calls at most. */
const ahead = 20_000;

/** The pace of calls to Challonge, whose limit is not documented; others report 60 a minute. */
export class ChallongePace implements Leave {
  readonly #pace: CallPace;

  constructor(table: ProgressTable, callsPerMinute: number) {
    this.#pace = new CallPace(table, {
      item: 'challonge_pace',
      msPerCall: Math.ceil(60_000 / callsPerMinute),
      service: 'Challonge',
      refusal: ChallongePacedError,
    });
  }

  /**
   * Takes leave to call once.
   * @throws ChallongePacedError with the time at which to try again; ServiceUnavailableError as DynamoDB.
   */
  take(): Promise<void> {
    return this.#pace.take(ahead);
  }
}
