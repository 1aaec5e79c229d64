import { Bar, Presets } from 'cli-progress';

/** How far something has come. */
export interface Completion {
  total: number;
  done: number;
  /** What to say beside the bar, such as `file 2 of 5`. */
  note?: string;
}

export interface CompletionBar {
  update(completion: Completion): void;
  stop(): void;
}

/**
 * A bar on standard error, from the first update on, with the rate and when it will be done. On a pipe it writes a line
 * every ten seconds instead of redrawing one.
 */
export function completionBar(what: string): CompletionBar {
  const bar = new Bar(
    {
      format: `${what} {bar} {value} of {total}{note}`,
      ...{ noTTYOutput: true, notTTYSchedule: 10_000, clearOnComplete: false },
    },
    Presets.legacy,
  );
  let start: { at: number; done: number } | undefined;
  return {
    update({ total, done, note }) {
      const now = Date.now();
      const pace = start && paceOf({ done: done - start.done, left: total - done, ms: now - start.at, now });
      const payload = { note: [note, pace].map((part) => (part ? `, ${part}` : '')).join('') };
      if (start) bar.update(done, payload);
      else bar.start(total, done, payload);
      start ??= { at: now, done };
    },
    stop() {
      if (start) bar.stop();
    },
  };
}

/**
 * How fast something goes on, and when it will be done: `3.2/s, done at 14:05`. Undefined when that cannot be said yet, or
 * any more.
 * @param progress.done within the last `ms` milliseconds.
 * @param progress.now epoch milliseconds.
 */
export function paceOf({ done, left, ms, now }: Record<'done' | 'left' | 'ms' | 'now', number>) {
  if (done <= 0 || left <= 0 || ms <= 0) return undefined;
  const perSecond = (done / ms) * 1_000;
  const rate = perSecond >= 1 ? `${rounded(perSecond)}/s` : `${rounded(perSecond * 60)}/min`;
  const end = new Date(now + (left / perSecond) * 1_000);
  const time = end.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return `${rate}, done at ${time}`;
}

const rounded = (rate: number) => (rate >= 10 ? rate.toFixed(0) : rate.toFixed(1));
