import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { type Compared, comparedPayments } from '../../core/domain/reconcile.ts';
import type { AdminCommand } from '../admin-command.ts';
import { clientConfigOf } from '../client-config.ts';
import { ExecutionRun } from '../execution-run.ts';
import { parseCommand, usage } from './command.ts';
import { comparedInWords, differencesInWords } from './differences-in-words.ts';

export const reconcile: AdminCommand = {
  what: 'compares Stripe with the registrations, and repairs what is missing',
  async run(args) {
    const command = parseCommand(args);
    if (command === 'help') {
      console.log(usage);
      return 0;
    }
    const { stage, input, json } = command;
    const machine = { stage, machine: 'reconcile', absent: 'is older than this command: deploy it again' };
    const run = new ExecutionRun(clientConfigOf(stage), machine);
    const name = await run.start(input);
    console.error(`Execution ${name} of ${run.machineName}`);
    const { compared } = comparedPayments.parse(await run.end(name, reportTo(console.error)));
    const result = { execution: name, applied: input.apply, ...compared };
    console.log(json ? JSON.stringify(result, undefined, 2) : differencesInWords(compared, input.apply));
    return 0;
  },
};

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
