import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { taskOf } from '../../core/attention/attention-mail.ts';
import { plainWords, titleOf } from '../../core/attention/plain-words.ts';
import type { Part } from '../../core/domain/state.ts';
import { type AttentionMark, recordOf } from '../../core/progress/progress-record.ts';
import { ExecutionFailedError, ExecutionRun } from '../execution-run.ts';
import type { Stage } from '../stage.ts';
import type { Rerun } from './plan-rerun.ts';

/** An execution that was started. */
export interface StartedRerun extends Pick<Rerun, 'machine' | 'name'> {
  entryId: string;
  run: ExecutionRun;
}

/** What became of it. */
export interface RerunResult extends Pick<Rerun, 'machine' | 'name'> {
  entryId: string;
  status: 'succeeded' | 'failed';
  /** Why it failed. */
  error?: string;
  reason?: string;
  /** What needs attention now, in words. */
  attention: string[];
}

export async function startRerun(stage: Stage, entryId: string, rerun: Rerun): Promise<StartedRerun> {
  const { machine, name, input } = rerun;
  const run = new ExecutionRun(stage.config, { stage: stage.name, machine, absent: `has no ${machine}` });
  await run.start(input, name);
  return { machine, name, entryId, run };
}

/** Waits for its end. @param say is given each step that is entered. */
export async function endOf(
  stage: Stage,
  { machine, name, entryId, run }: StartedRerun,
  say: (step: string) => void,
): Promise<RerunResult> {
  const failure = await run.end(name, stepsTo(say)).then(() => undefined, failureIn);
  const { attention } = recordOf(await stage.progress.read(entryId));
  return {
    ...{ machine, name, entryId, status: failure ? 'failed' : 'succeeded' },
    ...(failure && { error: failure.error, reason: failure.reason }),
    attention: (Object.entries(attention) as [Part, AttentionMark][]).map(([part, { error, refresh }]) => {
      const task = taskOf(part, refresh);
      return titleOf(task, plainWords(error, task));
    }),
  };
}

function failureIn(error: unknown): ExecutionFailedError {
  if (error instanceof ExecutionFailedError) return error;
  throw error;
}

/** Says each step once it is entered. The history is given from its beginning each time. */
export function stepsTo(say: (step: string) => void): (events: readonly HistoryEvent[]) => void {
  let seen = 0;
  return (events) => {
    for (const { stateEnteredEventDetails: entered } of events.slice(seen)) {
      if (entered?.name) say(entered.name);
    }
    seen = events.length;
  };
}
