import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { adminCommand, yesOption } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import type { ExitCode } from '../exit-codes.ts';
import { machinesOf } from '../machines.ts';
import { openStage, type Stage } from '../stage.ts';
import { type PublicationOptions, runPublication } from './publication-run.ts';
import { targetNames } from './target-names.ts';

export const publishBrackets = adminCommand(
  {
    name: 'publish',
    what: 'publishes a plan of the draw: on paper, and on Challonge if the stage has it',
    more: `Without --yes, it says what it would do, and how many calls of Challonge that takes. Only what differs from what
is published is changed. If anything has changed since the plan was made, nothing is published, and it says what.`,
    undo: `Correct registrations or decisions, plan again, and publish that plan: what differs is changed.
Whoever has a bracket's address may have read it by then.`,
  },
  (command) =>
    command
      .option('--plan <execution>', 'which plan; the newest when left out')
      .option('--to <targets>', 'where: challonge, paper; everywhere when left out', targetNames)
      .option('--out <dir>', 'where documents go', 'brackets/paper')
      .option(...yesOption),
  async ({ stage: name, plan, to, ...options }) => publishIn(await openStage(name), { plan, to, ...options }),
);

interface Options extends PublicationOptions {
  plan?: string;
  to?: string[];
}

export async function publishIn(stage: Stage, { plan, to, ...options }: Options): Promise<ExitCode> {
  const execution = plan ?? (await newestPlan(stage));
  const order = { plan: execution, ...(to && { to }) };
  return runPublication(stage, order, `publish plan ${execution}`, options);
}

/** The execution that made the newest plan. Prints which one it is. */
async function newestPlan(stage: Stage): Promise<string> {
  const [machine] = await machinesOf(stage, ['plan-brackets']);
  const { executions: [newest] = [] } = machine
    ? await stage.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: machine.arn, statusFilter: 'SUCCEEDED', maxResults: 1 }),
      )
    : {};
  if (newest?.name === undefined) {
    throw new CommandError('There is no plan yet: npm run admin -- brackets plan makes one.');
  }
  console.error(`The newest plan is ${newest.name}, made ${newest.startDate?.toISOString() ?? ''}.`);
  return newest.name;
}
