import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import * as errors from '../../lambdas/shared/domain/errors.ts';
import { RegistrationStack } from '../../lib/registration-stack.ts';
import { readStageConfig, type StageConfig } from '../../lib/stage-config.ts';

interface State {
  Type: string;
  Next?: string;
  Retry?: {
    ErrorEquals: string[];
    MaxAttempts: number;
    MaxDelaySeconds?: number;
    IntervalSeconds: number;
    BackoffRate: number;
  }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  TimeoutSeconds?: number;
  Branches?: { StartAt: string; States: Record<string, State> }[];
  Default?: string;
  Choices?: { Next: string }[];
}
interface Definition {
  StartAt: string;
  TimeoutSeconds: number;
  States: Record<string, State>;
}

/** The stack without bundling its Lambdas. */
function synthesise(changes: Partial<StageConfig> = {}, stage = 'local'): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return Template.fromStack(
    new RegistrationStack(app, 'Stack', { config: { ...readStageConfig(stage), ...changes } }),
  );
}

/** The definition with each Lambda's ARN replaced by its logical id. */
function definitionOf(template: Template): Definition {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const parts = machine?.Properties.DefinitionString['Fn::Join'][1] as (
    | string
    | { 'Fn::GetAtt': [string] }
  )[];
  return JSON.parse(
    parts.map((part) => (typeof part === 'string' ? part : (part['Fn::GetAtt']?.[0] ?? 'aws'))).join(''),
  );
}

let template: Template;
let definition: Definition;
let tasks: [string, State][];

beforeAll(() => {
  template = synthesise();
  definition = definitionOf(template);
  const states = [definition, ...(definition.States.Fulfil?.Branches ?? [])].flatMap(({ States }) =>
    Object.entries(States),
  );
  tasks = states.filter(([, { Type }]) => Type === 'Task');
});

describe('the workflow', () => {
  test('runs its steps in order, in branches that do not stop each other', () => {
    const { States, StartAt } = definition;
    expect(StartAt).toBe('Validate entry');
    expect(States['Validate entry']?.Next).toBe('Payment needed?');
    expect(States['Payment needed?']?.Choices?.[0]?.Next).toBe('Confirm payment');
    expect(States['Payment needed?']?.Default).toBe('Store profile');
    expect(States['Confirm payment']?.Next).toBe('Store profile');
    expect(States['Store profile']?.Next).toBe('Fulfil');
    expect(States.Fulfil?.Branches?.map(({ States: branch }) => Object.keys(branch).sort())).toEqual([
      ['Confirmation needs attention', 'Send confirmation'],
      ['Alert admin', 'School is known', 'School known?', 'School needs attention'],
      ['Badge needs attention', 'Badge wanted?', 'No badge wanted', 'Push to Drive', 'Render badge'],
    ]);
    expect(States['All done?']).toMatchObject({ Choices: [{ Next: 'Park entry' }], Default: 'Completed' });
    expect(States['Park entry']?.Next).toBe('Tell organiser');
    expect(States['Tell organiser']?.Next).toBe('Needs attention');
  });

  test('every step retries transient, rate-limited and not-yet errors, each bounded, and no permanent one', () => {
    const namesOf = (classes: readonly { errorName: string }[]) => classes.map(({ errorName }) => errorName);
    expect(tasks).toHaveLength(9);
    for (const [label, { Retry = [] }] of tasks) {
      const [transient, rateLimited, notYet, ...others] = Retry;
      expect(others, label).toEqual([]);
      expect(transient?.ErrorEquals, label).toEqual(
        expect.arrayContaining([
          ...namesOf(errors.transientErrors),
          'Lambda.TooManyRequestsException',
          'Lambda.Unknown',
        ]),
      );
      expect(rateLimited?.ErrorEquals, label).toEqual(namesOf(errors.rateLimitedErrors));
      expect(notYet?.ErrorEquals, label).toEqual(namesOf(errors.notYetErrors));
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(
        retried.filter((name) => namesOf(errors.permanentErrors).includes(name)),
        label,
      ).toEqual([]);
      for (const { MaxAttempts } of Retry) expect(MaxAttempts, label).toBeLessThan(40);
    }
  });

  test('what is on its way is waited for about an hour, and a rate limit about a day', () => {
    const waited = (index: number) => {
      const retrier = definition.States['Validate entry']?.Retry?.[index];
      if (!retrier) throw new Error('no such retrier');
      const { IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds = Infinity } = retrier;
      const waits = Array.from({ length: MaxAttempts }, (_, attempt) =>
        Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
      );
      return waits.reduce((sum, wait) => sum + wait, 0) / 3600;
    };
    expect(waited(2)).toBeCloseTo(1, 1);
    expect(waited(1)).toBeGreaterThan(20);
    expect(waited(1)).toBeLessThan(26);
  });

  test('every error class is in exactly one retry class', () => {
    const classes = Object.values(errors as Record<string, unknown>).filter(
      (value) => typeof value === 'function' && value.prototype instanceof errors.RegistrationError,
    ) as errors.RegistrationErrorClass[];
    const lists = [
      errors.permanentErrors,
      errors.transientErrors,
      errors.rateLimitedErrors,
      errors.notYetErrors,
    ];
    for (const errorClass of classes) {
      expect(
        lists.filter((list) => list.includes(errorClass)),
        errorClass.errorName,
      ).toHaveLength(1);
    }
    expect(classes.length).toBeGreaterThan(15);
  });

  test.each([
    ['Validate entry', 'Park entry'],
    ['Confirm payment', 'Park entry'],
    ['Store profile', 'Park entry'],
    ['Send confirmation', 'Confirmation needs attention'],
    ['Alert admin', 'School needs attention'],
    ['Render badge', 'Badge needs attention'],
    ['Push to Drive', 'Badge needs attention'],
    ['Park entry', 'Could not park'],
    ['Tell organiser', 'Needs attention'],
  ])('a failure of %s goes to %s', (label, next) => {
    const [, state] = tasks.find(([name]) => name === label) ?? [];
    expect(state?.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: next }]);
  });

  test('every step times out just after its Lambda does', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    for (const [label, state] of tasks) {
      const logicalId = (state as State & { Resource: string }).Resource;
      expect(state.TimeoutSeconds, label).toBe(functions[logicalId]?.Properties.Timeout + 5);
    }
  });

  test("has no Drive step where the stage has no folder: the badge is the branch's result", () => {
    const { States } = definitionOf(synthesise({ drive: undefined }));
    const badge = States.Fulfil?.Branches?.[2]?.States;
    expect(Object.keys(badge ?? {})).not.toContain('Push to Drive');
    expect(badge?.['Render badge']).toMatchObject({ End: true });
    expect(badge?.['Render badge']).not.toHaveProperty('ResultPath');
  });
});

