/**
 * What a Distributed Map gives, and the files that its ResultWriter exports.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */

export interface WriterConfig {
  /**
   * NONE: the whole record of each child. COMPACT: the outputs. FLATTEN: the outputs, with lists among them spliced in.
   * Children that failed are always whole records.
   */
  Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
  OutputType?: 'JSON' | 'JSONL';
}

/** What is known of a child at the Map Run's end. Times are milliseconds since 1970. */
export interface ChildResult {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING';
  /** JSON, as is the output. */
  input: string;
  output?: string;
  error?: string;
  cause?: string;
  /** Absent when it has not started. */
  execution?: {
    executionArn: string;
    stateMachineArn: string;
    name: string;
    startDate: number;
    stopDate?: number;
    redriveCount: number;
    redriveDate?: number;
  };
}

/** The record of a child. Its fields are in the order of the alphabet. */
export function recordOf({ status, input, output, error, cause, execution }: ChildResult): object {
  if (!execution) return { Input: input, InputDetails: { Included: true }, Status: status };
  const { startDate, stopDate, redriveDate } = execution;
  const succeeded = status === 'SUCCEEDED';
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: execution.executionArn,
    Input: input,
    InputDetails: { Included: true },
    Name: execution.name,
    ...(output !== undefined && { Output: output }),
    OutputDetails: { Included: true },
    RedriveCount: execution.redriveCount,
    ...(redriveDate !== undefined && { RedriveDate: inIso(redriveDate) }),
    RedriveStatus: succeeded ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    ...(succeeded && { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }),
    StartDate: inIso(startDate),
    StateMachineArn: execution.stateMachineArn,
    Status: status,
    ...(stopDate !== undefined && { StopDate: inIso(stopDate) }),
  };
}

const inIso = (ms: number) => new Date(ms).toISOString();

/** What the state gives when nothing is exported: one entry a child, in their order. */
export const resultsOf = (
  children: readonly ChildResult[],
  { Transformation = 'COMPACT' }: WriterConfig,
): unknown[] => transformed(children, Transformation);

function transformed(
  children: readonly ChildResult[],
  transformation: WriterConfig['Transformation'],
): unknown[] {
  return children.flatMap((child) => {
    if (transformation === 'NONE' || child.status !== 'SUCCEEDED') return [recordOf(child)];
    const output = JSON.parse(child.output ?? 'null');
    // A list is spliced in by flatMap; within another list, it stays one.
    return transformation === 'FLATTEN' && Array.isArray(output) ? output : [output];
  });
}

export interface ResultFile {
  key: string;
  body: string;
}

type Group = 'FAILED' | 'PENDING' | 'SUCCEEDED';
const groupOf = ({ status }: ChildResult): Group =>
  status === 'SUCCEEDED' || status === 'PENDING' ? status : 'FAILED';

/**
 * The files of one export, without the manifest: `SUCCEEDED_0`, `FAILED_0` and `PENDING_0`, those without records left out.
 * @param folder with a slash at the end.
 * @param children those of this export: after a redrive, only what has run again.
 */
export function resultFiles(
  folder: string,
  children: readonly ChildResult[],
  { Transformation = 'NONE', OutputType = 'JSON' }: WriterConfig,
): Record<Group, ResultFile[]> {
  const fileOf = (group: Group): ResultFile[] => {
    const records = transformed(
      children.filter((child) => groupOf(child) === group),
      Transformation,
    );
    if (records.length === 0) return [];
    const isLines = OutputType === 'JSONL';
    const body = isLines
      ? records.map((one) => `${JSON.stringify(one)}\n`).join('')
      : JSON.stringify(records);
    return [{ key: `${folder}${group}_0.${isLines ? 'jsonl' : 'json'}`, body }];
  };
  return { FAILED: fileOf('FAILED'), PENDING: fileOf('PENDING'), SUCCEEDED: fileOf('SUCCEEDED') };
}

export interface WrittenFile {
  Key: string;
  /** Bytes. */
  Size: number;
}

/** The manifest, which names the files of all exports. */
export const manifestOf = (
  bucket: string,
  mapRunArn: string,
  files: Record<Group, readonly WrittenFile[]>,
): string => JSON.stringify({ DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: files });

export const written = ({ key, body }: ResultFile): WrittenFile => ({
  Key: key,
  Size: Buffer.byteLength(body),
});
