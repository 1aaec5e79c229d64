/** The executions of the stage's bulk jobs: what became of each. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Failure, finishedJob, plannedJob, resultFile } from '../../core/jobs/job-state.ts';
import { finishedSheets } from '../../core/sheets/sheet-state.ts';
import { consoleLinkOf } from '../console-link.ts';
import { type Machine, type MachineName, machineNames, machinesOf } from '../machines.ts';
import type { Stage } from '../stage.ts';

/** An execution of a job. Times are ISO 8601. */
export interface Job {
  job: MachineName;
  execution: string;
  status: 'running' | 'succeeded' | 'some failed' | 'failed' | 'stopped';
  started: string;
  stopped?: string;
  /** Of the plan: none when there was nothing to do. */
  items?: number;
  /** How many of them are done, failed ones included, as long as it runs. */
  done?: number;
  failed: number;
  counts: Record<string, number>;
  /** Nothing was to be done: it only says what there would be to do. */
  planOnly?: boolean;
  /** Why the job itself failed, or which items failed with which error. */
  error?: string;
  cause?: string;
  link: string;
}

/** A job with what was asked for, and each item that failed. */
export interface JobInDetail extends Job {
  order: unknown;
  failures: Failure[];
}

/** Where an execution is. */
export interface JobPlace {
  machine: Machine;
  execution: ExecutionListItem;
}

/** The last executions of every job, or of one, the latest first. */
export async function lastJobs(stage: Stage, most: number, only?: MachineName): Promise<JobPlace[]> {
  const machines = await machinesOf(stage, only ? [only] : machineNames.jobs);
  const places = await Promise.all(
    machines.map(async (machine) => {
      const request = new ListExecutionsCommand({ stateMachineArn: machine.arn, maxResults: most });
      const { executions = [] } = await stage.sfn.send(request);
      return executions.map((execution) => ({ machine, execution }));
    }),
  );
  const startOf = ({ execution }: JobPlace) => execution.startDate?.getTime() ?? 0;
  return places
    .flat()
    .sort((a, b) => startOf(b) - startOf(a))
    .slice(0, most);
}

export async function readJob(stage: Stage, place: JobPlace): Promise<Job> {
  return (await readWithState(stage, place)).job;
}

/** @returns also the input, and each item that failed. */
export async function readJobInDetail(stage: Stage, place: JobPlace): Promise<JobInDetail> {
  const { job, state, order } = await readWithState(stage, place);
  const finished = finishedJob.safeParse(state);
  if (!finished.success) return { ...job, order, failures: [] };
  const { bucket: Bucket, key: Key } = finished.data.result;
  const { Body } = await new S3Client(stage.config).send(new GetObjectCommand({ Bucket, Key }));
  const { failures } = resultFile.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  return { ...job, order, failures };
}

async function readWithState(stage: Stage, { machine, execution: { executionArn, name = '' } }: JobPlace) {
  const described = await stage.sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { status, startDate = new Date(0), stopDate, output, error, cause, input = '{}' } = described;
  const state: unknown = output === undefined ? await lastState(stage, executionArn) : JSON.parse(output);
  const progress = status === 'RUNNING' ? await progressOf(stage, executionArn) : undefined;
  const order: unknown = JSON.parse(input);
  const { planOnly } = z.object({ planOnly: z.boolean().optional() }).catch({}).parse(order);
  const job: Job = {
    ...{ job: machine.name, execution: name, started: startDate.toISOString() },
    ...(stopDate && { stopped: stopDate.toISOString() }),
    ...numbersIn(state),
    ...progress,
    status: statusOf(status, error),
    ...(planOnly && { planOnly }),
    ...(error !== undefined && { error, cause: cause ?? '' }),
    link: consoleLinkOf(stage.config, { execution: name, stateMachine: machine.arn }),
  };
  return { job, state, order };
}

/** As lib/house/bulk-job.ts ends an execution that has tried all items. */
const someFailed = 'SomeItemsFailed';

function statusOf(status: string | undefined, error: string | undefined): Job['status'] {
  if (status === 'RUNNING') return 'running';
  if (status === 'SUCCEEDED') return 'succeeded';
  if (status === 'ABORTED') return 'stopped';
  return error === someFailed ? 'some failed' : 'failed';
}

/** The state that a failed execution had last, or that a running one has by now; undefined before its plan is made. */
async function lastState(stage: Stage, executionArn: string | undefined): Promise<unknown> {
  const request = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100 });
  const { events = [] } = await stage.sfn.send(request);
  const outputs = events.flatMap(({ stateExitedEventDetails: exited }) => exited?.output ?? []);
  return outputs.map((output) => JSON.parse(output)).find((state) => plannedJob.safeParse(state).success);
}

async function progressOf(stage: Stage, executionArn: string | undefined) {
  const { mapRuns: [mapRun] = [] } = await stage.sfn.send(new ListMapRunsCommand({ executionArn }));
  if (!mapRun) return undefined;
  const request = new DescribeMapRunCommand({ mapRunArn: mapRun.mapRunArn });
  const { itemCounts } = await stage.sfn.send(request);
  const { total = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = itemCounts ?? {};
  return { items: total, done: succeeded + failed + timedOut + aborted, failed: failed + timedOut + aborted };
}

const sheetsReport = finishedSheets.pick({ report: true });
/** A plan of brackets is all there is to do, and has no items. */
const planOnly = z.object({ plan: plannedJob.shape.plan.partial({ items: true, order: true }) });

/** Print sheets sum up in a report of their own. */
export function numbersIn(state: unknown): Pick<Job, 'items' | 'failed' | 'counts'> {
  const result = finishedJob.safeParse(state).data?.result;
  if (result) return { items: result.items, failed: result.failed, counts: result.counts };
  const plan = planOnly.safeParse(state).data?.plan;
  const report = sheetsReport.safeParse(state).data?.report;
  if (report) {
    const { badges, notPrinted, withFindings, failed } = report;
    return { items: plan?.items, failed, counts: { badges, notPrinted, withFindings } };
  }
  return plan ? { items: plan.items, failed: 0, counts: plan.counts } : { failed: 0, counts: {} };
}
