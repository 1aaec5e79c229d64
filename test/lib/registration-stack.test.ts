import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import * as errors from '../../core/domain/errors.ts';
import { mailWaitsSeconds } from '../../core/domain/mail-log.ts';
import { otherSaleIgnored, webhookRefused } from '../../core/domain/webhook-log.ts';
import { readStageConfig } from '../../lib/stage-config.ts';
import { synthesise } from './synthesise.ts';

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

/** The definition of a machine, with each Lambda's ARN replaced by its logical id. */
function definitionOf(template: Template, name = 'tkd-registration-local'): Definition {
  const machines = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const machine = machines.find(({ Properties }) => Properties.StateMachineName === name);
  const parts = machine?.Properties.DefinitionString['Fn::Join'][1] as (
    | string
    | { 'Fn::GetAtt': [string] }
  )[];
  return JSON.parse(
    parts.map((part) => (typeof part === 'string' ? part : (part['Fn::GetAtt']?.[0] ?? 'aws'))).join(''),
  );
}

/** A queue's logical id and properties, by what the id begins with. */
function queueOf(start: string): [logicalId: string, properties: Record<string, unknown>] {
  const queues = Object.entries(template.findResources('AWS::SQS::Queue'));
  const [logicalId, queue] = queues.find(([id]) => id.startsWith(start)) ?? expect.fail(`no queue ${start}`);
  return [logicalId, queue.Properties];
}

const tasksOf = (states: Record<string, State>) =>
  Object.entries(states).filter(([, { Type }]) => Type === 'Task');

let template: Template;
let definition: Definition;
let tasks: [string, State][];
let refresh: Definition;
let refreshTasks: [string, State][];

beforeAll(() => {
  template = synthesise();
  definition = definitionOf(template);
  tasks = [definition, ...(definition.States.Fulfil?.Branches ?? [])].flatMap(({ States }) =>
    tasksOf(States),
  );
  refresh = definitionOf(template, 'tkd-registration-local-badge-refresh');
  refreshTasks = tasksOf(refresh.States);
});

/** How a stream is read. */
const losesNothing = {
  StartingPosition: 'TRIM_HORIZON',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: Match.absent(),
  MaximumRecordAgeInSeconds: 21_600,
  DestinationConfig: { OnFailure: Match.anyValue() },
};

