import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { reconcileInput } from '../../core/domain/reconcile.ts';
import { chainFrom, definitionOf } from './machines.ts';
import { synthesise } from './synthesise.ts';

const template = synthesise();
const name = 'tkd-registration-local-reconcile';
const definition = definitionOf(template, name);

/** By the ids of their constructs. */
const schedulesIn = (of: typeof template) =>
  Object.fromEntries(
    Object.entries(of.findResources('AWS::Scheduler::Schedule')).map(([id, schedule]) => [
      /(Hourly|Daily)/.exec(id)?.[1],
      schedule,
    ]),
  );

describe('the sweep', () => {
  test('is started every hour, looks three days back, and does what it finds', () => {
    const schedule = schedulesIn(template).Hourly;
    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Target: {
        Arn: { Ref: expect.stringMatching(/^ReconcileStateMachine/) },
        RetryPolicy: { MaximumEventAgeInSeconds: 1_800, MaximumRetryAttempts: 3 },
      },
    });
    const input = reconcileInput.parse(JSON.parse(schedule?.Properties.Target.Input));
    expect(input).toEqual({ since: '3d', apply: true, everything: false });
  });

  test('waits for its first hour until the stage has the queue of the table that it adopts', () => {
    const registrationsTable = 'old-registrations';
    const before = synthesise({ adopt: { registrationsTable } });
    expect(schedulesIn(before)).toEqual({});
    expect(Object.keys(before.findResources('AWS::CloudWatch::Alarm')).join()).not.toContain(
      'ReconcileStandsStill',
    );
    const processingQueue = { name: 'processing', deadLetterQueue: 'failed_registrations' };
    const after = synthesise({ adopt: { registrationsTable, processingQueue } });
    expect(Object.keys(schedulesIn(after)).sort()).toEqual(['Daily', 'Hourly']);
  });

  test('compares until there is no more, then reports if it was asked to act and a person is needed', () => {
    const { States } = definition;
    expect(chainFrom(definition)).toEqual(['Compare with Stripe', 'More to compare?']);
    expect(States['More to compare?']).toMatchObject({
      Choices: [{ Variable: '$.compared.next', IsPresent: true, Next: 'Compare with Stripe' }],
      Default: 'Anything to report?',
    });
    expect(States['Anything to report?']).toMatchObject({
      Choices: [
        {
          And: [
            { Variable: '$.apply', IsPresent: true },
            { Variable: '$.apply', BooleanEquals: true },
            { Variable: '$.compared.decisions[0]', IsPresent: true },
          ],
          Next: 'Report differences',
        },
      ],
      Default: 'Nothing to report',
    });
    expect(chainFrom(definition, 'Report differences')).toEqual(['Report differences', 'Reported']);
  });

  test('has an alarm when one fails, and when none succeeds for three hours, for which there is no figure either', () => {
    const ofSweeps = {
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: Match.stringLikeRegexp('^Reconcile') } }],
    };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...ofSweeps,
      ...{ MetricName: 'ExecutionsFailed', Threshold: 1, TreatMissingData: 'notBreaching' },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...ofSweeps,
      ...{ MetricName: 'ExecutionsSucceeded', Statistic: 'Sum', Period: 3_600, EvaluationPeriods: 3 },
      ...{ Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    });
  });
});
