/** What the words about a problem consist of. */
import type { RegistrationErrorClass } from '../../domain/errors.ts';

/** A page that a step or a button leads to. */
export type PlaceName =
  | 'execution'
  | 'entry'
  /** The entry to which the payment that this one names belongs. */
  | 'first entry'
  | 'registration'
  | 'payment'
  | 'dispute'
  | 'Stripe keys'
  | 'secret'
  | 'failed entries'
  | 'mail service'
  | 'Drive folder';

export interface ToDo {
  text: string;
  place?: PlaceName;
}

export interface PlainWords {
  /** Follows what could not be done and a colon: `Stripe refuses the key`. */
  because: string;
  /** Instead of what could not be done and the reason. */
  title?: string;
  /** Instead of what the task says is safe. */
  safe?: string;
  happened: string;
  todo: readonly ToDo[];
  /** The one thing to press. */
  press: { label: string; place: PlaceName };
}

/** Most things to do end with this. */
export const runAgain = { label: 'Run it again', place: 'execution' } as const;
export const thenRunAgain = { text: 'Then run it again: it does what is missing and repeats nothing.' };

/** Words by the errors' names. */
export function byName(
  rows: readonly (readonly [RegistrationErrorClass, PlainWords])[],
): ReadonlyMap<string, PlainWords> {
  return new Map(rows.map(([{ errorName }, text]) => [errorName, text]));
}
