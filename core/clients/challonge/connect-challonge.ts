import type { ChallongeOptions } from './calls.ts';
import type { Challonge } from './challonge.ts';
import { challongeV1 } from './v1.ts';
import { challongeV2 } from './v2.ts';

/** Challonge, by the version of its API that is asked for. Failed calls are not repeated here. */
export function connectChallonge(options: ChallongeOptions): Challonge {
  return options.api === 'v1' ? challongeV1(options) : challongeV2(options);
}
