/**
 * Runs a Distributed Map of as many items as its argument says, each through a Pass and a Task that answers at once, in a
 * separate process, and prints its measurements as JSON.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { StepFunctions } from '@tkd-registration/local-cloud/step-functions';
import { peakMemory } from './peak-memory.ts';

export interface DistributedMapOutput {
  seconds: number;
  peakBytes: number;
  /** How the execution ended. */
  status: string;
}

const items = Number(process.argv[2]);
const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const definition = {
  StartAt: 'Each',
  States: {
    Each: {
      ...{ Type: 'Map', End: true, ResultPath: null },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Begin',
        States: {
          Begin: { Type: 'Pass', Next: 'Work' },
          Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', End: true },
        },
      },
    },
  },
};
const stepFunctions = new StepFunctions({
  machines: [{ name: 'm', arn, definition }],
  invoke: async (_, payload) => payload,
});
const ask = async (operation: string, body: Record<string, unknown>) =>
  (await stepFunctions.handle(operation, body)).body as Record<string, string>;

const started = performance.now();
const input = JSON.stringify(Array.from({ length: items }, (_, number) => ({ number })));
const { executionArn } = await ask('StartExecution', { stateMachineArn: arn, input });
let status = 'RUNNING';
while (status === 'RUNNING') {
  await pause(10);
  status = (await ask('DescribeExecution', { executionArn })).status ?? '';
}
const seconds = (performance.now() - started) / 1_000;
const output: DistributedMapOutput = { seconds, peakBytes: peakMemory(), status };
console.log(JSON.stringify(output));
await stepFunctions.stop();
