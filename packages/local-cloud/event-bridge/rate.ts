/** Schedules at a rate, such as `rate(1 hour)`. */

/** Replaces the interval of every schedule: by one interval, or by what a function makes of each, in milliseconds. */
export type ScheduleInterval = number | ((everyMs: number) => number);

const unitsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** What a timer can wait at most; a longer time would end at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The milliseconds of `rate(10 minutes)`; undefined for another kind of schedule. */
export function rateOf(schedule: string): number | undefined {
  const [, count, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  return count && unit ? Number(count) * unitsMs[unit as keyof typeof unitsMs] : undefined;
}

/**
 * Calls `run` at an interval, first after one interval, with the time at which the call was due. Calls missed while the
 * machine slept are left out, and the process is not kept alive.
 * @returns a function that ends it, and that `run` may call as well.
 */
export function repeat(
  everyMs: number,
  interval: ScheduleInterval | undefined,
  run: (due: Date) => void,
): () => void {
  const ms = typeof interval === 'function' ? interval(everyMs) : (interval ?? everyMs);
  let due = Date.now() + ms;
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(arrive, Math.min(due - Date.now(), longestTimerMs)).unref();
  };
  const arrive = () => {
    const now = Date.now();
    const arrived = due;
    if (now >= due) due = Math.max(due, now - ms) + ms;
    wait();
    if (now >= arrived) run(new Date(arrived));
  };
  wait();
  return () => clearTimeout(timer);
}
