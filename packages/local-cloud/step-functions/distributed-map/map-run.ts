/** A Map Run, one run of a Distributed Map, as plain data: what has become of its children. */

/** How far a child is; the names are those of the Map Run's counts. */
export type ChildStatus = 'pending' | 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted';

export interface Child {
  /** How many items it is given. */
  items: number;
  /** JSON. */
  input: string;
  status: ChildStatus;
  /** Absent until it starts. */
  executionArn?: string;
}

export interface Limits {
  /** 0 for as many as possible. */
  maxConcurrency: number;
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
}

export interface MapRun extends Limits {
  mapRunArn: string;
  /** Of the parent. */
  executionArn: string;
  /** The parent's with the label. */
  stateMachineArn: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  /** Milliseconds since 1970, as are the others. */
  startDate: number;
  stopDate?: number;
  redriveCount: number;
  redriveDate?: number;
  children: Child[];
  /** The results that were written, in items and in children. */
  written: { items: number; children: number };
}

const names = ['pending', 'running', 'succeeded', 'failed', 'timedOut', 'aborted'] as const;

export type Counts = Record<
  (typeof names)[number] | 'total' | 'resultsWritten' | 'failuresNotRedrivable' | 'pendingRedrive',
  number
>;

/** @param weight what a child counts: 1, or the number of its items. */
export function countsOf({ children, written }: MapRun, weight: 'children' | 'items'): Counts {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Counts;
  let total = 0;
  for (const { status, items } of children) {
    const counted = weight === 'items' ? items : 1;
    counts[status] += counted;
    total += counted;
  }
  return { ...counts, total, resultsWritten: written[weight], failuresNotRedrivable: 0, pendingRedrive: 0 };
}

/**
 * Whether more items have failed than are tolerated. When both limits are given, either one decides; without any, nothing is
 * tolerated. A child that was aborted counts as none that failed.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function exceedsTolerance(run: MapRun): boolean {
  const { failed, timedOut, total } = countsOf(run, 'items');
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = run;
  const gone = failed + timedOut;
  if (count === undefined && percentage === undefined) return gone > 0;
  return (
    (count !== undefined && gone > count) || (percentage !== undefined && (gone / total) * 100 > percentage)
  );
}
