/** What a bulk job takes: time, memory, calls by service, and what it would cost on AWS. */
import type { TournamentCloud } from '../local/tournament-cloud.ts';
import { costOf, sumOf, type Usage } from './cost.ts';
import type { CountingProxy } from './counting-proxy.ts';
import { watchMemory } from './memory.ts';

export interface JobUsage {
  seconds: number;
  /** Of the whole process tree: cloud, Lambdas, DynamoDB Local's JVM. */
  peakMb: number | undefined;
  stateTransitions: number;
  lambdaRequests: number;
  lambdaGbSeconds: number;
  /**
   * Calls of AWS's services, such as `s3 PutObject`; without those of Step Functions, which include our watching, and without
   * looks into queues, which never end.
   */
  calls: Record<string, number>;
  driveReads: number;
  driveWrites: number;
  usd: number;
}

/** DynamoDB answers a scan in pages of 1 MB, of 4 kB a read unit. */
const unitsPerScan = 256;
/** State's entry and exit, and what is between them: events for each transition, on the high side. */
const eventsPerTransition = 5;

/** Runs a job and measures it. */
export async function measureJob(
  cloud: TournamentCloud,
  drive: CountingProxy,
  run: () => Promise<void>,
): Promise<JobUsage> {
  const callsBefore = new Map(cloud.calls);
  const handledBefore = handledOf(cloud);
  const driveBefore = { ...drive.counts };
  const memory = watchMemory();
  const startedAt = Date.now();
  await run();
  const seconds = (Date.now() - startedAt) / 1_000;
  const peakBytes = memory.stop();
  const calls: Record<string, number> = {};
  for (const [call, count] of cloud.calls) {
    const more = count - (callsBefore.get(call) ?? 0);
    if (more > 0 && !/^(states|sqs) /.test(call)) calls[call] = more;
  }
  const handled = handledOf(cloud);
  const lambdaRequests = handled.events - handledBefore.events;
  const lambdaGbSeconds = handled.gbSeconds - handledBefore.gbSeconds;
  const { transitions, executions } = await startedSince(cloud, startedAt);
  const count = (...names: string[]) => names.reduce((sum, name) => sum + (calls[name] ?? 0), 0);
  const usage: Usage = {
    stateTransitions: transitions,
    historyEvents: transitions * eventsPerTransition,
    lambdaRequests,
    lambdaGbSeconds,
    dynamodbReads: count('dynamodb GetItem', 'dynamodb Query') + unitsPerScan * count('dynamodb Scan'),
    dynamodbWrites:
      count('dynamodb PutItem', 'dynamodb UpdateItem', 'dynamodb DeleteItem') +
      // Of up to 25 items; a transaction has two, and each of its writes counts twice.
      25 * count('dynamodb BatchWriteItem') +
      4 * count('dynamodb TransactWriteItems'),
    dynamodbItemBytes: 1_024,
    // A listing is charged as a write is.
    s3Puts: count(
      ...['PutObject', 'ListObjectsV2', 'ListObjects', 'UploadPart'].map((name) => `s3 ${name}`),
      ...['CreateMultipartUpload', 'CompleteMultipartUpload'].map((name) => `s3 ${name}`),
    ),
    s3Gets: count('s3 GetObject', 's3 HeadObject'),
    mails: count('ses SendEmail'),
    ...{ attachmentBytes: 0, webhookRequests: 0, queueMessages: 0 },
    secretReads: count('secretsmanager GetSecretValue'),
    traces: executions,
  };
  return {
    ...{ seconds, peakMb: peakBytes === undefined ? undefined : peakBytes / 1e6 },
    ...{ stateTransitions: transitions, lambdaRequests, lambdaGbSeconds, calls },
    driveReads: drive.counts.reads - driveBefore.reads,
    driveWrites: drive.counts.writes - driveBefore.writes,
    usd: sumOf(costOf(usage, 1)),
  };
}

function handledOf({ functions }: TournamentCloud): { events: number; gbSeconds: number } {
  const sum = { events: 0, gbSeconds: 0 };
  for (const name of functions.names) {
    const { events, ms, memoryMb } = functions.handled(name);
    sum.events += events;
    sum.gbSeconds += ((ms / 1_000) * memoryMb) / 1_024;
  }
  return sum;
}

/** Asked in process, so that it is not counted. */
async function startedSince(
  { stepFunctions }: TournamentCloud,
  startedAt: number,
): Promise<{ transitions: number; executions: number }> {
  const ask = async <T>(operation: string, input: Record<string, unknown>) =>
    (await stepFunctions.handle(operation, input)).body as T;
  type Listed = { executions: { executionArn: string; startDate: number }[]; nextToken?: string };
  const { stateMachines } = await ask<{ stateMachines: { stateMachineArn: string }[] }>(
    'ListStateMachines',
    {},
  );
  const sum = { transitions: 0, executions: 0 };
  for (const { stateMachineArn } of stateMachines) {
    let nextToken: string | undefined;
    do {
      const page: Listed = await ask<Listed>('ListExecutions', {
        stateMachineArn,
        nextToken,
        maxResults: 1_000,
      });
      const started = page.executions.filter(({ startDate }) => startDate * 1_000 >= startedAt);
      for (const { executionArn } of started) sum.transitions += stepFunctions.countTransitions(executionArn);
      sum.executions += started.length;
      // The newest come first.
      nextToken = started.length === page.executions.length ? page.nextToken : undefined;
    } while (nextToken !== undefined);
  }
  return sum;
}
