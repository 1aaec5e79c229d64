/**
 * Runs a thousand executions of the state machine on standard input, with steps that answer at once, in a separate process,
 * and prints the processor time as JSON.
 */

import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { StepFunctions } from '@tkd-registration/local-cloud/step-functions';

export interface ExecutionsOutput {
  processorSeconds: number;
  /** How many executions ended with each status. */
  ends: Record<string, number>;
}

const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
/** What the choices of the registration machine ask for: a payment and a badge, and nothing to look at. */
const answer = { paymentNeeded: true, badgeWanted: true, school: 'known', findings: [], photoShared: false };
const stepFunctions = new StepFunctions({
  machines: [{ name: 'm', arn, definition: JSON.parse(await text(process.stdin)) }],
  invoke: async () => ({ ...answer, outcome: 'sent' }),
});
const ask = async (operation: string, body: Record<string, unknown>) =>
  (await stepFunctions.handle(operation, body)).body as Record<string, string>;

async function run(count: number): Promise<Record<string, number>> {
  const started: (string | undefined)[] = [];
  for (let index = 0; index < count; index += 1) {
    started.push((await ask('StartExecution', { stateMachineArn: arn })).executionArn);
  }
  const ends: Record<string, number> = {};
  for (const executionArn of started) {
    let status = 'RUNNING';
    while (status === 'RUNNING') {
      status = (await ask('DescribeExecution', { executionArn })).status ?? '';
      if (status === 'RUNNING') await pause(20);
    }
    ends[status] = (ends[status] ?? 0) + 1;
  }
  return ends;
}

await run(100);
const before = process.cpuUsage();
const ends = await run(1_000);
const { user, system } = process.cpuUsage(before);
const output: ExecutionsOutput = { processorSeconds: (user + system) / 1e6, ends };
console.log(JSON.stringify(output));
await stepFunctions.stop();
