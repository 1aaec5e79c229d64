/** Reads EventBridge Scheduler's schedules from the template. */
import * as z from 'zod';
import { functionArn, functionNameOf } from '../template/resource-kinds.ts';
import type { Resource, Template } from '../template/template.ts';
import { isFunction, isMachine, type Target } from './deliveries.ts';
import { rateOf } from './rate.ts';
import { fillIn } from './schedule-input.ts';

const retryPolicy = z
  .object({
    MaximumRetryAttempts: z.coerce.number().default(185),
    MaximumEventAgeInSeconds: z.coerce.number().default(86_400),
  })
  .prefault({});

const target = z.strictObject({
  Arn: z.string(),
  RoleArn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: retryPolicy,
});

const properties = z.strictObject({
  Name: z.string().optional(),
  GroupName: z.string().optional(),
  Description: z.string().optional(),
  KmsKeyArn: z.string().optional(),
  ScheduleExpression: z.string(),
  // A rate is the same in every time zone.
  ScheduleExpressionTimezone: z.string().optional(),
  // Here a target is called as soon as the window begins.
  FlexibleTimeWindow: z.unknown(),
  State: z.string().default('ENABLED'),
  Target: target,
});

export interface Schedule {
  arn: string;
  everyMs: number;
  /** What the target receives, with context attributes; absent, the event that a schedule sends by itself. */
  input?: string;
  target: Target;
  /** The role by which the target is called. */
  roleArn: string;
}

/**
 * The stack's schedules, without disabled ones.
 * @throws Error for a schedule other than `rate(…)`, a target other than a state machine or a function of the stack, an
 * input that is not JSON or has an unknown context attribute, or an unknown property.
 */
export function schedulesOf(template: Template): Schedule[] {
  const machines = new Set(
    template
      .resourcesOf('AWS::StepFunctions::StateMachine')
      .map(({ logicalId }) => String(template.resolve({ Ref: logicalId }))),
  );
  const functions = new Set(
    template.resourcesOf('AWS::Lambda::Function').map(({ name }) => functionArn(name)),
  );
  const isInStack = (arn: string) =>
    (isMachine(arn) && machines.has(arn)) ||
    (isFunction(arn) && functions.has(functionArn(functionNameOf(arn))));

  return template
    .resourcesOf('AWS::Scheduler::Schedule')
    .filter(({ properties: { State } }) => State !== 'DISABLED')
    .map((resource) => {
      const { ScheduleExpression, Target: to } = read(resource);
      const { logicalId } = resource;
      const cannot = (what: string) => new Error(`${logicalId}: the local cloud ${what}`);
      const everyMs = rateOf(ScheduleExpression);
      if (everyMs === undefined) throw cannot(`cannot run the schedule ${ScheduleExpression}`);
      if (!isInStack(to.Arn)) {
        throw cannot(`runs schedules for the stack's own state machines and functions, not for ${to.Arn}`);
      }
      const arn = String(template.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
      try {
        if (to.Input) fillIn(to.Input, { scheduleArn: arn, scheduledTime: new Date(0), attempt: 1 });
      } catch (cause) {
        throw new Error(`${logicalId}: ${(cause as Error).message}`, { cause });
      }
      return {
        arn,
        everyMs,
        input: to.Input,
        roleArn: to.RoleArn,
        target: {
          arn: to.Arn,
          deadLetterArn: to.DeadLetterConfig?.Arn,
          retries: to.RetryPolicy.MaximumRetryAttempts,
          eventAgeMs: to.RetryPolicy.MaximumEventAgeInSeconds * 1000,
        },
      };
    });
}

function read({ logicalId, properties: given }: Resource): z.infer<typeof properties> {
  const { data, error } = properties.safeParse(given);
  if (data) return data;
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const of = issue.path.length > 0 ? "a schedule's target" : 'a schedule';
    throw new Error(`${logicalId}: the local cloud does not know ${issue.keys[0]} of ${of}`);
  }
  throw new Error(`${logicalId}: ${error.message}`, { cause: error });
}
