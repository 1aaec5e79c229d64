/** Runs a sequence of states: the machine's own, a branch's, or an iteration's. */

import { sleep } from '../../clock.ts';
import { runDistributed } from '../distributed-map/distribute.ts';
import { assignedDetails, inputDetails, outputDetails } from '../history.ts';
import { isDistributed } from '../language/check-map.ts';
import { StateError } from '../language/errors.ts';
import { flowOf } from './flow-of.ts';
import { newVisit, type Visit } from './frames.ts';
import { runBranches, runItems } from './inner.ts';
import { isTooLarge } from './limits.ts';
import { catcherOf, retryDelay } from './retry.ts';
import { type At, failureAt, type Place, record } from './run.ts';
import { type Exit, withoutWork } from './states.ts';
import { runTask } from './task.ts';

/**
 * Runs the states from where the frame is to the sequence's end.
 * @returns what the last state passes on.
 * @throws StateError when a state fails and nothing catches it; the signal's reason when the sequence is stopped.
 */
export async function runSequence(place: Place): Promise<unknown> {
  const { frame } = place;
  while (frame.visit) {
    const at = enter(place, frame.visit);
    try {
      leave(at, await carryOut(at));
    } catch (thrown) {
      throw failureAt(at, thrown);
    }
  }
  return frame.done?.output;
}

/** Records the entry, unless that was before a restart. */
function enter(place: Place, visit: Visit): At {
  const { frame, definition, run } = place;
  const state = definition.States[visit.state];
  if (!state) throw new Error(`there is no state ${visit.state}`);
  if (visit.enteredEventId === 0) {
    visit.enteredAt = run.clock.now();
    visit.enteredAfter = frame.lastEventId;
    const details = { name: visit.state, ...inputDetails(JSON.stringify(visit.input)) };
    record(place, `${state.Type}StateEntered`, details);
    visit.enteredEventId = frame.lastEventId;
  }
  return { ...place, visit, state };
}

function carryOut(at: At): Promise<Exit> {
  const done = withoutWork[at.state.Type]?.(at);
  if (done) return done;
  switch (at.state.Type) {
    case 'Parallel':
      return tried(at, (again) => runBranches(again, runSequence));
    case 'Map':
      return tried(at, (again) =>
        isDistributed(again.state) ? runDistributed(again) : runItems(again, runSequence),
      );
    default:
      return tried(at, runTask);
  }
}

/** Attempts what the state does, as its Retry and Catch say. */
async function tried(at: At, attempt: (at: At) => Promise<unknown>): Promise<Exit> {
  const { visit, run, frame, signal, state } = at;
  const { clock } = run;
  for (;;) {
    try {
      if (visit.until !== undefined) await sleep(clock, visit.until - clock.now(), signal);
      const result = await attempt(at);
      return { ...(await flowOf(at).result(at, result)), next: state.Next };
    } catch (thrown) {
      const failure = failureAt(at, thrown);
      if (failure.terminal) throw failure;
      const delay = retryDelay(state, visit, failure, clock);
      if (delay !== undefined) {
        visit.attempt = undefined;
        visit.until = clock.now() + delay;
        run.changed(frame);
        continue;
      }
      if (state.Type !== 'Task') record(at, `${state.Type}StateFailed`);
      const catcher = catcherOf(state, failure);
      if (!catcher) throw failure;
      const { error = '', cause = '' } = failure;
      const given = { Error: error, Cause: cause };
      return { ...(await flowOf(at).caught(at, catcher, given)), next: catcher.Next };
    }
  }
}

/** Records the exit, and goes on to the next state or to the end of the sequence. */
function leave(at: At, { output, assigned, next }: Exit): void {
  const { run, frame, visit, state } = at;
  at.signal.throwIfAborted();
  const json = JSON.stringify(output);
  if (isTooLarge(json)) throw outputTooLarge(visit.state);
  record(at, `${state.Type}StateExited`, {
    ...{ name: visit.state, ...outputDetails(json) },
    ...(assigned && assignedDetails(assigned)),
  });
  if (assigned) frame.variables = { ...frame.variables, ...assigned };
  frame.visit = next === undefined ? undefined : newVisit(next, output);
  if (next === undefined) {
    frame.done = { output };
    at.onEnd?.();
  }
  run.changed(frame);
}

const outputTooLarge = (state: string) =>
  new StateError(
    'States.DataLimitExceeded',
    `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    { terminal: true },
  );
