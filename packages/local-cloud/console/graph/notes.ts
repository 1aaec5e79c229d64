/** What is said of a state below its name. */
import { duration } from '../../pages/elements.ts';
import type { Happening, Verdict } from '../history/happenings.ts';
import type { ItemCounts } from '../history/visits.ts';
import { inTime, plural, timeUntil } from '../readable.ts';
import type { MapRun } from '../step-functions-api.ts';
import type { Node } from './model.ts';

export interface Note {
  /** A few words each, the most telling first: as many are drawn as have room. */
  facts: string[];
  /** What the graph says by its looks: the type of the state, and what became of it. */
  kind: string;
  /** Absent when nothing is known: the state runs elsewhere, or no execution is shown. */
  verdict?: Verdict;
}

/** What Map Runs say of a state. */
export interface InMapRuns {
  /** Of a Distributed Map. */
  mapRun?: MapRun;
  /** Of a state inside one: how many of its executions are in the state now. */
  here?: number;
}

export const typeOf = ({ state, distributed }: Node): string =>
  distributed ? 'Distributed Map' : state.Type;

/** @param now milliseconds since 1970. */
export function noteOf(
  node: Node,
  happening: Happening | undefined,
  now: number,
  { mapRun, here = 0 }: InMapRuns = {},
): Note {
  const { state, elsewhere } = node;
  const type = typeOf(node);
  if (elsewhere) {
    return here > 0
      ? { facts: [`${plural(here, 'execution')} here`], kind: type, verdict: 'running' }
      : { facts: [type], kind: 'in executions of its own' };
  }
  if (!happening) return { facts: [type], kind: 'not reached', verdict: 'not reached' };
  const { verdict, attempts, visits, until } = happening;
  const counts = mapRun ? countsOf(mapRun.itemCounts) : happening.items;
  const facts = [
    ...(until !== undefined ? [`${state.Type === 'Wait' ? 'over' : 'retry'} ${inTime(until, now)}`] : []),
    ...(counts ? [itemsOf(counts)] : []),
    ...(errorOf(happening) ?? []),
    ...(visits > 1 ? [`${visits} times`] : []),
    ...(attempts > 1 ? [plural(attempts, 'attempt')] : []),
    ...(worksFor(state.Type) ? timeOf(happening, now) : []),
  ];
  if (facts.length > 0) return { facts, kind: `${type}, ${verdict}`, verdict };
  return verdict === 'succeeded'
    ? { facts: [type], kind: verdict, verdict }
    : { facts: [verdict], kind: type, verdict };
}

const worksFor = (type: string) => ['Task', 'Parallel', 'Map', 'Wait'].includes(type);

function errorOf({ verdict, shown }: Happening): [string] | undefined {
  const { error } = shown;
  const bad = verdict === 'failed' || verdict === 'caught' || verdict === 'waiting';
  return bad && error ? [error] : undefined;
}

function timeOf({ from, to, verdict }: Happening, now: number): string[] {
  if (to !== undefined) return [duration((to - from) * 1000)];
  return verdict === 'running' ? [`for ${timeUntil(now, from * 1000)}`] : [];
}

/** The counts of a Map Run as those of a Map. */
export function countsOf(itemCounts: Record<string, number>): ItemCounts {
  const { total = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0, pending = 0 } = itemCounts;
  return { total, succeeded, failed: failed + timedOut, aborted, started: total - pending };
}

/** Such as `1 failed, 3 of 40 items`. */
export function itemsOf({ total, succeeded, failed }: ItemCounts): string {
  if (total === 0) return 'no items';
  const done = succeeded === total ? plural(total, 'item') : `${succeeded} of ${plural(total, 'item')}`;
  return failed > 0 ? `${failed} failed, ${done}` : done;
}
