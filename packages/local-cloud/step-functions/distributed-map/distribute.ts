/**
 * Carries out a Map that is distributed: each item, or batch of items, is a child execution with a history of its own. The
 * order of the events and their previousEventId follow histories recorded from AWS.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
import { randomUUID } from 'node:crypto';
import { flowOf } from '../engine/flow-of.ts';
import type { Item } from '../engine/frames.ts';
import { type At, record } from '../engine/run.ts';
import { LeftError } from '../engine/stopped.ts';
import { runtimeError, StateError } from '../language/errors.ts';
import { roleOwnerOf } from '../requests.ts';
import type { Execution } from '../store.ts';
import { batchesOf } from './batches.ts';
import { abortedBy, childIds, childMachine, isExpress, mapRunArnOf } from './children.ts';
import { readItems } from './item-reader.ts';
import type { Child, MapRun } from './map-run.ts';
import { type Plan, planOf } from './plan.ts';
import { type ChildResult, resultsOf } from './result-files.ts';
import { exportResults, testWrite } from './result-writer.ts';
import type { ChildRunner, Ended } from './scheduler.ts';

/**
 * Starts a Map Run, or goes on with the one of the state's attempt.
 * @returns the state's result: the children's outputs, or where they were exported to.
 * @throws StateError when too many children fail, or the items cannot be read, or the results not written.
 */
export async function runDistributed(at: At): Promise<unknown> {
  const { visit, run, frame, signal } = at;
  const given = at.state.ItemReader ? undefined : await flowOf(at).items(at);
  if (!visit.attempt?.mapRunArn) record(at, 'MapStateStarted', { length: given?.length ?? 0 });
  const plan = await planOf(at);
  const mapRun = goneOnWith(at) ?? (await started(at, plan));
  try {
    const result = await carriedOut(at, plan, mapRun, given);
    signal.throwIfAborted();
    run.mapRuns.finish(mapRun, 'SUCCEEDED');
    // What comes next follows the Map Run's start.
    run.write('MapStateSucceeded', run.write('MapRunSucceeded', frame.lastEventId));
    run.changed(frame);
    return result;
  } catch (thrown) {
    if (signal.aborted) {
      if (!(signal.reason instanceof LeftError) && mapRun.status === 'RUNNING') {
        run.mapRuns.finish(mapRun, 'ABORTED');
        run.write('MapRunAborted', frame.lastEventId);
      }
      throw signal.reason;
    }
    if (!(thrown instanceof StateError)) throw thrown;
    run.mapRuns.finish(mapRun, 'FAILED');
    record(at, 'MapRunFailed', { error: thrown.error, cause: thrown.cause });
    throw thrown;
  }
}

/** A new Map Run. */
async function started(at: At, plan: Plan): Promise<MapRun> {
  const { visit, run, frame } = at;
  const { arn: stateMachineArn } = childMachine(
    run.context.StateMachine,
    visit.state,
    at.state,
    run.language,
  );
  // The role must be allowed to start the machine that it belongs to; the error's name on AWS is not documented.
  const refusal = run.refusal?.({ action: 'states:StartExecution', resource: roleOwnerOf(stateMachineArn) });
  if (refusal) throw runtimeError(refusal);
  const mapRunArn = mapRunArnOf(stateMachineArn, randomUUID());
  if (plan.writer) await testWrite(plan.writer, mapRunArn, run.objects);
  record(at, 'MapRunStarted', { mapRunArn });
  visit.attempt = { input: undefined, mapRunArn };
  run.changed(frame);
  // Otherwise a crash could leave a Map Run that belongs to nothing.
  run.save();
  return run.mapRuns.start({
    ...{ mapRunArn, stateMachineArn, ...plan.limits, express: isExpress(at.state) },
    ...{ executionArn: String(run.context.Execution.Id), eventId: frame.lastEventId },
    parentRedrives: redrivesOf(at),
  });
}

const redrivesOf = ({ run }: At) => Number(run.context.Execution.RedriveCount);

