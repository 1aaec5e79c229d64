/** Reads EventBridge's rules from the template. */
import * as z from 'zod';
import { checkPattern, fitsPattern } from '../event-sources/event-pattern.ts';
import type { Template } from '../template/template.ts';
import { isFunction, isQueue, type Target } from './deliveries.ts';
import { rateOf } from './rate.ts';

const target = z.object({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.coerce.number().default(185),
      MaximumEventAgeInSeconds: z.coerce.number().default(86_400),
    })
    .prefault({}),
});

const properties = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.looseObject({ Id: z.string() })).default([]),
});

export interface Rule {
  arn: string;
  /** Whether an event matches the rule. */
  wanted(event: unknown): boolean;
  /** For a schedule: the interval at which its targets receive an event. */
  everyMs?: number;
  targets: Target[];
}

/**
 * The stack's rules, without disabled ones.
 * @throws Error for a schedule other than `rate(…)`, a bus other than the default one, a target that is neither a queue
 * nor a function, or an unknown property of a target or a pattern.
 */
export function rulesOf(template: Template): Rule[] {
  return template.resourcesOf('AWS::Events::Rule').flatMap(({ logicalId, properties: given }) => {
    const { EventBusName, EventPattern, ScheduleExpression, State, Targets } = properties.parse(given);
    if (State === 'DISABLED') return [];
    const cannot = (what: string) => new Error(`${logicalId}: the local cloud ${what}`);
    const everyMs = ScheduleExpression === undefined ? undefined : rateOf(ScheduleExpression);
    if (everyMs === undefined && ScheduleExpression)
      throw cannot(`cannot run a rule with the schedule ${ScheduleExpression}`);
    if (EventBusName !== 'default') throw cannot(`does not know the event bus ${EventBusName}`);
    try {
      if (EventPattern !== undefined || everyMs === undefined) checkPattern(EventPattern);
    } catch (cause) {
      throw new Error(`${logicalId}: ${(cause as Error).message}`, { cause });
    }
    const ruleArn = String(template.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
    const targets = Targets.map((one): Target => {
      const unknown = Object.keys(one).find((key) => !(key in target.shape));
      if (unknown) throw cannot(`does not know ${unknown} of a rule's target`);
      const { Arn: arn, DeadLetterConfig, RetryPolicy } = target.parse(one);
      if (!isQueue(arn) && !isFunction(arn)) throw cannot(`cannot send events to ${arn}`);
      return {
        arn,
        deadLetterArn: DeadLetterConfig?.Arn,
        retries: RetryPolicy.MaximumRetryAttempts,
        eventAgeMs: RetryPolicy.MaximumEventAgeInSeconds * 1000,
      };
    });
    const wanted = (event: unknown) => EventPattern !== undefined && fitsPattern(event, EventPattern);
    return { arn: ruleArn, wanted, everyMs, targets };
  });
}
