/** A bulk job of a stage, as a command starts it, follows it and says what became of its items. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeMapRunCommand, type HistoryEvent, ListMapRunsCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import {
  type Counts,
  finishedJob,
  type JobPlan,
  plannedJob,
  type ResultFile,
  resultFile,
} from '../core/jobs/job-state.ts';
import type { ClientConfig } from './client-config.ts';
import { type Completion, completionBar } from './completion-bar.ts';
import { ExecutionFailedError, ExecutionRun } from './execution-run.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

interface JobMachine {
  stage: string;
  /** What the machine's name adds to the stage's, such as `drive-sync`. */
  machine: string;
  /** Says that a stage has no such machine. */
  absent?: string;
  /** The label of the step that sums up. */
  finish?: string;
}

/** An execution has tried all items, and some failed (lib/house/bulk-job.ts). */
const someFailed = 'SomeItemsFailed';

export class JobRun {
  readonly #run: ExecutionRun;
  readonly #sfn: SFNClient;
  readonly #s3: S3Client;
  readonly #finish: string;

  constructor(config: ClientConfig, { stage, machine, absent, finish = 'Finish job' }: JobMachine) {
    const options = { stage, machine, absent: absent ?? 'is older than this command: deploy it again' };
    this.#run = new ExecutionRun(config, options);
    this.#sfn = new SFNClient(config);
    this.#s3 = new S3Client(config);
    this.#finish = finish;
  }

  /**
   * Starts an execution and returns its name.
   * @throws CommandError as `ExecutionRun.start` does.
   */
  start(order: object): Promise<string> {
    return this.#run.start(order);
  }

  /** What to say about an execution that was started. */
  started(name: string): Promise<string> {
    return this.#run.started(name);
  }

  /**
   * Waits for an execution's end, also if some of its items failed.
   * @param onCompletion gets how many items are done, about once a second.
   * @returns the state after the step that sums up; after the plan alone, when there was nothing to do.
   * @throws ExecutionFailedError when the job itself failed.
   */
  async end(name: string, onCompletion?: (completion: Completion) => void): Promise<unknown> {
    let finished: string | undefined;
    const onHistory = async (events: readonly HistoryEvent[]) => {
      const states = events.flatMap(({ stateExitedEventDetails: state }) => state ?? []);
      finished = states.find((state) => state.name === this.#finish)?.output;
      const completion = onCompletion && (await this.#completion(name));
      if (completion) onCompletion?.(completion);
    };
    try {
      return await this.#run.end(name, onHistory);
    } catch (error) {
      const known = error instanceof ExecutionFailedError && error.error === someFailed;
      if (known && finished !== undefined) return JSON.parse(finished);
      throw error;
    }
  }

  /** How many items are done; undefined until there are items. */
  async #completion(name: string): Promise<Completion | undefined> {
    const executionArn = await this.#run.arnOf(name);
    const { mapRuns: [mapRun] = [] } = await this.#sfn.send(new ListMapRunsCommand({ executionArn }));
    if (!mapRun) return undefined;
    const { mapRunArn } = mapRun;
    const { itemCounts } = await this.#sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    const { total = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = itemCounts ?? {};
    return total === 0 ? undefined : { total, done: succeeded + failed + timedOut + aborted };
  }

  /** What became of each item, from the file that Finish job has written. */
  async result(state: unknown): Promise<ResultFile> {
    const { bucket: Bucket, key: Key } = finishedJob.parse(state).result;
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket, Key }));
    return resultFile.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  }
}

export interface JobCommand extends JobMachine {
  /** The execution's input. */
  order: object;
  /** What the items are, for the bar: `Badges`. */
  what: string;
  json?: boolean;
}

/** What became of a job; without a result, there was nothing to do. */
export interface JobEnd {
  execution: string;
  plan: JobPlan;
  result?: ResultFile;
}

/** Starts a job, says where it is shown, and follows it with a bar, all on standard error. */
export async function followJob(
  config: ClientConfig,
  { order, what, ...machine }: JobCommand,
): Promise<JobEnd> {
  const run = new JobRun(config, machine);
  const execution = await run.start(order);
  console.error(await run.started(execution));
  const bar = completionBar(what);
  const state = await run.end(execution, bar.update).finally(bar.stop);
  // With what a job's own plan has beside that.
  const { plan } = z.object({ plan: z.looseObject(plannedJob.shape.plan.shape) }).parse(state);
  return finishedJob.safeParse(state).success
    ? { execution, plan, result: await run.result(state) }
    : { execution, plan };
}

/**
 * Does all that a command does with a job: starts and follows it, and says what became of the items, or prints it as JSON.
 * @returns the exit code: done, or needs attention when items failed.
 */
export async function runJob(config: ClientConfig, command: JobCommand): Promise<ExitCode> {
  const end = await followJob(config, command);
  console.log(command.json ? JSON.stringify(inJson(end), undefined, 2) : inWords(end));
  return exitCodeOf(end);
}

export const exitCodeOf = ({ result }: JobEnd): ExitCode =>
  result && result.failed > 0 ? exitCodes.needsAttention : exitCodes.done;

export function inJson({ execution, plan, result }: JobEnd): object {
  const nothing = { items: 0, counts: plan.counts, failed: 0, failures: [] };
  return { execution, ...(result ?? nothing) };
}

/** The counts, and each item that failed with its reason. */
export function inWords(end: JobEnd): string {
  const { plan, result } = end;
  const list = countsInWords(result?.counts ?? plan.counts);
  if (!result) return `Nothing to do${list ? `: ${list}` : ''}.`;
  const done = `Done${list ? `: ${list}` : ''}.`;
  return result.failed === 0 ? done : `${done}\n${failuresInWords(end)}`;
}

/** Each item that failed, with its reason. */
export function failuresInWords({ result }: JobEnd): string {
  const { failed = 0, failures = [] } = result ?? {};
  return [
    `${failed} failed. Start it again, and it does only what is missing.`,
    ...failures.map(({ id, failed: error, reason }) => `  ${id}: ${error}: ${reason}`),
  ].join('\n');
}

/** `412 taking part, 3 without registration` */
export const countsInWords = (counts: Counts) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${spelt(what)}`)
    .join(', ');

/** `withoutRegistration` as `without registration`. */
const spelt = (what: string) => what.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
