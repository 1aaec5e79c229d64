import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkbox, confirm, input, password, select } from '@inquirer/prompts';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { Asker } from './asker.ts';
import { isPath, readSecretFile } from './secret-file.ts';
import { StoppedError } from './stopped-error.ts';

/** What was typed for a stage file that is not written yet. No secrets. */
export interface Draft {
  get(key: string): string | string[] | undefined;
  set(key: string, answer: string | string[]): void;
  /** Once the stage file is written: nothing is kept any more. */
  remove(): void;
}

const drafts = join(import.meta.dirname, '../../.local/setup');

/** A draft that outlasts the command, so that the next one offers what was typed. */
export function draftOf(stage: string, directory = drafts): Draft {
  const file = join(directory, `${stage}.json`);
  const answers: Record<string, string | string[]> = existsSync(file)
    ? z
        .record(z.string(), z.union([z.string(), z.array(z.string())]))
        .parse(JSON.parse(readFileSync(file, 'utf8')))
    : {};
  let removed = false;
  return {
    get: (key) => (removed ? undefined : answers[key]),
    set(key, answer) {
      if (removed) return;
      answers[key] = answer;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(answers, undefined, 2)}\n`);
    },
    remove() {
      removed = true;
      rmSync(file, { force: true });
    },
  };
}

/** Prompts leave standard output to results. */
const onStandardError = { output: process.stderr };

/**
 * Asks the person at the terminal.
 * @throws CommandError when there is none.
 */
export function terminal(draft: Draft): Asker {
  if (!process.stdin.isTTY) {
    throw new CommandError('setup asks: run it at a terminal, or give it --answers with a file.');
  }
  const kept = (key: string) => {
    const answer = draft.get(key);
    return typeof answer === 'string' ? answer : undefined;
  };
  return {
    canTryAgain: true,
    async text(key, { ask, optional, problem, ...question }) {
      const offered = kept(key) ?? question.default;
      const answer = await asked(
        input(
          {
            message: ask,
            ...(offered !== undefined && {
              default: offered,
              ...(optional && { prefill: 'editable' as const }),
            }),
            validate: (typed) => {
              const said = typed.trim();
              if (said === '') return optional ? true : 'This is needed.';
              return problem?.(said) ?? true;
            },
          },
          onStandardError,
        ),
      );
      draft.set(key, answer.trim());
      return answer.trim();
    },
    async choose(key, { ask, choices, ...question }) {
      const offered = choices.find(({ value }) => value === kept(key))?.value ?? question.default;
      const settings = { message: ask, choices, ...(offered !== undefined && { default: offered }) };
      const answer = await asked(select(settings, onStandardError));
      draft.set(key, answer);
      return answer;
    },
    async several(key, { ask, choices, ...question }) {
      const before = draft.get(key);
      const offered: readonly string[] = Array.isArray(before) ? before : (question.default ?? []);
      const boxes = choices.map((choice) => ({ ...choice, checked: offered.includes(choice.value) }));
      const answer = await asked(checkbox({ message: ask, choices: boxes }, onStandardError));
      draft.set(key, answer);
      return answer;
    },
    confirm: (_key, { ask, default: offered = true }) =>
      asked(confirm({ message: ask, default: offered }, onStandardError)),
    async secret(_key, { ask, problem }) {
      const read = (typed: string) => (isPath(typed) ? readSecretFile(typed) : typed.trim());
      const typed = await asked(
        password(
          {
            message: `${ask} (not shown while you type; or the path of a file with it)`,
            toggleMask: false,
            validate: (answer) => {
              try {
                return problem(read(answer)) ?? true;
              } catch (error) {
                return (error as Error).message;
              }
            },
          },
          onStandardError,
        ),
      );
      return read(typed);
    },
    tryAgain: (ask) => asked(confirm({ message: ask, default: true }, onStandardError)),
  };
}

/** An answer. @throws StoppedError when the person ends the command instead. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if ((cause as Error).name !== 'ExitPromptError') throw cause;
    throw new StoppedError('Stopped. What was done stays: the next setup goes on from here.', { cause });
  }
}
