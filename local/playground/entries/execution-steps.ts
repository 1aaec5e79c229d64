/** The steps of an execution, from its history, as far as they do something. */

/** As GetExecutionHistory has it. */
export interface StepEvent {
  id: number;
  previousEventId: number;
  /** Epoch seconds. */
  timestamp: number;
  type: string;
  stateEnteredEventDetails?: { name: string };
  [details: string]: unknown;
}

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

const failed = /^(Task|LambdaFunction)(Failed|TimedOut)$/;

/** In the order in which they began. States that only decide, or hold others, are left out. */
export function stepsOf(events: readonly StepEvent[]): Step[] {
  const steps: Step[] = [];
  /** Which step an event belongs to: that of the event which it follows. */
  const stepOf = new Map<number, { step: Step; since: number; lastFailed: boolean }>();
  for (const event of events) {
    const { id, previousEventId, type, timestamp } = event;
    if (type === 'TaskStateEntered') {
      const step: Step = {
        name: event.stateEnteredEventDetails?.name ?? '',
        outcome: 'running',
        failures: 0,
      };
      steps.push(step);
      stepOf.set(id, { step, since: timestamp, lastFailed: false });
      continue;
    }
    const at = stepOf.get(previousEventId);
    // What follows an exit is another state's, or the end.
    if (at?.step.outcome !== 'running') continue;
    stepOf.set(id, at);
    const { step } = at;
    if (failed.test(type)) {
      const details = Object.entries(event).find(([field]) => field.endsWith('EventDetails'))?.[1];
      step.failures += 1;
      step.error = (details as { error?: string } | undefined)?.error ?? 'States.Timeout';
      at.lastFailed = true;
    } else if (type.endsWith('Scheduled')) at.lastFailed = false;
    else if (type === 'TaskStateExited') {
      step.outcome = at.lastFailed ? 'failed' : 'done';
      step.ms = Math.round((timestamp - at.since) * 1_000);
    } else if (type.startsWith('Execution')) {
      step.outcome = 'failed';
    }
  }
  const ended = events.at(-1)?.type ?? '';
  if (/^Execution(Failed|TimedOut|Aborted|Succeeded)$/.test(ended))
    for (const step of steps) if (step.outcome === 'running') step.outcome = 'failed';
  return steps;
}
