/** What fails while the cloud runs, with what helps to find out why. */
import type { FunctionError } from './functions/function-worker.ts';
import type { Functions } from './functions/functions.ts';
import { isMetric, type LogLine } from './functions/invocations.ts';
import { framesOf } from './step-functions/engine/frames.ts';
import type { HistoryEvent } from './step-functions/history.ts';
import type { StepFunctions } from './step-functions/service.ts';
import type { Execution } from './step-functions/store.ts';

export interface Failure {
  /** An attempt at a step, an execution that ended, or an invocation that no state machine asked for. */
  kind: 'step' | 'execution' | 'function';
  /** Epoch milliseconds. */
  at: number;
  /** The state's name, the state machine's, or the function's. */
  what: string;
  execution?: Pick<Execution, 'executionArn' | 'stateMachineArn' | 'name' | 'input'>;
  error: string;
  /** What a function said of its error, or the failure's cause. */
  reason: string;
  /** Of a step: which attempt failed, and when it is tried again (epoch milliseconds), if it is. */
  attempt?: number;
  retryAt?: number;
  /** What the function wrote, without metrics. */
  lines: LogLine[];
}

/** Of the embedded cloud. */
interface Watched {
  stepFunctions: Pick<StepFunctions, 'watch'>;
  functions: Pick<Functions, 'watch' | 'invocations'>;
}

const taskFailed = /^(Task|LambdaFunction)(Failed|TimedOut|StartFailed|ScheduleFailed|SubmitFailed)$/;
const executionFailed = /^Execution(Failed|TimedOut)$/;

/** @param report is called with each failure once it is known whether it is tried again. */
export function watchFailures(
  { stepFunctions, functions }: Watched,
  report: (failure: Failure) => void,
): void {
  stepFunctions.watch((execution, event) => {
    if (executionFailed.test(event.type)) report(ofExecution(execution, event));
    // Whether there is another attempt is decided right after the event.
    if (taskFailed.test(event.type)) setImmediate(() => report(ofStep(execution, event, functions)));
  });
  functions.watch(({ function: what, endedAt = 0, error, task, lines }) => {
    if (!error || task) return;
    const { errorType, errorMessage } = error;
    report({
      kind: 'function',
      at: endedAt,
      what,
      error: errorType,
      reason: errorMessage,
      lines: worthReading(lines),
    });
  });
}

function ofExecution(execution: Execution, { timestamp, details = {} }: HistoryEvent): Failure {
  const what = execution.stateMachineArn.split(':').at(-1) ?? '';
  return { kind: 'execution', at: timestamp, what, execution, ...reasonIn(details), lines: [] };
}

function ofStep(execution: Execution, event: HistoryEvent, functions: Watched['functions']): Failure {
  const before = eventsBefore(execution, event);
  const entered = before.at(-1);
  const visit = execution.root && [...framesOf(execution.root)].find(isIn)?.visit;
  const served = functions
    .invocations(execution.executionArn)
    .filter(({ task }) => before.some(({ id }, place) => place < 2 && id === task?.eventId));
  return {
    kind: 'step',
    at: event.timestamp,
    what: String(entered?.details?.name ?? ''),
    execution,
    ...reasonIn(event.details ?? {}),
    attempt: before.filter(({ type }) => type.endsWith('Scheduled')).length,
    // The attempt that failed is only forgotten where there is to be another.
    retryAt: visit?.attempt ? undefined : visit?.until,
    lines: served.flatMap(({ lines }) => worthReading(lines)),
  };

  function isIn({ visit: current }: { visit?: { enteredEventId: number } }): boolean {
    return current?.enteredEventId === entered?.id;
  }
}

/** The events of the state before this one, the latest first, to that of its entry. */
function eventsBefore({ events }: Execution, { previousEventId }: HistoryEvent): HistoryEvent[] {
  const before: HistoryEvent[] = [];
  for (let event = events[previousEventId - 1]; event; event = events[event.previousEventId - 1]) {
    before.push(event);
    if (event.type.endsWith('StateEntered')) break;
  }
  return before;
}

function reasonIn(details: Record<string, unknown>): Pick<Failure, 'error' | 'reason'> {
  const { error = 'States.Timeout', cause = '' } = details as { error?: string; cause?: string };
  return { error, reason: errorIn(cause)?.errorMessage ?? cause };
}

/** A function's error is the cause, as JSON. */
function errorIn(cause: string): Partial<FunctionError> | undefined {
  try {
    return JSON.parse(cause) as FunctionError;
  } catch {
    return undefined;
  }
}

/** Without metrics, and without the last line, which repeats the error. */
const worthReading = (lines: readonly LogLine[]) =>
  lines.filter((one) => !isMetric(one) && !one.line.startsWith(`${one.requestId} `));
