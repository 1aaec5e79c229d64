/** An execution's events, as GetExecutionHistory returns them. */

export interface ApiEvent {
  id: number;
  previousEventId: number;
  /** Seconds since 1970. */
  timestamp: number;
  type: string;
  stateEnteredEventDetails?: { name: string; input?: string };
  stateExitedEventDetails?: { name: string; output?: string };
  [details: string]: unknown;
}

/** The details of events of every type; each type has some of them. */
export interface Details {
  name?: string;
  index?: number;
  length?: number;
  input?: string;
  output?: string;
  /** What a task other than a Lambda function's works on. */
  parameters?: string;
  error?: string;
  cause?: string;
  resource?: string;
  resourceType?: string;
  mapRunArn?: string;
  timeoutInSeconds?: number;
  [detail: string]: unknown;
}

export function detailsOf(event: ApiEvent): Details {
  const [, details = {}] = Object.entries(event).find(([field]) => field.endsWith('EventDetails')) ?? [];
  return details as Details;
}
