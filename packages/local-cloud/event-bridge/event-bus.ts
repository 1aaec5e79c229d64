/** EventBridge's default bus: sends events to the targets of the rules they match, and runs the rules' schedules. */
import { randomUUID } from 'node:crypto';
import { type Clock, repeat, systemClock } from '../clock.ts';
import { accountId, region } from '../template/resource-kinds.ts';
import type { Deliveries } from './deliveries.ts';
import { intervalOf, type ScheduleInterval } from './rate.ts';
import type { Rule } from './rules.ts';

export interface EventBus {
  /** Returns at once; targets receive the event later. */
  send(event: object): void;
  stop(): Promise<void>;
}

/** Starts the bus. */
export function startEventBus(options: {
  rules: readonly Rule[];
  deliveries: Pick<Deliveries, 'begin'>;
  scheduleInterval?: ScheduleInterval;
  clock?: Clock;
}): EventBus {
  const { rules, deliveries, scheduleInterval, clock = systemClock } = options;

  function sendToAll({ arn, targets }: Rule, event: object): void {
    for (const target of targets) {
      deliveries.begin({ target, payload: () => event, source: () => ({ RULE_ARN: arn }) });
    }
  }

  const ends = rules.flatMap((rule) =>
    rule.everyMs === undefined
      ? []
      : [
          repeat(clock, intervalOf(rule.everyMs, scheduleInterval), (due) =>
            sendToAll(rule, scheduledEvent('aws.events', rule.arn, due)),
          ),
        ],
  );

  return {
    send(event) {
      for (const rule of rules.filter(({ wanted }) => wanted(event))) sendToAll(rule, event);
    },
    async stop() {
      for (const end of ends) end();
    },
  };
}

/**
 * What a target of a schedule receives when the schedule has no input of its own.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function scheduledEvent(source: 'aws.events' | 'aws.scheduler', arn: string, due: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source,
    account: accountId,
    time: due.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [arn],
    // EventBridge Scheduler sends it as a text.
    detail: source === 'aws.events' ? {} : '{}',
  };
}