const retries = [
  ['workflow', () => tasks, 9],
  ['badge refresh', () => refreshTasks, 4],
] as const;

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
      ['Alert admin', 'Alert needs attention', 'Anything to look at?', 'Nothing to look at'],
      ['Badge needs attention', 'Badge wanted?', 'No badge wanted', 'Push to Drive', 'Render badge'],
    ]);
    expect(States['All done?']).toMatchObject({ Choices: [{ Next: 'Park entry' }], Default: 'Completed' });
    expect(States['Park entry']?.Next).toBe('Entry came?');
    expect(States['Entry came?']).toMatchObject({
      Choices: [{ StringEquals: 'entry came', Next: 'Take it up after all' }],
      Default: 'Tell organiser',
    });
    expect(States['Take it up after all']).toMatchObject({
      Parameters: { 'entryId.$': '$.entryId' },
      Next: 'Validate entry',
    });
    expect(States['Tell organiser']?.Next).toBe('Needs attention');
  });

  test.each(retries)(
    'every step of the %s retries transient, rate-limited and not-yet errors, each bounded, and no permanent one',
    (_, tasksOfIt, count) => {
      const namesOf = (classes: readonly { errorName: string }[]) =>
        classes.map(({ errorName }) => errorName);
      expect(tasksOfIt()).toHaveLength(count);
      for (const [label, { Retry = [] }] of tasksOfIt()) {
        const [transient, throttled, rateLimited, notYet, outage, unclear, ...others] = Retry;
        expect(others, label).toEqual([]);
        expect(transient?.ErrorEquals, label).toEqual(
          expect.arrayContaining([...namesOf(errors.transientErrors), 'Lambda.Unknown']),
        );
        expect(throttled?.ErrorEquals, label).toEqual(['Lambda.TooManyRequestsException']);
        expect(rateLimited?.ErrorEquals, label).toEqual(namesOf(errors.rateLimitedErrors));
        expect(notYet?.ErrorEquals, label).toEqual(namesOf(errors.notYetErrors));
        expect(outage?.ErrorEquals, label).toEqual(namesOf(errors.outageErrors));
        expect(unclear?.ErrorEquals, label).toEqual(namesOf(errors.unclearErrors));
        const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
        expect(
          retried.filter((name) => namesOf(errors.permanentErrors).includes(name)),
          label,
        ).toEqual([]);
        for (const { MaxAttempts } of Retry) expect(MaxAttempts, label).toBeLessThan(300);
      }
    },
  );

  test('what is on its way is waited for about an hour; a free Lambda, a rate limit and the end of an outage about a day', () => {
    const waited = (index: number) => {
      const retrier = definition.States['Validate entry']?.Retry?.[index];
      if (!retrier) throw new Error('no such retrier');
      const { IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds = Infinity } = retrier;
      const waits = Array.from({ length: MaxAttempts }, (_, attempt) =>
        Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
      );
      return waits.reduce((sum, wait) => sum + wait, 0) / 3600;
    };
    expect(waited(3)).toBeCloseTo(1, 1);
    for (const retrier of [1, 2, 4]) expect(waited(retrier)).toBeCloseTo(24, 0);
    expect(definition.States['Validate entry']?.Retry?.[4]?.IntervalSeconds).toBe(2);
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
      errors.outageErrors,
      errors.unclearErrors,
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
    ['Alert admin', 'Alert needs attention'],
    ['Render badge', 'Badge needs attention'],
    ['Push to Drive', 'Badge needs attention'],
    ['Park entry', 'Could not park'],
    ['Tell organiser', 'Needs attention'],
  ])('a failure of %s goes to %s', (label, next) => {
    const [, state] = tasks.find(([name]) => name === label) ?? [];
    expect(state?.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: next }]);
  });

  test.each(retries)('every step of the %s times out just after its Lambda does', (_, tasksOfIt) => {
    const functions = template.findResources('AWS::Lambda::Function');
    for (const [label, state] of tasksOfIt()) {
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

describe('the badge refresh', () => {
  test('renders and pushes, or parks and tells', () => {
    const { States, StartAt } = refresh;
    expect(StartAt).toBe('Render badge');
    expect(States['Render badge']?.Next).toBe('Push to Drive');
    expect(States['Push to Drive']?.Next).toBe('Completed');
    expect(States['Badge needs attention']).toMatchObject({
      Type: 'Pass',
      Parameters: {
        'entryId.$': '$.entryId',
        fulfilment: { badge: { outcome: 'needs attention', 'failure.$': '$.failure' } },
      },
      Next: 'Park entry',
    });
    expect(States['Park entry']?.Next).toBe('Tell organiser');
    expect(States['Tell organiser']?.Next).toBe('Needs attention');
  });

  test.each([
    ['Render badge', 'Badge needs attention'],
    ['Push to Drive', 'Badge needs attention'],
    ['Park entry', 'Could not park'],
    ['Tell organiser', 'Needs attention'],
  ])('a failure of %s goes to %s', (label, next) => {
    expect(refresh.States[label]?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: next },
    ]);
  });

  test('has the same Lambdas at work as the registration workflow', () => {
    const resources = (states: [string, State][]) =>
      Object.fromEntries(
        states.map(([label, state]) => [label, (state as State & { Resource: string }).Resource]),
      );
    expect(resources(tasks)).toMatchObject(resources(refreshTasks));
  });

  test('ends with the badge in the bucket where the stage has no folder in Drive', () => {
    const { States } = definitionOf(synthesise({ drive: undefined }), 'tkd-registration-local-badge-refresh');
    expect(Object.keys(States)).not.toContain('Push to Drive');
    expect(States['Render badge']?.Next).toBe('Completed');
  });

  test("follows the registrations table's stream, which tells of rows before and after, whatever happened", () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ...losesNothing,
      FunctionName: { Ref: Match.stringLikeRegexp('^BadgeRefreshFollowRegistrations') },
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StorageRegistrations'), 'StreamArn'] },
      FilterCriteria: Match.absent(),
    });
  });

  test('follows photos from their bucket by a rule and a queue, each with a dead-letter queue', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    expect(Object.keys(template.findResources('Custom::S3BucketNotifications'))).toEqual([]);
    const [deadLetters, keepsFor14Days] = queueOf('BadgeRefreshFailedPhotos');
    expect(keepsFor14Days).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
    const [queue, redrives] = queueOf('BadgeRefreshPhotos');
    expect(redrives.RedrivePolicy).toEqual({
      maxReceiveCount: 20,
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: Match.stringLikeRegexp('^StorageProfilePictures') }] } },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [queue, 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } },
        }),
      ],
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('^BadgeRefreshFollowPhotos') },
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('has a photo visible in its queue again only long after the Lambda that took it', () => {
    const [, queue] = queueOf('BadgeRefreshPhotos');
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    const [, follower] = functions.find(([id]) => id.startsWith('BadgeRefreshFollowPhotos')) ?? [];
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * follower?.Properties.Timeout);
  });

  const followers = (stack: Template) =>
    Object.keys(stack.findResources('AWS::Lambda::Function')).flatMap(
      (id) => /^BadgeRefresh(Follow[A-Za-z]+?)[0-9A-F]{8}$/.exec(id)?.[1] ?? [],
    );

  test('follows an adopted table by the stream that the stage names, or not at all', () => {
    const adopt = { registrationsTable: 'old-registrations' };
    const registrationsStreamArn =
      'arn:aws:dynamodb:us-east-2:111122223333:table/old-registrations/stream/2027-01-01T00:00:00.000';
    expect(followers(synthesise({ adopt }))).toEqual(['FollowPhotos']);
    const withStream = synthesise({ adopt: { ...adopt, registrationsStreamArn } });
    expect(followers(withStream)).toEqual(['FollowRegistrations', 'FollowPhotos']);
    withStream.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ...losesNothing,
      EventSourceArn: registrationsStreamArn,
    });
    withStream.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['dynamodb:GetRecords']),
            Resource: registrationsStreamArn,
          }),
        ]),
      },
    });
  });

  test('is not there in a stage without badges, and nothing that starts it', () => {
    const registration = { freeTypes: [], badges: false };
    const stack = synthesise({ registration });
    stack.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    stack.resourceCountIs('AWS::Events::Rule', 1);
    expect(followers(stack)).toEqual([]);
    stack.resourceCountIs('AWS::CloudWatch::Alarm', 9);
    expect(Object.keys(stack.findOutputs('BadgeRefreshArn'))).toEqual([]);
  });

  test('is found by the outputs of the stack', () => {
    template.hasOutput('BadgeRefreshArn', {
      Value: { Ref: Match.stringLikeRegexp('^BadgeRefreshStateMachine') },
    });
  });
});

