import { Choice, Condition, Fail, type IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { WorkflowStep } from './workflow-step.ts';

/**
 * How a workflow ends when it could not finish something by itself: it is marked, reported, and the execution fails.
 *
 * @param what could not be finished: `entry`.
 * @param takeUp where to go with an entry that arrived while it was being given up.
 * @returns the state to go to, whose input names the entry and what failed.
 */
export function parking(
  scope: Construct,
  what: string,
  { parkEntry, tellOrganiser }: Record<'parkEntry' | 'tellOrganiser', WorkflowStep>,
  takeUp?: IChainable,
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
  if (takeUp) {
    const came = Condition.stringEquals('$.parked.outcome', 'entry came');
    park.next(new Choice(scope, 'Entry came?').when(came, takeUp).otherwise(tell));
  } else {
    park.next(tell);
  }
  return park;
}
