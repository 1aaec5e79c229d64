import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { mailWaitsSeconds } from '../../core/domain/mail-log.ts';
import { webhookRefused } from '../../core/domain/webhook-log.ts';
import { readStageConfig } from '../../lib/stage-config.ts';
import { synthesise } from './synthesise.ts';

const template = synthesise();

const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties,
);

/** The metrics of alarms about one resource. */
const watched = (dimension: string, id: string): string[] =>
  alarms
    .filter(({ Dimensions = [] }) =>
      Dimensions.some(
        ({ Name, Value }: { Name: string; Value: { Ref?: string; 'Fn::GetAtt'?: string[] } }) =>
          Name === dimension && (Value.Ref ?? Value['Fn::GetAtt']?.[0]) === id,
      ),
    )
    .map(({ MetricName }) => MetricName);

describe('monitoring', () => {
  test('three refused webhooks in an hour raise an alarm: the lines in the log of the webhook that say so', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      LogGroupName: { Ref: Match.stringLikeRegexp('^IntakeReceiveStripeEventLog') },
      FilterPattern: `"${webhookRefused}"`,
      MetricTransformations: [
        { MetricName: 'WebhooksRefused', MetricNamespace: 'tkd-registration-local', MetricValue: '1' },
      ],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'WebhooksRefused',
      Namespace: 'tkd-registration-local',
      Statistic: 'Sum',
      Period: 3_600,
      Threshold: 3,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  test('CloudWatch may publish the alarms, and every alarm is published', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [Match.anyValue()] });
  });

  test("each admin is subscribed to the alarms, and addressed by mails from the stage's own address", () => {
    const { mail } = readStageConfig('local');
    const admin = [{ address: 'one@example.com' }, { name: 'Jo', address: 'two@example.com' }];
    const stack = synthesise({ mail: { ...mail, admin } });
    const subscribed = Object.values(stack.findResources('AWS::SNS::Subscription'));
    expect(subscribed.map(({ Properties }) => Properties.Endpoint)).toEqual(
      admin.map(({ address }) => address),
    );
    const variables = Object.values(stack.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment?.Variables ?? {},
    );
    const ofAdmins = variables.filter(({ ADMIN_EMAIL }) => ADMIN_EMAIL);
    expect(ofAdmins).not.toEqual([]);
    for (const settings of ofAdmins) {
      expect(settings).toMatchObject({
        ADMIN_EMAIL: 'Competition Admin <one@example.com>,Jo <two@example.com>',
        FROM_EMAIL: 'Riverside Open <registration@example.com>',
        CONTACT_EMAIL: 'contact@example.com',
      });
    }
  });

  test.each([
    ['AWS::StepFunctions::StateMachine', 'StateMachineArn', ['ExecutionsFailed', 'ExecutionsTimedOut']],
    ['AWS::Events::Rule', 'RuleName', ['FailedInvocations']],
  ])('each %s is watched, whatever it is for', (type, dimension, metrics) => {
    const ids = Object.keys(template.findResources(type));
    expect(ids.length).toBeGreaterThan(1);
    for (const id of ids) expect(watched(dimension, id)).toEqual(expect.arrayContaining(metrics));
  });

  test('each queue is watched: whether messages wait, or whether there are any and for how long where they should be none', () => {
    const queues = Object.entries(template.findResources('AWS::SQS::Queue'));
    const age = 'ApproximateAgeOfOldestMessage';
    for (const [id, { Properties }] of queues) {
      const expected = Properties.RedrivePolicy ? [age] : ['ApproximateNumberOfMessagesVisible', age];
      expect(watched('QueueName', id)).toEqual(expected);
    }
  });

  test('each reader of a stream is watched', () => {
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const readers = mappings.flatMap(({ Properties }) =>
      Properties.StartingPosition ? [Properties.FunctionName.Ref] : [],
    );
    expect(readers).toHaveLength(2);
    for (const reader of readers) expect(watched('FunctionName', reader)).toEqual(['IteratorAge']);
  });

  test('no alarm rings for lack of figures, except about what has to happen all the time', () => {
    const expected = Object.keys(
      template.findResources('AWS::CloudWatch::Alarm', { Properties: { TreatMissingData: 'breaching' } }),
    );
    expect(expected.map((id) => id.slice(0, -8)).sort()).toEqual([
      'MonitoringDigestsStandStill',
      'MonitoringReconcileStandsStill',
      'MonitoringRetentionStandsStill',
    ]);
  });

  test('that a Lambda reaches a limit of its own is no alarm', () => {
    const { Metrics } = Object.values(
      synthesise({ webhookConcurrency: 20, badgeConcurrency: 5 }).findResources('AWS::CloudWatch::Alarm'),
    )
      .map(({ Properties }) => Properties)
      .find(({ AlarmDescription }) => /more Lambdas/.test(AlarmDescription));
    expect(Metrics.find(({ Expression = '' }) => Expression)).toMatchObject({
      Expression: 'all - FILL(webhook, 0) - FILL(badges, 0)',
    });
  });

  test('a mail that waits for long raises an alarm, whichever step sends it', () => {
    const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));
    const ofMails = filters.filter(({ Properties }) => Properties.FilterPattern.includes(mailWaitsSeconds));
    expect(ofMails.map(({ Properties }) => Properties.LogGroupName.Ref).sort()).toEqual([
      expect.stringContaining('MailFamily'),
      expect.stringContaining('ReportChange'),
      expect.stringContaining('ResendMails'),
      expect.stringContaining('AlertAdmin'),
      expect.stringContaining('SendConfirmation'),
      expect.stringContaining('TellOrganiser'),
    ]);
    const metric = { MetricName: mailWaitsSeconds };
    for (const { Properties } of ofMails) {
      expect(Properties).toMatchObject({
        FilterPattern: '{ $.message.mailWaitsSeconds > 0 }',
        MetricTransformations: [
          { ...metric, MetricNamespace: 'tkd-registration-local', MetricValue: '$.message.mailWaitsSeconds' },
        ],
      });
    }
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...metric,
      Namespace: 'tkd-registration-local',
      Statistic: 'Maximum',
      Period: 3_600,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 1,
      AlarmDescription: Match.stringLikeRegexp('"Mails wait"'),
    });
  });
});
