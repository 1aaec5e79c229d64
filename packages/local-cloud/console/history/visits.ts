/** Derives from an execution's history each stay in a state, with its attempts. */
import { type ApiEvent, type Details, detailsOf } from './events.ts';

/** A stay in a state, from entry to exit. */
export interface Visit {
  /** The event of the entry. */
  id: number;
  name: string;
  type: string;
  /** `open`: entered and not left. `caught`: left after a failure. */
  outcome: 'open' | 'succeeded' | 'caught';
  /** Whether the last attempt failed and the state was not left after it. */
  failed: boolean;
  /** Whether it was superseded: by a later visit, or by a later attempt of what is around it. */
  past: boolean;
  /** Seconds since 1970. */
  enteredAt: number;
  leftAt?: number;
  /** JSON. */
  input?: string;
  output?: string;
  attempts: Attempt[];
  /** The last failure. */
  error?: string;
  cause?: string;
  /** The Parallel or Map that it is in. */
  around?: Visit;
  /** The event that began its sequence of states (a branch or an iteration); 0 for the machine's own sequence. */
  sequence: number;
  /** The place of the item, in a Map. */
  item?: number;
  /** Of a Map in this execution: how far its items are. */
  items?: ItemCounts;
}

export interface ItemCounts {
  total: number;
  started: number;
  succeeded: number;
  failed: number;
  aborted: number;
}

/** One attempt of a Task, a Parallel or a Map. */
export interface Attempt {
  /** The event of the task's start; where there is none, the event that began the attempt. */
  eventId: number;
  /** Seconds since 1970. */
  from: number;
  until?: number;
  /** JSON: what the task works on. */
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  /** What the task calls. */
  resource?: string;
  timeoutSeconds?: number;
  /** Of a Distributed Map. */
  mapRunArn?: string;
}

/** What led from one state to the next. */
export interface Step {
  from: string;
  to: string;
  /** Whether after a failure. */
  caught: boolean;
}

const begun = new Set([
  'LambdaFunctionScheduled',
  'TaskScheduled',
  'ParallelStateStarted',
  'MapStateStarted',
]);
const taskStarted = /^(LambdaFunction|Task)Started$/;
const taskWentWell = /^((LambdaFunction|Task)Succeeded|MapRunSucceeded|(Parallel|Map)StateSucceeded)$/;
const taskWentWrong = /^((LambdaFunction|Task)(Failed|TimedOut)|MapRunFailed)$/;
const containerGaveUp = /^(Parallel|Map)StateFailed$/;
const iterationEnd = /^MapIteration(Succeeded|Failed|Aborted)$/;

/** What a history says. */
export interface Visits {
  /** In the order of their entries. */
  visits: readonly Visit[];
  /** The ways taken. */
  steps: readonly Step[];
  /** The visit that an event belongs to, by the event's id. */
  visitOf: ReadonlyMap<number, Visit>;
}

export function visitsOf(events: readonly ApiEvent[]): Visits {
  const reader = new Reader(events);
  for (const event of events) reader.take(event);
  return reader;
}

class Reader implements Visits {
  readonly visits: Visit[] = [];
  readonly steps: Step[] = [];
  readonly visitOf = new Map<number, Visit>();
  readonly #events: readonly ApiEvent[];
  /** The visits that are not past. */
  readonly #current = new Set<Visit>();
  /** Parallels and Maps that failed. */
  readonly #givenUp = new Set<Visit>();

  constructor(events: readonly ApiEvent[]) {
    this.#events = events;
  }

  /** Must be called with each event, in their order. */
  take(event: ApiEvent): void {
    const { id, previousEventId, type } = event;
    const before = this.visitOf.get(previousEventId);
    const details = detailsOf(event);
    if (type === 'ExecutionRedriven') this.#redriven();
    if (type === 'ExecutionFailed' && before) endedIn(before, details);
    const entered = event.stateEnteredEventDetails !== undefined;
    const visit = entered ? this.#enter(before, event) : placeOf(type, before, this.#givenUp);
    if (!visit) return;
    this.visitOf.set(id, visit);
    if (event.stateExitedEventDetails) this.#leave(visit, event);
    if (begun.has(type)) this.#begin(visit, before, event);
    else goOn(visit, event, details);
    if (containerGaveUp.test(type)) this.#giveUp(visit, before, event);
  }

