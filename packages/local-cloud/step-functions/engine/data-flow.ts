/** How data goes through a state: the two query languages have different fields and a different order. */
import type { Catcher, ChoiceRule } from '../definition.ts';
import type { Item } from './frames.ts';
import type { At } from './run.ts';

type Maybe<T> = T | Promise<T>;

/** What a state passes on, and the variables that it assigns. */
export interface Outgoing {
  output: unknown;
  assigned?: Record<string, unknown>;
}

export interface DataFlow {
  /** What a Task, a Parallel or a Pass works on. */
  work(at: At): Maybe<unknown>;
  /** The items of a Map. */
  items(at: At): Maybe<Item[]>;
  /** The input of one of its iterations. */
  itemInput(at: At, item: Item): Maybe<unknown>;
  /** What a state with a result passes on. */
  result(at: At, result: unknown): Maybe<Outgoing>;
  /** What a state without a result passes on; of a Choice, `rule` is the one that fits. */
  passed(at: At, rule?: ChoiceRule): Maybe<Outgoing>;
  /** What goes on to a catcher's state. */
  caught(at: At, catcher: Catcher, error: { Error: string; Cause: string }): Maybe<Outgoing>;
  /** The first rule of a Choice that fits. */
  choose(at: At): Maybe<ChoiceRule | undefined>;
  /** A field that is a number, by default a whole one; undefined when there is none. */
  number(at: At, field: string, kind?: 'integer' | 'float'): Maybe<number | undefined>;
  /** A value in which the expressions are replaced by what they give. @param field what it is called in the cause of a failure. */
  filled(at: At, field: string, value: unknown): Maybe<unknown>;
  /** A field that is text; undefined when there is none. */
  text(at: At, field: 'Error' | 'Cause'): Maybe<string | undefined>;
  /** Milliseconds since 1970 at which a Wait is over. */
  waitUntil(at: At, now: number): Maybe<number>;
}