describe('the stack', () => {
  test("every Lambda runs Node 24 on the stage's architecture with source maps and tracing", () => {
    const functions = Object.values(synthesise({}, 'dev').findResources('AWS::Lambda::Function'));
    expect(functions).toHaveLength(11);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
      });
    }
  });

  test('the stream starts only new entries, and loses none', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 8,
      MaximumRecordAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
  });

  test('the queue keeps the contract: ten receives, then a dead-letter queue that keeps for 14 days', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'tkd-registration-local-processing',
      VisibilityTimeout: 600,
      MessageRetentionPeriod: 345_600,
      RedrivePolicy: { maxReceiveCount: 10 },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'tkd-registration-local-failed_registrations',
      MessageRetentionPeriod: 1_209_600,
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
          }),
        ]),
      },
    });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [Match.anyValue()] });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 5);
  });

  test('history and logs hold no execution data', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });

  test('each Lambda may do what it needs and nothing else', () => {
    const allowed: Record<string, string[]> = {};
    for (const policy of Object.values(template.findResources('AWS::IAM::Policy'))) {
      const role = policy.Properties.Roles[0].Ref.replace(/FunctionServiceRole.*|ServiceRole.*/, '');
      allowed[role] = policy.Properties.PolicyDocument.Statement.flatMap(
        ({ Action }: { Action: string | string[] }) => Action,
      )
        .filter((action: string) => !action.startsWith('xray:'))
        .sort();
    }
    expect(allowed).toMatchSnapshot();
  });

  test('data outlives the stack unless the stage says otherwise', () => {
    for (const [changes, policy] of [
      [{ deleteDataWithStack: false }, 'Retain'],
      [{ deleteDataWithStack: true }, 'Delete'],
    ] as const) {
      const stack = synthesise(changes);
      for (const type of [
        'AWS::DynamoDB::Table',
        'AWS::S3::Bucket',
        'AWS::SecretsManager::Secret',
        'AWS::SQS::Queue',
      ]) {
        stack.allResources(type, { DeletionPolicy: policy });
      }
    }
  });

  test('adopts the tables, buckets and queue the stage names instead of creating them', () => {
    const adopt = {
      registrationsTable: 'old-registrations',
      profilePictureBucket: 'old-photos',
      badgeBucket: 'old-badges',
      configBucket: 'old-config',
      processingQueue: { name: 'processing', deadLetterQueue: 'failed_registrations' },
    };
    const stack = synthesise({ adopt });
    stack.resourceCountIs('AWS::DynamoDB::Table', 2);
    stack.resourceCountIs('AWS::S3::Bucket', 0);
    stack.resourceCountIs('AWS::SQS::Queue', 1);
    stack.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: [{ Name: 'QueueName', Value: 'failed_registrations' }],
    });
    const environment = JSON.stringify(stack.findResources('AWS::Lambda::Function'));
    for (const name of ['old-registrations', 'old-photos', 'old-badges', 'old-config'])
      expect(environment).toContain(name);
    expect(JSON.stringify(stack.findResources('AWS::Lambda::EventSourceMapping'))).toContain(':processing');
  });
});