describe('the digest', () => {
  test('is sent every ten minutes, and not tried again in between', () => {
    const [digest] = Object.keys(template.findResources('AWS::Lambda::Function')).filter((id) =>
      id.startsWith('DigestSendDigest'),
    );
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(10 minutes)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [digest, 'Arn'] } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: digest },
      MaximumRetryAttempts: 0,
    });
  });

  test('finds what is untold by an index that holds nothing else', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'untold-index',
          KeySchema: [
            { AttributeName: 'untold', KeyType: 'HASH' },
            { AttributeName: 'untoldSince', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  test('has an alarm when three of its runs in an hour fail', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      Period: 3_600,
      Threshold: 3,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^DigestSendDigest') } }],
    });
  });
});

describe('the stack', () => {
  test("every Lambda runs Node 24 on the stage's architecture with source maps and tracing", () => {
    const { CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F: _, ...functions } = synthesise(
      {},
      'dev',
    ).findResources('AWS::Lambda::Function');
    expect(Object.keys(functions)).toHaveLength(17);
    for (const { Properties } of Object.values(functions)) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { NODE_OPTIONS: expect.stringMatching(/^--enable-source-maps/) } },
      });
    }
  });

  test("the entries table's stream starts only new entries, and loses none", () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ...losesNothing,
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    });
  });

  test('the queue keeps the contract: ten receives, then a dead-letter queue that keeps for 14 days', () => {
    const [, processing] = queueOf('IntakeProcessing');
    expect(processing).toMatchObject({
      VisibilityTimeout: 600,
      MessageRetentionPeriod: 345_600,
      RedrivePolicy: { maxReceiveCount: 10 },
    });
    const [, failed] = queueOf('IntakeFailedRegistrations');
    expect(failed).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });

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

  test('the webhook is told how the stage’s payments are known, and what it ignores is counted', () => {
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
    template.resourceCountIs('AWS::CloudWatch::Alarm', 15);
  });

  test('each admin is subscribed to the alarms and addressed by mails, and mail is from the one address, by whatever name', () => {
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
    expect(ofAdmins).toHaveLength(3);
    for (const settings of ofAdmins) {
      expect(settings).toMatchObject({
        ADMIN_EMAIL: 'Competition Admin <one@example.com>,Jo <two@example.com>',
        FROM_EMAIL: 'Riverside Open <registration@example.com>',
        CONTACT_EMAIL: 'contact@example.com',
      });
    }
    const statements = Object.values(stack.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const sending = statements.filter(({ Action }) => [Action].flat().includes('ses:SendEmail'));
    expect(sending).toHaveLength(4);
    for (const { Condition } of sending) {
      expect(Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'registration@example.com' } });
    }
  });

  test('a mail that waits for long raises an alarm, whichever step sends it', () => {
    const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));
    const ofMails = filters.filter(({ Properties }) => Properties.FilterPattern.includes(mailWaitsSeconds));
    expect(ofMails.map(({ Properties }) => Properties.LogGroupName.Ref).sort()).toEqual([
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

  test('history and logs hold no execution data', () => {
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', {
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
    stack.resourceCountIs('AWS::SQS::Queue', 3);
    stack.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: [{ Name: 'QueueName', Value: 'failed_registrations' }],
    });
    const environment = JSON.stringify(stack.findResources('AWS::Lambda::Function'));
    for (const name of ['old-registrations', 'old-photos', 'old-badges', 'old-config'])
      expect(environment).toContain(name);
    expect(JSON.stringify(stack.findResources('AWS::Lambda::EventSourceMapping'))).toContain(':processing');
  });
});
