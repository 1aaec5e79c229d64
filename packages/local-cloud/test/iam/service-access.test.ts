import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../event-bridge/rules.ts';
import { schedulesOf } from '../../event-bridge/schedules.ts';
import { httpApisOf } from '../../http-api/http-api.ts';
import { Permissions } from '../../iam/permissions.ts';
import { alarmsOf, checkServices } from '../../iam/service-access.ts';
import { Template } from '../../template/template.ts';

const attribute = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const account = 'us-east-1:000000000000';

/** A rule, a schedule, a route and an alarm with all they need. */
const resources = () => ({
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'photos' } },
  Failures: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failures' } },
  Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'work' } },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'arrived',
      EventPattern: { source: ['aws.s3'] },
      Targets: [
        { Id: 'queue', Arn: attribute('Queue'), DeadLetterConfig: { Arn: attribute('Failures') } },
        { Id: 'function', Arn: attribute('Function') },
      ],
    },
  },
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Queue' }, { Ref: 'Failures' }],
      PolicyDocument: {
        Statement: ['Queue', 'Failures'].map((id) => ({
          ...{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: attribute(id) },
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': attribute('Rule') } },
        })),
      },
    },
  },
  OfRule: permission('events', `arn:aws:events:${account}:rule/arrived`),
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: attribute('Function') }],
      },
    },
  },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'hourly',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: attribute('Function'), RoleArn: attribute('Role') },
    },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: {} },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ...{ ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' },
      IntegrationUri: attribute('Function'),
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ...{ ApiId: { Ref: 'Api' }, RouteKey: 'POST /hook' },
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    },
  },
  OfApi: permission('apigateway', `arn:aws:execute-api:${account}:Api/*/*/hook`),
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: 'Topic' }],
      PolicyDocument: {
        Statement: {
          ...{ Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'Topic' } },
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
        },
      },
    },
  },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName: 'rings', AlarmActions: [{ Ref: 'Topic' }] },
  },
});

function permission(service: string, SourceArn: string) {
  const Principal = `${service}.amazonaws.com`;
  const FunctionName = attribute('Function');
  const Properties = { Action: 'lambda:InvokeFunction', FunctionName, Principal, SourceArn };
  return { Type: 'AWS::Lambda::Permission', Properties };
}

function check(changed: Partial<Record<keyof ReturnType<typeof resources>, object | undefined>> = {}): void {
  const template = new Template(
    { Resources: JSON.parse(JSON.stringify({ ...resources(), ...changed })) },
    { stackName: 'Stack' },
  );
  const [apis, alarms] = [httpApisOf(template), alarmsOf(template)];
  checkServices(
    { rules: rulesOf(template), schedules: schedulesOf(template), apis, alarms },
    new Permissions(template),
  );
}

describe('a start fails that would leave', () => {
  const { QueuePolicy, TopicPolicy } = resources();
  const [toQueue] = QueuePolicy.Properties.PolicyDocument.Statement;
  const policyOf = (...Statement: (object | undefined)[]) => ({
    ...QueuePolicy,
    Properties: { ...QueuePolicy.Properties, PolicyDocument: { Statement } },
  });
  const other = { Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:${account}:rule/other` } } };
  test.each<[string, Parameters<typeof check>[0], string]>([
    [
      'a rule without its queue',
      { QueuePolicy: policyOf() },
      'rule/arrived may not sqs:SendMessage on .*:photos',
    ],
    [
      'a rule without a queue that admits another',
      { QueuePolicy: policyOf({ ...toQueue, ...other }) },
      'rule/arrived may not .*:photos',
    ],
    [
      'a rule without its dead letters',
      { QueuePolicy: policyOf(toQueue) },
      'rule/arrived may not .*:failures',
    ],
    [
      'a rule without its function',
      { OfRule: undefined },
      'rule/arrived may not lambda:InvokeFunction on .*:work',
    ],
    [
      'an alarm without its topic',
      {
        TopicPolicy: {
          ...TopicPolicy,
          Properties: { ...TopicPolicy.Properties, PolicyDocument: { Statement: [] } },
        },
      },
      'alarm:rings may not sns:Publish on .*:alarms: no resource-based policy allows',
    ],
    [
      'an alarm with an action that is no topic',
      {
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: { AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] },
        },
      },
      'Alarm: the embedded cloud does not know who may do arn:aws:automate',
    ],
    [
      'a schedule without its function',
      { Policy: undefined },
      'schedule/default/hourly may not lambda:InvokeFunction',
    ],
    ['a route without its function', { OfApi: undefined }, 'Api/.*/POST/hook may not lambda:InvokeFunction'],
    [
      'a route without a function that admits another',
      { OfApi: permission('apigateway', `arn:aws:execute-api:${account}:Api/*/*/other`) },
      'Api/.*/POST/hook may not',
    ],
  ])('%s', (_, changed, message) => {
    expect(() => check(changed)).toThrow(new RegExp(message));
  });

  test('nothing without its permission', () => expect(() => check()).not.toThrow());
});
