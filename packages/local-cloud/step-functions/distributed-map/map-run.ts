/** A Map Run, one run of a Distributed Map, as plain data: what has become of its children. */
import type { WrittenFile } from './result-files.ts';

const statuses = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'timedOut',
  'aborted',
  'pendingRedrive',
] as const;

/** How far a child is; the names are those of the Map Run's counts. */
export type ChildStatus = (typeof statuses)[number];

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
  /** The parent's machine with the label: that of the children. */
  stateMachineArn: string;
  /** Whether the children are Express executions. */
  express: boolean;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  /** The parent's event of its start, or of its last redrive. */
  eventId: number;
  /** Milliseconds since 1970, as are the others. */
  startDate: number;
  stopDate?: number;
  redriveCount: number;
  redriveDate?: number;
  /** How often the parent had been redriven when it started or was last redriven. */
  parentRedrives: number;
  /** Absent until the items are read. */
  children?: Child[];
  /** The places of the children that had succeeded before the last redrive. */
  kept: number[];
  /** Whether there is something written of every child, also of those that have not started. */
  allWritten: boolean;
  /** The files that the ResultWriter has written, in all exports. */
  exported?: Record<'FAILED' | 'PENDING' | 'SUCCEEDED', WrittenFile[]>;
}

export type Counts = Record<ChildStatus | 'total' | 'resultsWritten' | 'failuresNotRedrivable', number>;

/** @param weight what a child counts: 1, or the number of its items. */
export function countsOf({ children = [], allWritten }: MapRun, weight: 'children' | 'items'): Counts {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<ChildStatus, number>;
  let total = 0;
  for (const { status, items } of children) {
    const counted = weight === 'items' ? items : 1;
    counts[status] += counted;
    total += counted;
  }
  const ended = counts.succeeded + counts.failed + counts.timedOut + counts.aborted;
  return { ...counts, total, resultsWritten: allWritten ? total : ended, failuresNotRedrivable: 0 };
}

/**
 * Whether more items have failed than are tolerated. When both limits are given, either one decides; without any, nothing is
 * tolerated.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function exceedsTolerance(
  { toleratedFailureCount: count, toleratedFailurePercentage: percentage }: Limits,
  failed: number,
  total: number,
): boolean {
  if (count === undefined && percentage === undefined) return failed > 0;
  const overCount = count !== undefined && failed > count;
  return overCount || (percentage !== undefined && (failed / total) * 100 > percentage);
}
