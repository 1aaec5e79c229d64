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

/** A bar on standard error, from the first update on. On a pipe it writes a line now and then instead of redrawing one. */
export function completionBar(what: string): CompletionBar {
  const bar = new Bar(
    { format: `${what} {bar} {value} of {total}{note}`, noTTYOutput: true, clearOnComplete: false },
    Presets.legacy,
  );
  let started = false;
  return {
    update({ total, done, note }) {
      const payload = { note: note ? `, ${note}` : '' };
      if (started) bar.update(done, payload);
      else bar.start(total, done, payload);
      started = true;
    },
    stop() {
      if (started) bar.stop();
    },
  };
}