  /** States that had not been left go on. */
  #redriven(): void {
    this.#givenUp.clear();
    for (const visit of this.#current) {
      if (visit.outcome === 'open' && visit.type !== 'Fail') visit.failed = false;
    }
  }

  #enter(before: Visit | undefined, event: ApiEvent): Visit {
    const visit = visitAfter(before, event, this.#events[event.previousEventId - 1]);
    const again = ({ name, sequence }: Visit) => name === visit.name && sequence === visit.sequence;
    this.#supersede((old) => again(old) || allAround(old).some(again));
    this.visits.push(visit);
    this.#current.add(visit);
    if (before && before.outcome !== 'open') {
      this.steps.push({ from: before.name, to: visit.name, caught: before.outcome === 'caught' });
    }
    return visit;
  }

  #leave(visit: Visit, { previousEventId, timestamp, stateExitedEventDetails }: ApiEvent): void {
    const last = this.#events[previousEventId - 1]?.type ?? '';
    const caught = taskWentWrong.test(last) || containerGaveUp.test(last) || last === 'EvaluationFailed';
    Object.assign(visit, { outcome: caught ? 'caught' : 'succeeded', failed: false, leftAt: timestamp });
    visit.output = stateExitedEventDetails?.output;
  }

  #begin(visit: Visit, before: Visit | undefined, event: ApiEvent): void {
    // A Parallel or a Map has no event for an attempt that failed and is retried: the failure within is the last one before.
    if (before && before !== visit)
      failAttempt(visit, before, this.#events[event.previousEventId - 1]?.timestamp);
    const details = detailsOf(event);
    visit.attempts.push(attemptOf(event, details));
    visit.failed = false;
    if (event.type === 'MapStateStarted') {
      visit.items = { total: details.length ?? 0, started: 0, succeeded: 0, failed: 0, aborted: 0 };
    }
    this.#supersede((inner) => allAround(inner).includes(visit));
  }

  #giveUp(visit: Visit, before: Visit | undefined, { timestamp }: ApiEvent): void {
    this.#givenUp.add(visit);
    visit.failed = true;
    if (before && before !== visit) failAttempt(visit, before, timestamp);
  }

  #supersede(unwanted: (visit: Visit) => boolean): void {
    for (const visit of this.#current) {
      if (!unwanted(visit)) continue;
      visit.past = true;
      this.#current.delete(visit);
    }
  }
}

/** What an event says of the attempt that is under way. */
function goOn(visit: Visit, { id, type, timestamp }: ApiEvent, details: Details): void {
  const attempt = visit.attempts.at(-1);
  if (attempt && taskStarted.test(type)) attempt.eventId = id;
  if (attempt && type === 'MapRunStarted') attempt.mapRunArn = details.mapRunArn;
  if (attempt && taskWentWell.test(type)) {
    attempt.until = timestamp;
    attempt.output ??= details.output;
  }
  if (taskWentWrong.test(type) || type === 'EvaluationFailed') {
    visit.failed = true;
    const error = details.error ?? (type.endsWith('TimedOut') ? 'States.Timeout' : undefined);
    failAttempt(visit, { error, cause: details.cause }, timestamp);
  }
  if (visit.items) count(visit.items, type);
}

function attemptOf({ id, timestamp }: ApiEvent, details: Details): Attempt {
  const { input = details.parameters, resource, resourceType, timeoutInSeconds } = details;
  return {
    ...{ eventId: id, from: timestamp },
    ...(input !== undefined && { input }),
    ...(resource !== undefined && { resource: resourceType ? `${resourceType}:${resource}` : resource }),
    ...(timeoutInSeconds !== undefined && { timeoutSeconds: timeoutInSeconds }),
  };
}

/** The failure of a visit's attempt; of the visit alone, when none has begun or the last one has ended. */
function failAttempt(visit: Visit, { error, cause }: Pick<Visit, 'error' | 'cause'>, at?: number): void {
  Object.assign(visit, { error, cause });
  const attempt = visit.attempts.at(-1);
  if (attempt && attempt.until === undefined) Object.assign(attempt, { error, cause, until: at });
}

/** The state in which the execution failed. */
function endedIn(visit: Visit, { error, cause }: Details): void {
  if (visit.outcome !== 'open') return;
  visit.failed = true;
  visit.error ??= error;
  visit.cause ??= cause;
}

function count(items: ItemCounts, type: string): void {
  if (type === 'MapIterationStarted') items.started += 1;
  const [, end] = iterationEnd.exec(type) ?? [];
  if (end) items[end.toLowerCase() as 'succeeded' | 'failed' | 'aborted'] += 1;
}

function visitAfter(before: Visit | undefined, event: ApiEvent, previous: ApiEvent | undefined): Visit {
  const begins = before?.outcome === 'open';
  const item = begins && before.type === 'Map' && previous ? detailsOf(previous).index : before?.item;
  const place = begins
    ? { around: before, sequence: event.previousEventId }
    : { around: before?.around, sequence: before?.sequence ?? 0 };
  const { name = '', input } = event.stateEnteredEventDetails ?? {};
  const type = event.type.replace('StateEntered', '');
  return {
    ...{ id: event.id, name, type, outcome: 'open', failed: type === 'Fail', past: false, attempts: [] },
    ...place,
    enteredAt: event.timestamp,
    ...(item !== undefined && { item }),
    ...(input !== undefined && { input }),
  };
}

export const allAround = ({ around }: Visit): Visit[] => (around ? [around, ...allAround(around)] : []);

/** The visit an event belongs to. A Parallel's or Map's own events follow those of the states inside it. */
function placeOf(type: string, before: Visit | undefined, givenUp: ReadonlySet<Visit>): Visit | undefined {
  const [, container] = /^(Parallel|Map)(?:State|Iteration)/.exec(type) ?? [];
  if (!container || !before) return before;
  if (type.endsWith('StateExited') && givenUp.has(before)) return before;
  const isOpen = (visit: Visit) =>
    visit.type === container && visit.outcome === 'open' && !givenUp.has(visit);
  return [before, ...allAround(before)].find(isOpen);
}
