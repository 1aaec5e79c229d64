/** An execution's events, as GetExecutionHistory returns them. */

export interface HistoryEvent {
  id: number;
  /** 0 for the first state, as on AWS. */
  previousEventId: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  type: string;
  details?: Record<string, unknown>;
}

/** AWS ends an execution with more events. */
export const mostEvents = 25_000;

/** Records an event and returns its id. */
export function append(
  events: HistoryEvent[],
  event: { type: string; previousEventId: number; details?: Record<string, unknown> },
  now: () => number,
): number {
  const id = events.length + 1;
  const { type, previousEventId, details } = event;
  events.push({ id, previousEventId, timestamp: now(), type, ...(details && { details }) });
  return id;
}

/** `input`, `output` and what was assigned, in an event's details: JSON in strings, as AWS has them. */
export const inputDetails = (json: string) => ({ input: json, inputDetails: { truncated: false } });
export const outputDetails = (json: string) => ({ output: json, outputDetails: { truncated: false } });
export const assignedDetails = (assigned: Record<string, unknown>) => ({
  assignedVariables: Object.fromEntries(
    Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
  ),
  assignedVariablesDetails: { truncated: false },
});

const executionData = [
  ...['input', 'inputDetails', 'output', 'outputDetails', 'parameters'],
  ...['assignedVariables', 'assignedVariablesDetails'],
];

/** The event in the API's shape: the details are in a field named after the event's type, times are epoch seconds. */
export function toApi(event: HistoryEvent, includeExecutionData: boolean): Record<string, unknown> {
  const { id, previousEventId, timestamp, type } = event;
  const answer: Record<string, unknown> = { id, previousEventId, timestamp: timestamp / 1000, type };
  if (event.details) {
    const shown = Object.entries(event.details).filter(
      ([field]) => includeExecutionData || !executionData.includes(field),
    );
    answer[detailsField(type)] = Object.fromEntries(shown);
  }
  return answer;
}

function detailsField(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

const attempts = new Set([
  'LambdaFunctionScheduled',
  'TaskScheduled',
  'ParallelStateStarted',
  'MapStateStarted',
]);

/**
 * State transitions AWS would charge for: each state entered, in branches and iterations too, and each retry of
 * one. An attempt that does not directly follow its state's entry is a retry.
 * Source: https://aws.amazon.com/step-functions/pricing/ ("counts a state transition each time a step of your
 * workflow is executed … including retries"; "each retry will be charged as an additional state transition").
 */
export function transitions(events: readonly HistoryEvent[]): number {
  return events.filter((event) => {
    if (event.type.endsWith('StateEntered')) return true;
    const before = events[event.previousEventId - 1];
    return attempts.has(event.type) && !before?.type.endsWith('StateEntered');
  }).length;
}
