/** The steps of an execution, from its history, as far as they do something. */
import type { ApiEvent } from '@tkd-registration/local-cloud/history/events';
import { visitsOf } from '@tkd-registration/local-cloud/history/visits';

export interface Step {
  name: string;
  outcome: 'running' | 'done' | 'failed';
  /** How long it took, in milliseconds, with its waits. */
  ms?: number;
  /** Attempts that failed. */
  failures: number;
  /** The error of the last that did. */
  error?: string;
}

/** In the order in which they began. States that only decide, or hold others, are left out. */
export function stepsOf(events: readonly ApiEvent[]): Step[] {
  const hasEnded = /^Execution(Failed|TimedOut|Aborted|Succeeded)$/.test(events.at(-1)?.type ?? '');
  const outcomes = { open: hasEnded ? 'failed' : 'running', succeeded: 'done', caught: 'failed' } as const;
  const tasks = visitsOf(events).visits.filter(({ type }) => type === 'Task');
  return tasks.map(({ name, outcome, enteredAt, leftAt, attempts, error }) => ({
    ...{ name, outcome: outcomes[outcome] },
    ...(leftAt !== undefined && { ms: Math.round((leftAt - enteredAt) * 1_000) }),
    failures: attempts.filter((attempt) => attempt.error !== undefined).length,
    ...(error !== undefined && { error }),
  }));
}
