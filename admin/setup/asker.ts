/** How setup asks. */
import type { QuestionKey, SecretKey } from './questions.ts';

export interface TextQuestion {
  ask: string;
  /** What is taken if nothing is typed. */
  default?: string;
  /** Whether nothing may be said: the answer is then empty. */
  optional?: boolean;
  /** Why an answer cannot be taken, in words. Not asked about an empty answer. */
  problem?: (answer: string) => string | undefined;
}

export interface Choice<T extends string> {
  value: T;
  name: string;
}

/** Each throws CommandError when there is no answer that can be taken. */
export interface Asker {
  /** Whether somebody is there who can put something right and try again. */
  readonly canTryAgain: boolean;
  text(key: QuestionKey, question: TextQuestion): Promise<string>;
  choose<T extends string>(
    key: QuestionKey,
    question: { ask: string; choices: readonly Choice<T>[]; default?: T },
  ): Promise<T>;
  several<T extends string>(
    key: QuestionKey,
    question: { ask: string; choices: readonly Choice<T>[]; default?: readonly T[] },
  ): Promise<T[]>;
  confirm(key: QuestionKey, question: { ask: string; default?: boolean }): Promise<boolean>;
  /** Typed without being shown, or read from a file outside the project. */
  secret(
    key: SecretKey,
    question: { ask: string; problem: (answer: string) => string | undefined },
  ): Promise<string>;
  /** Whether one more try is wanted, once a person has done something elsewhere. */
  tryAgain(ask: string): Promise<boolean>;
}
