/** What a check of a stage is, and how checks are run. */
import { GoogleCallError } from '../../core/clients/drive/errors.ts';
import { RegistrationError, SecretInvalidError } from '../../core/domain/errors.ts';
import { CommandError } from '../command-error.ts';
import type { Outputs } from '../stage.ts';
import type { Ask } from './ask.ts';
import type { AskAccount } from './ask-account.ts';
import { NotHereError } from './not-here-error.ts';

export const states = ['right', 'wrong', 'unknown', 'left out'] as const;

/**
 * `unknown`: it could not be found out. `left out`: there is nothing to find out, such as about Drive on a stage that has
 * none, or about what the embedded cloud does not have.
 */
export type State = (typeof states)[number];

export interface Finding {
  state: State;
  /** What there is, in words; never a part of a secret. */
  found: string;
  /** What to do about it. */
  mend?: string;
}

export interface DoctorContext {
  /** Of the stage's stack. */
  outputs: Outputs;
  /** One that a stage of this version has. @throws CommandError */
  output(name: string): string;
  /** Whether one of the month's calls to Challonge may be used up. */
  askChallonge: boolean;
  /** Epoch milliseconds. */
  now(): number;
  ask: Ask;
  askAccount: AskAccount;
}

export interface Check {
  /** What it is about, in a few words. */
  name: string;
  /** May throw when it cannot be found out. */
  run(context: DoctorContext): Promise<Finding>;
}

export interface CheckResult extends Finding {
  name: string;
}

/** What `--json` prints. */
export interface Report {
  stage: string;
  checks: CheckResult[];
}

export const right = (found: string): Finding => ({ state: 'right', found });
export const wrong = (found: string, mend: string): Finding => ({ state: 'wrong', found, mend });
export const leftOut = (found: string): Finding => ({ state: 'left out', found });

/** All that is wrong, and all that there is to do about it; right when there is nothing. */
export function allOf(found: string, problems: readonly { problem: string; mend: string }[]): Finding {
  if (problems.length === 0) return right(found);
  return wrong(
    problems.map(({ problem }) => problem).join('; '),
    [...new Set(problems.map(({ mend }) => mend))].join(' '),
  );
}

/**
 * Runs checks side by side, each for so long at most. One that fails or hangs does not stop the others.
 * @returns the results in the order of the checks.
 */
export function runChecks(
  checks: readonly Check[],
  context: DoctorContext,
  limitMs = 20_000,
): Promise<CheckResult[]> {
  return Promise.all(
    checks.map(async ({ name, run }) => {
      const finding = await within(limitMs, run, context).catch(unanswered);
      return { name, ...finding };
    }),
  );
}

async function within(limitMs: number, run: Check['run'], context: DoctorContext): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Finding>((resolve) => {
    const found = `no answer within ${limitMs / 1_000} s`;
    timer = setTimeout(resolve, limitMs, { state: 'unknown', found, mend: tryAgain });
  });
  try {
    return await Promise.race([run(context), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const tryAgain = 'Try again. If it stays so, see whether the service can be reached from here.';
const deleted =
  'The stack has it, and somebody has deleted it: aws cloudformation detect-stack-drift says what else is gone.';
const permissions = 'Give yourself this permission: docs/deploying.md, “Later on”.';

function unanswered(error: unknown): Finding {
  if (error instanceof NotHereError) return leftOut(error.message);
  const { name, message } = error as Error;
  const denied = /^AccessDenied|^Unauthorized|NotAuthorized/.test(name);
  const ofAws = '$metadata' in (error as object);
  // Any other error might quote what it was given.
  const isSafe =
    error instanceof RegistrationError ||
    error instanceof CommandError ||
    error instanceof GoogleCallError ||
    ofAws;
  const found = onOneLine(isSafe && message ? `${name}: ${message}` : name);
  if (ofAws && /NotFound|NoSuch|DoesNotExist/.test(name)) return wrong(found, deleted);
  const mend =
    error instanceof SecretInvalidError ? 'See what is said of the secret.' : denied ? permissions : tryAgain;
  return { state: 'unknown', found, mend };
}

const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 300);
