/** Schedules at a rate, such as `rate(1 hour)`. */

/** Replaces the interval of every schedule: by one interval, or by what a function makes of each, in milliseconds. */
export type ScheduleInterval = number | ((everyMs: number) => number);

const unitsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The milliseconds of `rate(10 minutes)`; undefined for another kind of schedule. */
export function rateOf(schedule: string): number | undefined {
  const [, count, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  return count && unit ? Number(count) * unitsMs[unit as keyof typeof unitsMs] : undefined;
}

/** The interval between two calls, in milliseconds. */
export const intervalOf = (everyMs: number, interval: ScheduleInterval | undefined): number =>
  typeof interval === 'function' ? interval(everyMs) : (interval ?? everyMs);
