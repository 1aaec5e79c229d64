/**
 * How far an execution has got, as plain data that can be stored as JSON: a tree of frames. A frame is one sequence of states
 * (the machine's own, a branch's, or an iteration's); its visit is its stay in the current state, and inside the visit of a
 * Parallel or a Map are the frames of its branches or iterations. A restart or a redrive goes on from the tree.
 */

export interface Frame {
  /** Unique within the execution; the root's is 1. */
  id: number;
  /** Where it hangs in the tree, and at which place among its siblings. Absent at the root. */
  parent?: number;
  index?: number;
  /** What was assigned in this sequence; what is assigned around it is visible too. */
  variables: Record<string, unknown>;
  /** The event that the next one of this sequence follows. */
  lastEventId: number;
  /** Absent when the sequence has ended well, and when an iteration has no input yet. */
  visit?: Visit;
  /** Set when the sequence has ended well. */
  done?: { output: unknown };
}

/** The Context Object's `Map.Item`. */
export interface Item {
  Index: number;
  Value: unknown;
  /** Only where the items are the fields of an object. */
  Key?: string;
  /** Only in a Distributed Map. */
  Source?: string;
}

/** One stay in a state. */
export interface Visit {
  state: string;
  /** As it came in, before InputPath. */
  input: unknown;
  /** Milliseconds since 1970. */
  enteredAt: number;
  /** 0 until the entry is recorded. */
  enteredEventId: number;
  /** The event that the entry follows. */
  enteredAfter: number;
  /** The Context Object's `State.RetryCount`. */
  retries: number;
  /** Retries by each retrier of the state. */
  retriesBy: number[];
  /** When a Wait is over, or the next attempt starts: milliseconds since 1970. */
  until?: number;
  /** What is being tried, in a Task, Parallel or Map. */
  attempt?: Attempt;
}

export interface Attempt {
  /** What the task, the branches or the iterations work on. */
  input: unknown;
  /** The event of its start, once that is recorded. */
  startedEventId?: number;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
  /** The task token, and the name of the execution that it starts. */
  token?: string;
  /** What a task's request answered, where the task goes on after it. */
  submitted?: { output: unknown };
  /** The branches or iterations that have started. */
  children?: Frame[];
  /** The Map Run of a Distributed Map. */
  mapRunArn?: string;
}

export const newVisit = (state: string, input: unknown): Visit => ({
  ...{ state, input, enteredAt: 0, enteredEventId: 0, enteredAfter: 0, retries: 0, retriesBy: [] },
});

export const rootFrame = (startAt: string, input: unknown): Frame => ({
  ...{ id: 1, variables: {}, lastEventId: 0, visit: newVisit(startAt, input) },
});

/** Whether nothing goes on in a visit until its time has come: in a Wait, or before a task's next attempt. */
export const isWaiting = ({ until, attempt }: Visit): boolean => until !== undefined && !attempt;

/** What is stored of a frame when it changes: its children are stored by themselves. */
export function ownPart(frame: Frame): Frame {
  if (!frame.visit?.attempt?.children) return frame;
  return { ...frame, visit: { ...frame.visit, attempt: { ...frame.visit.attempt, children: [] } } };
}

/**
 * Puts frames, stored in the order of their last changes, in their places in the tree. A frame whose parent has gone on
 * since is left out.
 * @param known all frames put so far, by their ids; the root's is 1.
 */
export function putFrames(known: Map<number, Frame>, frames: readonly Frame[]): void {
  for (const frame of frames) {
    known.set(frame.id, frame);
    if (frame.parent === undefined) continue;
    const attempt = known.get(frame.parent)?.visit?.attempt;
    if (attempt?.children) attempt.children[frame.index ?? 0] = frame;
  }
}

/** All frames of a tree, each before its children. */
export function* framesOf(frame: Frame): Generator<Frame> {
  yield frame;
  for (const child of frame.visit?.attempt?.children ?? []) if (child) yield* framesOf(child);
}

/**
 * Makes an execution that did not end well ready to go on: what had not ended starts again, with fresh retries; what had
 * ended keeps its result.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export function prepareRedrive(root: Frame): void {
  for (const { visit } of framesOf(root)) {
    if (!visit) continue;
    Object.assign(visit, { retries: 0, retriesBy: [], until: undefined });
    if (visit.attempt && !visit.attempt.children && !visit.attempt.mapRunArn) visit.attempt = undefined;
  }
}
