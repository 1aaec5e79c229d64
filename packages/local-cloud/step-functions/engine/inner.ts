/**
 * What is inside a Parallel or a Map: several sequences of states side by side; the failure of one stops the others. Event
 * order and previousEventId follow histories recorded from AWS.
 */
import type { Definition } from '../definition.ts';
import { runtimeError } from '../language/errors.ts';
import { flowOf } from './flow-of.ts';
import { type Attempt, type Frame, type Item, newVisit } from './frames.ts';
import { mostIterationsAtOnce } from './limits.ts';
import { type At, type Place, record, variablesOf } from './run.ts';
import { StoppedError } from './stopped.ts';

/** Runs a sequence of states; rejects with the error that ended it. */
type RunSequence = (place: Place) => Promise<unknown>;

/** A branch, or the iteration of an item. */
interface Inner {
  definition: Definition;
  item?: Item;
  /** Called when the sequence starts. */
  input: () => unknown;
}

/** All branches at once. @returns their outputs, in the order of the branches. */
export async function runBranches(at: At, runSequence: RunSequence): Promise<unknown> {
  const attempt = at.visit.attempt ?? begin(at, await flowOf(at).work(at));
  const inners = (at.state.Branches ?? []).map((definition) => ({ definition, input: () => attempt.input }));
  return runInners(at, attempt, inners, inners.length, runSequence);
}

/** 0 for as many as possible. @throws StateError States.Runtime when it is negative. */
export async function maxConcurrency(at: At): Promise<number> {
  const most = (await flowOf(at).number(at, 'MaxConcurrency')) ?? 0;
  if (most < 0) throw runtimeError('MaxConcurrency cannot be negative.');
  return most;
}

/** An iteration for each item. @returns their outputs, in the order of the items. */
export async function runItems(at: At, runSequence: RunSequence): Promise<unknown> {
  const { state, visit } = at;
  const flow = flowOf(at);
  const most = (await maxConcurrency(at)) || mostIterationsAtOnce;
  const attempt = visit.attempt ?? begin(at, await flow.items(at));
  const definition = (state.ItemProcessor ?? state.Iterator) as Definition;
  const items = attempt.input as Item[];
  const inners = items.map((item) => ({ definition, item, input: () => flow.itemInput(at, item) }));
  return runInners(at, attempt, inners, Math.min(most, mostIterationsAtOnce), runSequence);
}

function begin(at: At, input: unknown): Attempt {
  const { visit, state, frame } = at;
  const length = state.Type === 'Map' ? { length: (input as Item[]).length } : undefined;
  record(at, `${state.Type}StateStarted`, length);
  const attempt = { input, startedEventId: frame.lastEventId, children: [] };
  visit.attempt = attempt;
  return attempt;
}

/** Runs up to `atOnce` sequences at a time; the first that fails stops the others and fails the state. */
async function runInners(
  at: At,
  attempt: Attempt,
  inners: readonly Inner[],
  atOnce: number,
  runSequence: RunSequence,
): Promise<unknown> {
  const { run, frame, state, visit } = at;
  const { startedEventId = 0, children = [] } = attempt;
  const stop = new AbortController();
  const signal = AbortSignal.any([at.signal, stop.signal]);
  const outer = variablesOf(at);
  const waiting = inners.entries();
  const ended = children.flatMap((child) => (child?.done ? [child.lastEventId] : []));
  let lastEnd = Math.max(startedEventId, ...ended);
  let failed: { child: Frame; error: unknown } | undefined;

  function start(index: number, item: Item | undefined, lastEventId: number): Frame {
    const ids = { id: run.nextFrameId(), parent: frame.id, index };
    const child: Frame = { ...ids, variables: {}, lastEventId };
    if (item) child.lastEventId = run.write('MapIterationStarted', lastEventId, { name: visit.state, index });
    children[index] = child;
    run.changed(child);
    return child;
  }

  async function runOne({ definition, item, input }: Inner, child: Frame): Promise<void> {
    if (!child.visit) {
      child.visit = newVisit(definition.StartAt, await input());
      run.changed(child);
    }
    const onEnd = () => {
      lastEnd = child.lastEventId;
      if (!item) return;
      const details = { name: visit.state, index: item.Index };
      lastEnd = run.write('MapIterationSucceeded', child.lastEventId, details);
    };
    await runSequence({ run, frame: child, definition, item: item ?? at.item, outer, signal, onEnd });
  }

  /** One sequence after another. On AWS the next iteration's first event follows the last state of the one before. */
  async function work(): Promise<void> {
    let lastEventId = startedEventId;
    for (const [index, inner] of waiting) {
      if (signal.aborted) return;
      const child = children[index] ?? start(index, inner.item, lastEventId);
      if (child.done) continue;
      try {
        await runOne(inner, child);
      } catch (error) {
        failed ??= { child, error };
        stop.abort(new StoppedError());
        return;
      }
      lastEventId = child.lastEventId;
    }
  }

  await Promise.all(Array.from({ length: Math.min(atOnce, inners.length) }, work));
  at.signal.throwIfAborted();
  if (failed) {
    const { child, error } = failed;
    recordFailure(at, inners, children, child);
    throw error;
  }
  frame.lastEventId = lastEnd;
  run.write(`${state.Type}StateSucceeded`, lastEnd);
  run.changed(frame);
  return inners.map((_, index) => children[index]?.done?.output);
}

/** States for which AWS records an event of its own when the failure of another sequence stops them. */
const abortable = ['Task', 'Wait', 'Parallel', 'Map'];

/** The sequence that failed, and then those that it stopped; all events follow the last one of the failure. */
function recordFailure(at: At, inners: readonly Inner[], children: readonly Frame[], failed: Frame): void {
  const { frame, run, visit } = at;
  frame.lastEventId = failed.lastEventId;
  const open = children.filter((child) => child && !child.done && child !== failed);
  for (const child of [failed, ...open]) {
    const { definition, item } = inners[child.index ?? 0] as Inner;
    if (item) {
      const event = child === failed ? 'MapIterationFailed' : 'MapIterationAborted';
      run.write(event, failed.lastEventId, { name: visit.state, index: item.Index });
    }
    const type = child.visit && definition.States[child.visit.state]?.Type;
    const hasFailed = child === failed && type !== 'Task';
    if (type && abortable.includes(type) && !hasFailed) run.write(`${type}StateAborted`, failed.lastEventId);
  }
  run.changed(frame);
}
