/** What a step of setup ends with, and how the steps are run. */
import { RegistrationError } from '../../core/domain/errors.ts';
import { CommandError } from '../command-error.ts';
import type { State } from '../doctor/check.ts';
import { wrapped } from '../text-layout.ts';
import { StoppedError } from './stopped-error.ts';

/**
 * `right`: it was so before. `done`: setup did it now. `next`: what comes after this run. `to do`: a person has to do
 * something first.
 */
export type StepState = 'right' | 'done' | 'next' | 'to do' | 'left out';

export interface StepResult {
  state: StepState;
  /** What there is now, in words; never a part of a secret. */
  found: string;
  /** What to do. */
  next?: string;
}

export const right = (found: string): StepResult => ({ state: 'right', found });
export const done = (found: string): StepResult => ({ state: 'done', found });
export const leftOut = (found: string): StepResult => ({ state: 'left out', found });
export const toDo = (found: string, next: string): StepResult => ({ state: 'to do', found, next });

/** A check of the doctor's as a step sees it. */
export const asStep = ({
  state,
  found,
  mend,
}: {
  state: State;
  found: string;
  mend?: string;
}): StepResult => {
  if (state === 'right' || state === 'left out') return { state, found };
  return { state: 'to do', found, ...(mend !== undefined && { next: mend }) };
};

export interface NamedResult extends StepResult {
  name: string;
}

const indent = '  ';

/** Runs steps one after the other, and says what each is about and how it ended. */
export class Steps {
  readonly results: NamedResult[] = [];
  readonly #print: (line: string) => void;

  /** @param print writes a line for the person. */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Explains something. */
  readonly say = (text: string): void => {
    for (const line of wrapped(text, indent)) this.#print(line);
  };

  /** Shows lines as they are, such as records to copy. */
  readonly show = (lines: readonly string[]): void => {
    for (const line of lines) this.#print(`${indent}${indent}${line}`);
  };

  /**
   * @param act returns how the step ended. When it throws, the step is left to do, and others may follow.
   * @throws CommandError of `act` when `essential`.
   */
  async run(name: string, act: () => Promise<StepResult>, { essential = false } = {}): Promise<StepResult> {
    this.#print(`\n${name}`);
    const result = await act().catch((error: unknown) => {
      if (essential || !(error instanceof Error)) throw error;
      return failed(error);
    });
    this.results.push({ name, ...result });
    for (const line of wrapped(result.found, indent, `${indent}${result.state}: `)) this.#print(line);
    if (result.next) for (const line of wrapped(result.next, `${indent}  `, `${indent}→ `)) this.#print(line);
    return result;
  }
}

/** Of an error that is not ours or AWS's, only the name is told: its message might quote what it was given. */
function failed(error: Error): StepResult {
  if (error instanceof StoppedError) throw error;
  const isSafe = error instanceof CommandError || error instanceof RegistrationError || '$metadata' in error;
  const found = isSafe && error.message ? error.message : error.name;
  return toDo(found, 'Put that right, and run setup again: it goes on from here.');
}
