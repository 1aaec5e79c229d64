/** What each type of state does, but for those that work: Task, Parallel and Map. */

import { sleep } from '../../clock.ts';
import { runtimeError, StateError } from '../language/errors.ts';
import type { Outgoing } from './data-flow.ts';
import { flowOf } from './flow-of.ts';
import { longestWait } from './limits.ts';
import type { At } from './run.ts';

/** What leaves a state; without `next` the sequence ends. */
export interface Exit extends Outgoing {
  next?: string;
}

/** Passes its input, its Parameters or its Result on. */
async function pass(at: At): Promise<Exit> {
  const { Result, Next } = at.state;
  const flow = flowOf(at);
  // On AWS a Result of null counts as none.
  const result = Result === undefined || Result === null ? await flow.work(at) : Result;
  return { ...(await flow.result(at, result)), next: Next };
}

async function choice(at: At): Promise<Exit> {
  const flow = flowOf(at);
  const rule = await flow.choose(at);
  const next = rule ? rule.Next : at.state.Default;
  if (next === undefined) {
    throw runtimeError('Failed to transition out of the state. The state does not point to a next state.');
  }
  return { ...(await flow.passed(at, rule)), next };
}

async function wait(at: At): Promise<Exit> {
  const { visit, run, frame, signal } = at;
  const { now, retryIntervalMs } = run.clock;
  if (visit.until === undefined) {
    const until = await flowOf(at).waitUntil(at, now());
    if (until - now() > longestWait * 1000) throw runtimeError('Wait state delay is too long.');
    visit.until = retryIntervalMs === undefined ? until : now() + retryIntervalMs;
    run.changed(frame);
  }
  await sleep(run.clock, visit.until - now(), signal);
  return { ...(await flowOf(at).passed(at)), next: at.state.Next };
}

const succeed = async (at: At): Promise<Exit> => flowOf(at).passed(at);

/** @throws StateError always. */
async function fail(at: At): Promise<never> {
  const flow = flowOf(at);
  throw new StateError(await flow.text(at, 'Error'), await flow.text(at, 'Cause'));
}

/** By the state's type; those that work are not here: Task, Parallel and Map. */
export const withoutWork: Readonly<Record<string, ((at: At) => Promise<Exit>) | undefined>> = {
  Pass: pass,
  Choice: choice,
  Wait: wait,
  Succeed: succeed,
  Fail: fail,
};
