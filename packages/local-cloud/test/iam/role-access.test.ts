import { describe, expect, test } from 'vitest';
import { schedulesOf } from '../../event-bridge/schedules.ts';
import { Permissions } from '../../iam/permissions.ts';
import { checkTrust, checkWaiting, refuseKeys } from '../../iam/role-access.ts';
import { machinesOf } from '../../step-functions/machines.ts';
import { Template } from '../../template/template.ts';

const attribute = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const role = (service: string, Condition?: object) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service }, Condition }],
    },
  },
});
const policy = (...Action: string[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    Roles: [{ Ref: 'OfMachine' }],
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
  },
});
const waiting = {
  StartAt: 'Run',
  States: { Run: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true } },
};
const makesRules = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'];

const resources = {
  OfFunction: role('lambda.amazonaws.com'),
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'work', Role: attribute('OfFunction') },
  },
  OfMachine: role('states.amazonaws.com', {
    ArnLike: { 'aws:SourceArn': 'arn:aws:states:us-east-1:000000000000:stateMachine:*' },
  }),
  Policy: policy(...makesRules),
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'register',
      RoleArn: attribute('OfMachine'),
      DefinitionString: JSON.stringify(waiting),
    },
  },
  OfSchedule: role('scheduler.amazonaws.com', {
    StringEquals: { 'aws:SourceArn': 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/default' },
  }),
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'hourly',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: attribute('Function'), RoleArn: attribute('OfSchedule') },
    },
  },
};

function check(changed: Partial<Record<keyof typeof resources | 'More', object>> = {}): void {
  const Resources = JSON.parse(JSON.stringify({ ...resources, ...changed }));
  const template = new Template({ Resources }, { stackName: 'Stack' });
  const permissions = new Permissions(template);
  refuseKeys(template);
  checkTrust({ template, schedules: schedulesOf(template) }, permissions);
  checkWaiting(machinesOf(template), permissions);
}

test('roles that their services may assume are right', () => expect(() => check()).not.toThrow());

describe('a start fails with', () => {
  const encrypted = (Type: string, Properties: object) => ({ More: { Type, Properties } });
  test.each<[string, Parameters<typeof check>[0], RegExp]>([
    [
      "a function's role that Lambda may not assume",
      { OfFunction: role('states.amazonaws.com') },
      /^work: The role defined for the function cannot be assumed by Lambda/,
    ],
    [
      'a role that nobody may assume',
      { OfFunction: { Type: 'AWS::IAM::Role', Properties: {} } },
      /cannot be assumed by Lambda/,
    ],
    [
      "a machine's role that is for another account's",
      { OfMachine: role('states.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '111122223333' } }) },
      /^register: Neither the global service principal states.amazonaws.com/,
    ],
    [
      "a schedule's role that is for another group",
      { OfSchedule: role('scheduler.amazonaws.com', { StringEquals: { 'aws:SourceArn': 'other' } }) },
      /schedule\/default\/hourly: The execution role you provide must allow AWS EventBridge Scheduler/,
    ],
    ...makesRules.map((action): [string, Parameters<typeof check>[0], RegExp] => [
      `a machine that waits for executions and may not ${action}`,
      { Policy: policy(...makesRules.filter((one) => one !== action)) },
      /^register: 'arn:aws:iam::000000000000:role\/Stack-OfMachine' is not authorized to create managed-rule/,
    ]),
    [
      "a queue encrypted with a key of one's own",
      encrypted('AWS::SQS::Queue', { KmsMasterKeyId: 'alias/ours' }),
      /^More: the embedded cloud does not know who may use the key alias\/ours/,
    ],
    [
      'a table likewise',
      encrypted('AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: 'ours' } }),
      /^More: .* the key ours/,
    ],
  ])('%s', (_, changed, message) => {
    expect(() => check(changed)).toThrow(message);
  });

  test("but not with a key of AWS's own", () => {
    expect(() => check(encrypted('AWS::SQS::Queue', { KmsMasterKeyId: 'alias/aws/sqs' }))).not.toThrow();
  });
});
