import { systemClock as machineTime, type Clock as Time } from '../../clock.ts';

/** Time, and chance, as an execution meets them; tests run faster ones. */
export interface Clock extends Time {
  /**
   * As `after`, for the time that something under way may take: an attempt at a task. Moving the cloud's clock leaves it
   * alone. `after` by default.
   */
  limit?: Time['after'];
  /** At least 0 and less than 1: the jitter of a retry. */
  random: () => number;
  /** Milliseconds, in place of each wait before a retry and of each Wait state. */
  retryIntervalMs?: number;
}

export const systemClock: Clock = { ...machineTime, random: Math.random };

/** The clock of executions in a cloud with this one. */
export const clockOf = ({ now, after }: Time): Clock => ({
  ...{ now, after },
  limit: machineTime.after,
  random: Math.random,
});

/** A clock on which nothing has to be waited for. */
export const sleepless: Clock = {
  ...systemClock,
  after: (_, then) => {
    const immediate = setImmediate(then);
    return () => clearImmediate(immediate);
  },
};
