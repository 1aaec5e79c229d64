/** Runs what is inside a Parallel or a Map: several sequences of states side by side; the failure of one stops the others. */
import { ExecutionError, StateMachine } from 'aws-local-stepfunctions';
import { type Definition, forEngine, type State, stateKey } from './definition.ts';
import { contextOf, type Item, type Json, newScope, type Run, RunEndedError, type Scope } from './scope.ts';

/** Runs a sequence of states; rejects with the error that ended it. */
type RunStates = (definition: Definition, input: Json, scope: Scope, run: Run) => Promise<Json>;

/** A branch, or the iteration of an item. */
interface Sequence {
  definition: Definition;
  /** Called when the sequence starts. */
  input: () => Json | Promise<Json>;
  item?: Item;
}

/** All branches at once. */
export function runBranches(state: State, input: Json, scope: Scope, run: Run, runStates: RunStates) {
  const sequences = (state.Branches ?? []).map((definition) => ({ definition, input: () => input }));
  return runSequences('Parallel', sequences, sequences.length, scope, run, runStates);
}

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const mostIterationsAtOnce = 40;

/**
 * An iteration for each item.
 * @param given `{ items, input }`, the form in which the engine passes them on.
 */
export async function runItems(state: State, given: Json, scope: Scope, run: Run, runStates: RunStates) {
  const { items, input } = given as unknown as { items: unknown; input: Json };
  if (!Array.isArray(items)) throw new NoListError(state.ItemsPath ?? '$');
  const definition = state.ItemProcessor as Definition;
  const sequences = items.map((Value: Json, Index) => {
    const item = { Index, Value };
    return { definition, item, input: () => selected(state, input, item, scope, run) };
  });
  const atOnce = Math.min(state.MaxConcurrency || mostIterationsAtOnce, mostIterationsAtOnce);
  return runSequences('Map', sequences, atOnce, scope, run, runStates);
}

class NoListError extends Error {
  override readonly name = 'States.Runtime';
  readonly isRetryable = false;
  readonly isCatchable = false;

  constructor(path: string) {
    super(`Reference path "${path}" must point to array.`);
  }
}

/** The input that the Map's `ItemSelector` makes from an item; without one, the item itself. */
async function selected(state: State, input: Json, item: Item, scope: Scope, run: Run): Promise<Json> {
  if (!state.ItemSelector) return item.Value;
  const select = { Type: 'Pass', Parameters: state.ItemSelector, End: true };
  const definition = forEngine({ StartAt: 'Select', States: { Select: select } }, 'ByState');
  const machine = new StateMachine(definition as unknown as ConstructorParameters<typeof StateMachine>[0], {
    validationOptions: { noValidate: true },
  });
  const context = contextOf(scope.state?.name ?? '', state.Type, { ...scope, item }, run);
  try {
    return await machine.run(input, { context: { ByState: { [stateKey(0)]: context } } }).result;
  } catch (error) {
    throw error instanceof ExecutionError ? error.cause : error;
  }
}

/** States for which AWS records an event of its own when the failure of another sequence stops them. */
const abortable = ['Task', 'Wait', 'Parallel', 'Map'];

/**
 * Runs up to `atOnce` sequences at a time; the first that fails stops the others and fails the state.
 * @returns their outputs, in the order of the sequences.
 */
async function runSequences(
  type: 'Parallel' | 'Map',
  sequences: readonly Sequence[],
  atOnce: number,
  scope: Scope,
  run: Run,
  runStates: RunStates,
): Promise<Json> {
  const length = type === 'Map' ? { length: sequences.length } : undefined;
  const startedEventId = run.write(`${type}StateStarted`, scope.lastEventId, length);
  scope.lastEventId = startedEventId;
  const name = scope.state?.name;
  const record = (what: string, { item }: Sequence, previousEventId: number) =>
    item ? run.write(`MapIteration${what}`, previousEventId, { name, index: item.Index }) : previousEventId;
  const stopped = new AbortController();
  const signal = AbortSignal.any([scope.signal, stopped.signal]);
  const running = new Map<Sequence, Scope>();
  const waiting = sequences.entries();
  const outputs: Json[] = [];
  let failed: Sequence | undefined;

  /** One sequence after another. On AWS the next iteration's first event follows the last state of the one before. */
  async function work(): Promise<number> {
    let lastEventId = startedEventId;
    let ended = startedEventId;
    for (const [index, one] of waiting) {
      signal.throwIfAborted();
      const own = newScope(record('Started', one, lastEventId), run, signal, one.item ?? scope.item);
      running.set(one, own);
      try {
        outputs[index] = await runStates(one.definition, await one.input(), own, run);
      } catch (error) {
        failed ??= one;
        throw error;
      }
      running.delete(one);
      lastEventId = own.lastEventId;
      ended = record('Succeeded', one, lastEventId);
    }
    return ended;
  }

  try {
    const ends = await Promise.all(Array.from({ length: Math.min(atOnce, sequences.length) }, work));
    scope.lastEventId = Math.max(startedEventId, ...ends);
    run.write(`${type}StateSucceeded`, scope.lastEventId);
    return outputs;
  } catch (error) {
    if (scope.signal.aborted) throw new RunEndedError();
    stopped.abort(new RunEndedError());
    const failure = failed && running.get(failed);
    scope.lastEventId = failure?.lastEventId ?? startedEventId;
    // The one that failed comes first.
    for (const [one, { state }] of [...running].sort(
      ([a], [b]) => Number(b === failed) - Number(a === failed),
    )) {
      record(one === failed ? 'Failed' : 'Aborted', one, scope.lastEventId);
      const open = state && one.definition.States[state.name]?.Type;
      if (open && abortable.includes(open)) run.write(`${open}StateAborted`, scope.lastEventId);
    }
    throw error;
  }
}
