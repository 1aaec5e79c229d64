import { adminCommand } from '../admin-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openStage, type Stage } from '../stage.ts';
import { askOf } from './ask.ts';
import { askAccountOf } from './ask-account.ts';
import { type CanaryOptions, canaryCheck } from './canary/canary.ts';
import { type DoctorContext, type Report, runChecks } from './check.ts';
import { checks } from './checks.ts';
import { reportInWords } from './report-in-words.ts';

export const doctor = adminCommand(
  {
    name: 'doctor',
    what: 'tests a stage as it is, and says what is wrong and how to mend it',
    more: `It looks at the stack, the secret, Stripe’s webhook endpoint, SES, the folder in Drive, the organisers’ files,
      queues, workflows, alarms and quotas, and whether entries, progress and registrations agree. It changes nothing,
      unless it is asked to send a canary. It ends with 2 if something is wrong, or could not be found out.`,
    undo: `Nothing to undo: it only reads, and a canary is removed again. A call to Challonge is counted among those of the
      month.`,
  },
  (command) =>
    command
      .option('--challonge', 'ask Challonge too, with one of the month’s calls')
      .option('--canary', 'send a made-up registration through the whole flow, and remove it again'),
  async ({ stage, json, challonge, canary }) => {
    const report = await examine(await openStage(stage), {
      askChallonge: challonge ?? false,
      ...(canary && { canary: {} }),
    });
    console.log(json ? JSON.stringify(report, undefined, 2) : reportInWords(report));
    return exitCodeOf(report);
  },
);

export interface Examination {
  askChallonge: boolean;
  now?: () => number;
  /** Whether to send one. */
  canary?: CanaryOptions;
}

export async function examine(
  stage: Stage,
  { askChallonge, now = Date.now, canary }: Examination,
): Promise<Report> {
  const context: DoctorContext = {
    outputs: stage.outputs,
    output: (name: string) => stage.output(name),
    askChallonge,
    now,
    ask: askOf(stage),
    askAccount: askAccountOf(stage),
  };
  const results = await runChecks(checks, context);
  // After the others, which would otherwise see it at work.
  const sent = canary ? await runChecks([canaryCheck(stage, canary)], context, longestCanaryMs) : [];
  return { stage: stage.name, checks: [...results, ...sent] };
}

/** It ends by itself before that. */
const longestCanaryMs = 20 * 60_000;

export const exitCodeOf = ({ checks: results }: Report): ExitCode =>
  results.every(({ state }) => state === 'right' || state === 'left out')
    ? exitCodes.done
    : exitCodes.needsAttention;
