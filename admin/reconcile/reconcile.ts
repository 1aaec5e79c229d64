import type { HistoryEvent } from '@aws-sdk/client-sfn';
import {
  type Compared,
  comparedPayments,
  type ReconcileInput,
  reconcileInput,
} from '../../core/domain/reconcile.ts';
import { adminCommand } from '../admin-command.ts';
import { clientConfigOf } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import { ExecutionRun } from '../execution-run.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { comparedInWords, differencesInWords } from './differences-in-words.ts';

export const reconcile = adminCommand(
  {
    name: 'reconcile',
    what: 'compares Stripe with the registrations, and repairs what is missing',
    more: `It is what the stage itself does every hour. Without --apply, nothing is changed and nobody gets a
mail: it says what would be done.`,
    undo: `A repair does what a lost webhook would have done, once: it registers somebody who paid, or follows
a payment. Correct the payment in Stripe, and the registration follows.`,
  },
  (command) =>
    command
      .option('--apply', 'repair what can be repaired, and mail the organisers what only a person can decide')
      .option(
        '--since <time>',
        'how long ago a payment or a refund may have been made, such as 36h',
        sinceOf,
        '3d',
      ),
  async ({ stage, since, apply = false, json }) => {
    const machine = { stage, machine: 'reconcile', absent: 'is older than this command: deploy it again' };
    const run = new ExecutionRun(clientConfigOf(stage), machine);
    // With everything that needs a person, reported before or not, and every payment about which more is expected.
    const name = await run.start({ since, apply, everything: true } satisfies ReconcileInput);
    console.error(await run.started(name));
    const { compared } = comparedPayments.parse(await run.end(name, reportTo(console.error)));
    const result = { execution: name, applied: apply, ...compared };
    console.log(json ? JSON.stringify(result, undefined, 2) : differencesInWords(compared, apply));
    return exitCodeOf(compared, apply);
  },
);

/** Reads `--since`. @throws CommandError */
export function sinceOf(said: string): string {
  const input = reconcileInput.safeParse({ since: said });
  if (!input.success) {
    throw new CommandError(`--since: say a number of days or hours, such as 3d or 36h, not “${said}”.`);
  }
  return said;
}

/** Without `--apply`, what can be repaired waits for somebody to say it. */
export function exitCodeOf({ counts }: Compared, applied: boolean): ExitCode {
  if (counts.decisions > 0) return exitCodes.needsAttention;
  return counts.repairs > 0 && !applied ? exitCodes.yesIsMissing : exitCodes.done;
}

/** Says how much has been compared, whenever that is more than before. */
export function reportTo(say: (line: string) => void): (events: readonly HistoryEvent[]) => void {
  let last = '';
  return (events) => {
    const compared = lastComparedIn(events);
    const line = compared ? `  ${comparedInWords(compared)} …` : '';
    if (line !== last) say(line);
    last = line;
  };
}

function lastComparedIn(events: readonly HistoryEvent[]): Compared | undefined {
  const exited = events.findLast(
    ({ stateExitedEventDetails: state }) => state?.name === 'Compare with Stripe',
  );
  const output = exited?.stateExitedEventDetails?.output;
  return output === undefined ? undefined : comparedPayments.parse(JSON.parse(output)).compared;
}
