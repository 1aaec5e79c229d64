import { adminCommand } from '../admin-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openStage, type Stage } from '../stage.ts';
import { askOf } from './ask.ts';
import { askAccountOf } from './ask-account.ts';
import { type Report, runChecks } from './check.ts';
import { checks } from './checks.ts';
import { reportInWords } from './report-in-words.ts';

export const doctor = adminCommand(
  {
    name: 'doctor',
    what: 'tests a stage as it is, and says what is wrong and how to mend it',
    more: `It looks at the stack, the secret, Stripe’s webhook endpoint, SES, the folder in Drive, the organisers’ files,
      queues, workflows, alarms and quotas, and changes nothing. It ends with 2 if something is wrong, or could not be found out.`,
    undo: 'Nothing to undo: it only reads. A call to Challonge is counted among those of the month.',
  },
  (command) => command.option('--challonge', 'ask Challonge too, with one of the month’s calls'),
  async ({ stage, json, challonge }) => {
    const report = await examine(await openStage(stage), { askChallonge: challonge ?? false });
    console.log(json ? JSON.stringify(report, undefined, 2) : reportInWords(report));
    return exitCodeOf(report);
  },
);

export async function examine(stage: Stage, { askChallonge }: { askChallonge: boolean }): Promise<Report> {
  const context = {
    outputs: stage.outputs,
    output: (name: string) => stage.output(name),
    askChallonge,
    ask: askOf(stage),
    askAccount: askAccountOf(stage),
  };
  return { stage: stage.name, checks: await runChecks(checks, context) };
}

export const exitCodeOf = ({ checks: results }: Report): ExitCode =>
  results.every(({ state }) => state === 'right' || state === 'left out')
    ? exitCodes.done
    : exitCodes.needsAttention;
