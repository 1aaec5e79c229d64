import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { otherSaleIgnored } from '../../core/domain/webhook-log.ts';
import { readStageConfig } from '../../lib/stage-config.ts';
import { losesNothing, queueOf } from './sources.ts';
import { synthesise } from './synthesise.ts';

const template = synthesise();

describe('the intake', () => {
  test("the entries table's stream starts only new entries, and loses none", () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ...losesNothing,
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    });
  });

  test('the queue keeps the contract: ten receives, then a dead-letter queue that keeps for 14 days', () => {
    const [, processing] = queueOf(template, 'IntakeProcessing');
    expect(processing).toMatchObject({
      VisibilityTimeout: 600,
      MessageRetentionPeriod: 345_600,
      RedrivePolicy: { maxReceiveCount: 10 },
    });
    const [, failed] = queueOf(template, 'IntakeFailedRegistrations');
    expect(failed).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });

  test('the webhook knows how to recognise the stage’s payments, and what it ignores is counted', () => {
    const belongs = { metadata: { key: 'for', value: 'registration' } };
    const settingOf = (stack: Template) => {
      const functions = Object.entries(stack.findResources('AWS::Lambda::Function'));
      const [, webhook] = functions.find(([id]) => id.startsWith('IntakeReceiveStripeEvent')) ?? [];
      return webhook?.Properties.Environment.Variables.PAYMENT_BELONGS;
    };
    const { payment } = readStageConfig('local');
    expect(settingOf(synthesise({ payment: { ...payment, belongs } }))).toBe(JSON.stringify(belongs));
    expect(settingOf(template)).toBeUndefined();
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      LogGroupName: { Ref: Match.stringLikeRegexp('^IntakeReceiveStripeEventLog') },
      FilterPattern: `"${otherSaleIgnored}"`,
      MetricTransformations: [Match.objectLike({ MetricName: 'OtherSalesIgnored' })],
    });
  });
});
