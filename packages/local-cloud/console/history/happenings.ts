/** What happened to each state of a machine in one execution, as its picture shows it. */
import { allAround, type ItemCounts, type Visit } from './visits.ts';

/** `waiting`: for the next attempt, or in a Wait state. `caught`: it failed, and the execution went on elsewhere. */
export type Verdict = 'not reached' | 'running' | 'waiting' | 'failed' | 'caught' | 'stopped' | 'succeeded';

/** Until when states wait, by the event of their entry: milliseconds since 1970. */
export type Waiting = ReadonlyMap<number, number>;

export interface Happening {
  verdict: Verdict;
  /** The highest number of any visit. */
  attempts: number;
  /** One for each item of a Map; elsewhere only the last visit counts. */
  visits: number;
  /** Seconds since 1970; `to` is absent while a visit is open. */
  from: number;
  to?: number;
  /** Of the visit that most needs a look. */
  shown: Visit;
  /** When a waiting state goes on: milliseconds since 1970. */
  until?: number;
  items?: ItemCounts;
}

/**
 * By the state's name; one that was not entered is missing.
 * @param running whether the execution is running: if it is not, a state that is still open was stopped.
 */
export function happenings(
  visits: readonly Visit[],
  running: boolean,
  waiting: Waiting = new Map(),
): Map<string, Happening> {
  const judged = visits
    .filter(({ past }) => !past)
    .map((visit) => ({ visit, verdict: verdictOf(visit, running, waiting) }));
  const byState = Map.groupBy(judged, ({ visit }) => visit.name);
  return new Map([...byState].map(([name, all]) => [name, summary(all, waiting)]));
}

interface Judged {
  visit: Visit;
  verdict: Verdict;
}

function summary(all: readonly Judged[], waiting: Waiting): Happening {
  const { visit: shown, verdict } = all.reduce((most, one) =>
    rank(one.verdict) < rank(most.verdict) ? one : most,
  );
  const ends = all.map(endOf).filter((end) => end !== undefined);
  const until = waiting.get(shown.id);
  return {
    ...{ verdict, shown, visits: all.length },
    attempts: Math.max(...all.map(({ visit }) => visit.attempts.length)),
    from: Math.min(...all.map(({ visit }) => visit.enteredAt)),
    ...(ends.length === all.length && { to: Math.max(...ends) }),
    ...(until !== undefined && { until }),
    ...(shown.items && { items: shown.items }),
  };
}

/** A state that failed is not left: its last attempt ended. */
const endOf = ({ visit, verdict }: Judged) =>
  visit.leftAt ?? (verdict === 'failed' ? visit.attempts.at(-1)?.until : undefined);

/** The lower, the more it needs a look. */
const order: readonly Verdict[] = [
  'failed',
  'waiting',
  'running',
  'stopped',
  'caught',
  'succeeded',
  'not reached',
];
const rank = (verdict: Verdict) => order.indexOf(verdict);

/** What became of one visit. */
export function verdictOf(visit: Visit, running: boolean, waiting: Waiting): Verdict {
  if (visit.outcome !== 'open') return visit.outcome;
  if (running && waiting.has(visit.id)) return 'waiting';
  if (visit.failed) return 'failed';
  const over = ({ outcome, failed, id }: Visit) => outcome !== 'open' || failed || waiting.has(id);
  return running && !allAround(visit).some(over) ? 'running' : 'stopped';
}
