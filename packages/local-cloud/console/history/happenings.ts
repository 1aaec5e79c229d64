/** What happened to each state of a machine in one execution, as its picture shows it. */
import { allAround, type ItemCounts, type Visit } from './visits.ts';

export const verdicts = [
  'not reached',
  'running',
  'waiting',
  'failed',
  'caught',
  'stopped',
  'succeeded',
] as const;

/** `waiting`: for the next attempt, or in a Wait state. `caught`: a failure was, and the execution went on elsewhere. */
export type Verdict = (typeof verdicts)[number];

/** A state that is waiting, by the event of its entry. */
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
 * @param running whether the execution is, so that a state still open was otherwise stopped.
 */
export function happenings(
  visits: readonly Visit[],
  running: boolean,
  waiting: Waiting = new Map(),
): Map<string, Happening> {
  const states = new Map<string, Happening>();
  for (const visit of visits) {
    if (visit.past) continue;
    const verdict = verdictOf(visit, running, waiting);
    const known = states.get(visit.name);
    const shown = known && rank(known.verdict) <= rank(verdict) ? known.shown : visit;
    const ends = [known?.to ?? 0, visit.leftAt ?? attemptsEnd(visit, verdict)];
    const open = (known && known.to === undefined) || ends[1] === undefined;
    const until = shown === visit ? waiting.get(visit.id) : known?.until;
    states.set(visit.name, {
      ...{ verdict: shown === visit ? verdict : (known?.verdict ?? verdict), shown },
      attempts: Math.max(visit.attempts.length, known?.attempts ?? 0),
      visits: (known?.visits ?? 0) + 1,
      from: Math.min(visit.enteredAt, known?.from ?? visit.enteredAt),
      ...(!open && { to: Math.max(...ends.map((end) => end ?? 0)) }),
      ...(until !== undefined && { until }),
      ...(visit.items && { items: visit.items }),
    });
  }
  return states;
}

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

/** When a state that was not left came to its end. */
const attemptsEnd = ({ attempts }: Visit, verdict: Verdict) =>
  verdict === 'failed' ? attempts.at(-1)?.until : undefined;

/** What became of one visit. */
export function verdictOf(visit: Visit, running: boolean, waiting: Waiting): Verdict {
  if (visit.outcome !== 'open') return visit.outcome;
  if (running && waiting.has(visit.id)) return 'waiting';
  if (visit.failed) return 'failed';
  const over = ({ outcome, failed, id }: Visit) => outcome !== 'open' || failed || waiting.has(id);
  return running && !allAround(visit).some(over) ? 'running' : 'stopped';
}
