/** Derives what happened to each state of a machine from an execution's history. */

/** An event as returned by GetExecutionHistory. */
export interface ApiEvent {
  id: number;
  previousEventId: number;
  /** Seconds since 1970. */
  timestamp: number;
  type: string;
  stateEnteredEventDetails?: { name: string };
  stateExitedEventDetails?: { name: string };
  [details: string]: unknown;
}

export interface Happening {
  /** `open`: entered and not left. `caught`: left after a failure. Of several visits, the one that most needs a look. */
  outcome: 'open' | 'succeeded' | 'caught';
  /** The highest number of any visit. */
  attempts: number;
  /** Whether the last attempt failed and the state was not left after it. */
  failed: boolean;
  /** One for each item of a Map; elsewhere only the last visit counts. */
  visits: number;
}

/** A state, from entry to exit. */
interface Visit extends Omit<Happening, 'visits'> {
  name: string;
  type: string;
  /** The event that began its sequence of states (a branch or an iteration); 0 for the machine's own sequence. */
  sequence: number;
  /** The Parallel or Map it is in. */
  around?: Visit;
  /** A Parallel or Map that failed. */
  givenUp?: boolean;
}

const begun = new Set([
  'LambdaFunctionScheduled',
  'TaskScheduled',
  'ParallelStateStarted',
  'MapStateStarted',
]);
const taskWentWrong = /^((LambdaFunction|Task)(Failed|TimedOut)|MapRunFailed)$/;
const containerGaveUp = /^(Parallel|Map)StateFailed$/;

/** What happened to each state that was entered, by the state's name. */
export function happenings(events: readonly ApiEvent[]): Map<string, Happening> {
  const visits = new Set<Visit>();
  /** The visit an event belongs to, by the event's id. */
  const visitOf = new Map<number, Visit>();
  const forget = (unwanted: (visit: Visit) => boolean) => {
    for (const visit of visits) if (unwanted(visit)) visits.delete(visit);
  };
  for (const event of events) {
    const { id, previousEventId, type } = event;
    // What had not been left goes on.
    if (type === 'ExecutionRedriven') for (const visit of visits) visit.givenUp = false;
    const before = visitOf.get(previousEventId);
    const visit = event.stateEnteredEventDetails ? visitAfter(before, event) : placeOf(type, before);
    if (!visit) continue;
    visitOf.set(id, visit);
    if (event.stateEnteredEventDetails) {
      const again = ({ name, sequence }: Visit) => name === visit.name && sequence === visit.sequence;
      forget((old) => again(old) || allAround(old).some(again));
      visits.add(visit);
    }
    if (event.stateExitedEventDetails) {
      const last = events[previousEventId - 1]?.type ?? '';
      visit.outcome = taskWentWrong.test(last) || containerGaveUp.test(last) ? 'caught' : 'succeeded';
      visit.failed = false;
    }
    if (begun.has(type)) {
      visit.attempts += 1;
      visit.failed = false;
      forget((inner) => allAround(inner).includes(visit));
    }
    if (taskWentWrong.test(type)) visit.failed = true;
    if (containerGaveUp.test(type)) visit.givenUp = true;
  }
  return summary(visits);
}

function visitAfter(before: Visit | undefined, event: ApiEvent): Visit {
  const place =
    before?.outcome === 'open'
      ? { around: before, sequence: event.previousEventId }
      : { around: before?.around, sequence: before?.sequence ?? 0 };
  const type = event.type.replace('StateEntered', '');
  const name = event.stateEnteredEventDetails?.name ?? '';
  return { ...place, name, type, outcome: 'open', attempts: 0, failed: type === 'Fail' };
}

const allAround = ({ around }: Visit): Visit[] => (around ? [around, ...allAround(around)] : []);

/** The visit an event belongs to. A Parallel's or Map's own events follow those of the states inside it. */
function placeOf(type: string, before: Visit | undefined): Visit | undefined {
  const [, container] = /^(Parallel|Map)(?:State|Iteration)/.exec(type) ?? [];
  if (!container || !before) return before;
  if (type.endsWith('StateExited') && before.givenUp) return before;
  const isOpen = (visit: Visit) => visit.type === container && visit.outcome === 'open' && !visit.givenUp;
  return [before, ...allAround(before)].find(isOpen);
}

function summary(visits: Iterable<Visit>): Map<string, Happening> {
  const states = new Map<string, Happening>();
  for (const { name, outcome, attempts, failed } of visits) {
    const others = states.get(name);
    const outcomes = [outcome, others?.outcome];
    states.set(name, {
      outcome: (['open', 'caught'] as const).find((one) => outcomes.includes(one)) ?? 'succeeded',
      attempts: Math.max(attempts, others?.attempts ?? 0),
      failed: failed || (others?.failed ?? false),
      visits: (others?.visits ?? 0) + 1,
    });
  }
  return states;
}
