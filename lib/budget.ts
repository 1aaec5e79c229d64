import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import type { StageConfig } from './stage-config.ts';

/** As many as AWS Budgets mails to. */
const mostRecipients = 10;

/**
 * Mails the admins when the month's cost of the whole account reaches four fifths of the stage's budget, and when AWS
 * expects it to exceed it. AWS Budgets sends these mails itself: it knows the cost some hours late, in every region.
 */
export function addBudget(scope: Construct, { stage, budget, mail }: StageConfig): void {
  if (budget === undefined) return;
  const subscribers = mail.admin
    .slice(0, mostRecipients)
    .map(({ address }) => ({ subscriptionType: 'EMAIL', address }));
  const when = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: {
      notificationType,
      comparisonOperator: 'GREATER_THAN',
      threshold,
      thresholdType: 'PERCENTAGE',
    },
    subscribers,
  });
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: `tkd-registration-${stage}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: budget, unit: 'USD' },
    },
    notificationsWithSubscribers: [when('ACTUAL', 80), when('FORECASTED', 100)],
  });
}
