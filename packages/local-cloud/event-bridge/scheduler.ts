/** EventBridge Scheduler: calls the target of each schedule at its rate. */
import { type Clock, repeat, systemClock } from '../clock.ts';
import type { Deliveries } from './deliveries.ts';
import { scheduledEvent } from './event-bus.ts';
import { intervalOf, type ScheduleInterval } from './rate.ts';
import { fillIn } from './schedule-input.ts';
import type { Schedule } from './schedules.ts';

/** Starts the schedules. Each calls its target first after one interval, never at the start. */
export function startScheduler(options: {
  schedules: readonly Schedule[];
  deliveries: Pick<Deliveries, 'begin'>;
  scheduleInterval?: ScheduleInterval;
  clock?: Clock;
}): { stop(): Promise<void> } {
  const { schedules, deliveries, scheduleInterval, clock = systemClock } = options;
  const ends = schedules.map(({ arn, everyMs, input, target }) =>
    repeat(clock, intervalOf(everyMs, scheduleInterval), (due) => {
      const event = scheduledEvent('aws.scheduler', arn, due);
      deliveries.begin({
        target,
        payload: (attempt) =>
          input ? fillIn(input, { scheduleArn: arn, scheduledTime: due, attempt }) : event,
        source: () => ({ SCHEDULE_ARN: arn, SCHEDULED_TIME: event.time }),
      });
    }),
  );
  return {
    async stop() {
      for (const end of ends) end();
    },
  };
}
