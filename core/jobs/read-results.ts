/** What has become of a job's items, read from the files that the state machine's Map writes. */
import * as z from 'zod';
import type { JobFiles } from '../clients/job-files.ts';
import { type Outcome, outcome } from './job-state.ts';

const listed = z.array(z.object({ Key: z.string() }));
const manifest = z.object({
  ResultFiles: z.object({ SUCCEEDED: listed, FAILED: listed, PENDING: listed }),
});

/** Of each execution for a batch or an item. Input and output are JSON. */
const records = z.array(
  z.object({ Input: z.string(), Output: z.string().optional(), Error: z.string().optional() }),
);
type Run = z.infer<typeof records>[number];

const named = z.union([
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ part: z.int() }).transform(({ part }) => `part ${part}`),
]);
const input = z.union([
  z.object({ Items: z.array(named) }).transform(({ Items }) => Items),
  z.object({ item: named }).transform(({ item }) => [item]),
]);

/** What the last failure of a batch says, which is about no item in particular. */
const reason = 'the step itself failed: see the execution in the job’s Map Run';

/**
 * Reads what became of every item, in the order of the plan but for those that failed with their whole batch, which come
 * last.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 *
 * @param key of the manifest.
 */
export async function readResults(key: string, files: Pick<JobFiles, 'readJson'>): Promise<Outcome[]> {
  const { SUCCEEDED, FAILED, PENDING } = (await files.readJson(key, manifest)).ResultFiles;
  const read = async (keys: z.infer<typeof listed>) => {
    const runs: Run[] = [];
    for (const { Key } of keys) runs.push(...(await files.readJson(Key, records)));
    return runs;
  };
  return [
    ...(await read(SUCCEEDED)).flatMap(outcomesOf),
    ...(await read(FAILED)).flatMap((run) => failed(run, run.Error ?? 'States.Aborted')),
    ...(await read(PENDING)).flatMap((run) => failed(run, 'NotStarted')),
  ];
}

/** A batch's output has the outcomes. Where each item has an execution, that it succeeded is all there is to know. */
function outcomesOf({ Input, Output }: Run): Outcome[] {
  const outcomes = z.array(outcome).safeParse(JSON.parse(Output ?? 'null'));
  return outcomes.success ? outcomes.data : namesIn(Input).map((id) => ({ id, outcome: 'done' }));
}

const failed = ({ Input }: Run, error: string): Outcome[] =>
  namesIn(Input).map((id) => ({ id, failed: error, reason }));

const namesIn = (json: string) => input.parse(JSON.parse(json));
