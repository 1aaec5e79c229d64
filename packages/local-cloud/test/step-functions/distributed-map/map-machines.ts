/** Machines with a Distributed Map, and what became of its Map Runs, for tests. */
import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { failing, task } from '../machines.ts';

/** A Map of one task, `work`, whose children are executions. */
export const distributed = (
  more: object = {},
  ExecutionType = 'STANDARD',
  states: object = { Work: task('work') },
) => ({
  StartAt: 'Rows',
  States: {
    Rows: {
      ...{ Type: 'Map', Label: 'Rows', End: true },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
        ...{ StartAt: Object.keys(states)[0], States: states },
      },
      ...more,
    },
  },
});
export const writer = {
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'results', Prefix: 'out' },
  },
};

/** Its calls in order; it fails for the items in `broken`. */
export function worker(...broken: unknown[]) {
  const calls: unknown[] = [];
  const work = (payload: unknown) => {
    calls.push(payload);
    if (broken.some((one) => JSON.stringify(payload).includes(JSON.stringify(one)))) throw failing('BadItem');
    return payload;
  };
  return { calls, handlers: { work }, repair: () => broken.splice(0) };
}

export async function mapRunOf(client: SFNClient, executionArn?: string) {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
  const { mapRunArn } = mapRuns.at(-1) ?? {};
  return { mapRuns, ...(await client.send(new DescribeMapRunCommand({ mapRunArn }))) };
}
export const childrenOf = async (client: SFNClient, mapRunArn?: string) =>
  (await client.send(new ListExecutionsCommand({ mapRunArn }))).executions ?? [];
export const redrive = (client: SFNClient, executionArn?: string) =>
  client.send(new RedriveExecutionCommand({ executionArn }));
