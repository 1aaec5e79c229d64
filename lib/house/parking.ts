import { Choice, Condition, Fail, type IChainable, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { canaryPrefix } from '../../core/domain/canary.ts';
import type { WorkflowStep } from './workflow-step.ts';

/**
 * How a workflow ends when it could not finish something by itself: it is marked, reported, and the execution fails.
 *
 * @param what could not be finished: `entry`.
 * @param options.takeUp where to go with an entry that arrived while it was being given up.
 * @param options.canaries whether canaries come here: nobody is told of one, and its execution does not fail, which would
 * alarm. Whoever sent it looks at what became of it.
 * @returns the state to go to, whose input names the entry and what failed.
 */
export function parking(
  scope: Construct,
  what: string,
  { parkEntry, tellOrganiser }: Record<'parkEntry' | 'tellOrganiser', WorkflowStep>,
  { takeUp, canaries = false }: { takeUp?: IChainable; canaries?: boolean } = {},
): WorkflowStep {
  const needsAttention = new Fail(scope, 'Needs attention', {
    errorPath: '$.parked.error',
    causePath: '$.parked.cause',
  });
  const couldNotPark = new Fail(scope, 'Could not park', {
    error: 'CouldNotPark',
    cause: `The ${what} needs attention, and marking it so failed too: see the failures of the steps before.`,
  });
  const park = parkEntry.onFailure(couldNotPark);
  const tell = tellOrganiser.onFailure(needsAttention);
  tell.next(needsAttention);
  const report = canaries ? unlessCanary(scope, tell) : tell;
  if (takeUp) {
    const came = Condition.stringEquals('$.parked.outcome', 'entry came');
    park.next(new Choice(scope, 'Entry came?').when(came, takeUp).otherwise(report));
  } else {
    park.next(report);
  }
  return park;
}

function unlessCanary(scope: Construct, tell: IChainable): Choice {
  const isCanary = Condition.stringMatches('$.entryId', `${canaryPrefix}*`);
  return new Choice(scope, 'Canary?').when(isCanary, new Succeed(scope, 'Canary stopped')).otherwise(tell);
}
