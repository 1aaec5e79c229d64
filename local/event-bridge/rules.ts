/** What the template says of EventBridge's rules. */
import * as z from 'zod';
import { checkPattern, fitsPattern } from '../event-sources/event-pattern.ts';
import type { Template } from '../template/template.ts';

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

export interface Target {
  ruleArn: string;
  /** A queue or a function. */
  arn: string;
  /** The queue that gets an event which could not be delivered. */
  deadLetterArn?: string;
  retries: number;
  eventAgeMs: number;
}

export interface Rule {
  /** Whether an event is for the rule's targets. */
  wanted(event: unknown): boolean;
  targets: Target[];
}

/**
 * The stack's rules, those that are disabled left out.
 * @throws Error for a schedule, another bus than the default one, a target that is neither a queue nor a function, or
 * what is not known of a target or a pattern.
 */
export function rulesOf(template: Template): Rule[] {
  return template.resourcesOf('AWS::Events::Rule').flatMap(({ logicalId, properties: given }) => {
    const { EventBusName, EventPattern, ScheduleExpression, State, Targets } = properties.parse(given);
    if (State === 'DISABLED') return [];
    const cannot = (what: string) => new Error(`${logicalId}: the local cloud ${what}`);
    if (ScheduleExpression) throw cannot(`cannot run a rule by the schedule ${ScheduleExpression}`);
    if (EventBusName !== 'default') throw cannot(`does not know the event bus ${EventBusName}`);
    try {
      checkPattern(EventPattern);
    } catch (cause) {
      throw new Error(`${logicalId}: ${(cause as Error).message}`, { cause });
    }
    const ruleArn = String(template.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
    const targets = Targets.map((one): Target => {
      const unknown = Object.keys(one).find((key) => !(key in target.shape));
      if (unknown) throw cannot(`does not know ${unknown} of a rule's target`);
      const { Arn: arn, DeadLetterConfig, RetryPolicy } = target.parse(one);
      if (!isQueue(arn) && !/^arn:aws:lambda:.*:function:/.test(arn))
        throw cannot(`cannot send events to ${arn}`);
      return {
        ruleArn,
        arn,
        deadLetterArn: DeadLetterConfig?.Arn,
        retries: RetryPolicy.MaximumRetryAttempts,
        eventAgeMs: RetryPolicy.MaximumEventAgeInSeconds * 1000,
      };
    });
    return { wanted: (event) => fitsPattern(event, EventPattern), targets };
  });
}

export const isQueue = (arn: string) => arn.startsWith('arn:aws:sqs:');