/** The Map Run of the state's attempt, redriven if the execution has been since. */
function goneOnWith(at: At): MapRun | undefined {
  const { visit, run, frame } = at;
  const mapRun = run.mapRuns.get(visit.attempt?.mapRunArn ?? '');
  if (!mapRun) return undefined;
  frame.lastEventId = mapRun.eventId;
  const parentRedrives = redrivesOf(at);
  if (parentRedrives > mapRun.parentRedrives && mapRun.status !== 'SUCCEEDED') {
    const { mapRunArn, redriveCount } = mapRun;
    record(at, 'MapRunRedriven', { mapRunArn, redriveCount: redriveCount + 1 });
    run.save();
    run.mapRuns.redrive(mapRun, { eventId: frame.lastEventId, parentRedrives });
  }
  return mapRun;
}

async function carriedOut(at: At, plan: Plan, mapRun: MapRun, given: Item[] | undefined): Promise<unknown> {
  const { mapRuns } = at.run;
  if (!mapRun.children) mapRuns.change(mapRun, { children: await childrenOf(at, plan, given) });
  const status = await mapRuns.runChildren(mapRun, runnerOf(at, mapRun), at.signal);
  at.signal.throwIfAborted();
  const results = mapRuns.resultsOf(mapRun);
  const result = await handedOver(at, plan, mapRun, results);
  if (status !== 'FAILED') return result;
  throw new StateError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

/** What the state gives; exported, if it has to be. */
async function handedOver(
  { run }: At,
  { writer }: Plan,
  mapRun: MapRun,
  results: readonly ChildResult[],
): Promise<unknown> {
  if (writer?.bucket === undefined) return resultsOf(results, writer?.config ?? {});
  const { bucket, ...more } = writer;
  const { exported, result } = await exportResults({ ...more, bucket }, mapRun, results, run.objects);
  run.mapRuns.change(mapRun, { exported, allWritten: true });
  return result;
}

/** What each child is given. */
async function childrenOf(at: At, { reader, batch }: Plan, given: Item[] | undefined): Promise<Child[]> {
  const read = reader ? await readItems(reader, at.run.objects) : given;
  const flow = flowOf(at);
  const inputs: unknown[] = [];
  for (const [Index, item] of (read ?? []).entries()) {
    inputs.push(await flow.itemInput(at, { Source: 'STATE_DATA', ...item, Index }));
  }
  const child = (input: unknown, items: number): Child => ({
    input: JSON.stringify(input),
    items,
    status: 'pending',
  });
  if (!batch) return inputs.map((input) => child(input, 1));
  return batchesOf(inputs, batch, batch.input).map((one) => child(one, one.Items.length));
}

const ended: Partial<Record<Execution['status'], Ended>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
};

function runnerOf({ run, visit, state }: At, mapRun: MapRun): ChildRunner {
  const { mapRunArn, express, redriveCount: mapRunRedrives } = mapRun;
  const { children, mapRuns } = run;
  const machine = childMachine(run.context.StateMachine, visit.state, state, run.language);
  const carryOut = ({ input, items }: Child, ids: { executionArn: string; name: string }) => {
    const existing = mapRuns.executionOf(ids.executionArn);
    if (!existing || existing.status === 'RUNNING') {
      return children.run(machine, { ...ids, input, mapRunArn, mapRunRedrives, itemCount: items });
    }
    existing.mapRunRedrives = mapRunRedrives;
    // An Express execution has no history to go on from.
    return express ? children.restart(machine, existing) : children.redrive(machine, existing);
  };
  return {
    async run(child, index) {
      const ids = childIds(mapRunArn, index, express);
      child.executionArn = ids.executionArn;
      const { status } = await carryOut(child, ids);
      return ended[status] ?? 'aborted';
    },
    abort({ executionArn = '' }) {
      const execution = mapRuns.executionOf(executionArn);
      if (execution) children.abort(execution, abortedBy(mapRunArn));
    },
  };
}
