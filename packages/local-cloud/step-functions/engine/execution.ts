/** Runs one execution from where its frames are to its end. */
import { debugging } from '../../debugging.ts';
import type { Definition } from '../definition.ts';
import { StateError } from '../language/errors.ts';
import type { Frame } from './frames.ts';
import type { Run } from './run.ts';
import { runSequence } from './sequence.ts';

export type Outcome = { lastEventId: number } & (
  | { status: 'SUCCEEDED'; output: string }
  | { status: 'FAILED'; error?: string; cause?: string }
  | { status: 'TIMED_OUT' }
);

class TimedOutError extends Error {
  override readonly name = 'TimedOutError';
}

/**
 * Runs the machine to its end; resolves even if the execution fails.
 * @param startedAt milliseconds since 1970, from which the machine's TimeoutSeconds count.
 * @throws the signal's reason if the signal ended it.
 */
export async function runExecution(
  run: Run,
  definition: Definition,
  root: Frame,
  startedAt: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const { clock } = run;
  const limit = new AbortController();
  const { TimeoutSeconds } = definition;
  const stopTimer =
    TimeoutSeconds === undefined || debugging()
      ? () => undefined
      : clock.after(Math.max(0, startedAt + TimeoutSeconds * 1000 - clock.now()), () =>
          limit.abort(new TimedOutError()),
        );
  try {
    const within = TimeoutSeconds === undefined ? signal : AbortSignal.any([signal, limit.signal]);
    const output = await runSequence({ run, frame: root, definition, outer: {}, signal: within });
    return { status: 'SUCCEEDED', output: JSON.stringify(output), lastEventId: root.lastEventId };
  } catch (thrown) {
    signal.throwIfAborted();
    const { lastEventId } = root;
    if (thrown instanceof TimedOutError) return { status: 'TIMED_OUT', lastEventId };
    if (!(thrown instanceof StateError)) throw thrown;
    const { error, cause } = thrown;
    return { status: 'FAILED', error, cause, lastEventId };
  } finally {
    stopTimer();
  }
}
