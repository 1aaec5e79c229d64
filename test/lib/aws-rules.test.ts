/** What AWS asks of a template beyond its syntax, in every stage and combination. */
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { RegistrationStack } from '../../lib/registration-stack.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { prod, stacks } from './stacks.ts';
import { newApp, stackOf, templateOf } from './synthesise.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}
interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/**
 * Everything that holds data, by its logical id. None of these may ever change: a table, bucket or queue with another
 * logical id is a new, empty one, and the old one is left behind.
 */
const holdsData: Record<string, string> = {
  StorageEntries31BFCB5C: 'AWS::DynamoDB::Table',
  StorageProgressE7040A2F: 'AWS::DynamoDB::Table',
  StorageRegistrations55CEA7F3: 'AWS::DynamoDB::Table',
  StorageLookup56A2A612: 'AWS::DynamoDB::Table',
  StorageProfilePictures478B9DE4: 'AWS::S3::Bucket',
  StorageBadges975220C8: 'AWS::S3::Bucket',
  StorageConfigC044A3DD: 'AWS::S3::Bucket',
  StorageSecretAF41D9AB: 'AWS::SecretsManager::Secret',
  IntakeProcessingA353A351: 'AWS::SQS::Queue',
  IntakeFailedRegistrations41F6D1B2: 'AWS::SQS::Queue',
  IntakeFailedStartsA27172DA: 'AWS::SQS::Queue',
  BadgeRefreshFailedRefreshesD9DBDD00: 'AWS::SQS::Queue',
  BadgeRefreshPhotos0C60AC8C: 'AWS::SQS::Queue',
  BadgeRefreshFailedPhotosC2D6F009: 'AWS::SQS::Queue',
  DataEventsLog4645248F: 'AWS::S3::Bucket',
  MailEvents66A5735D: 'AWS::SQS::Queue',
  MailEventsFailedMailEventsCA387F2E: 'AWS::SQS::Queue',
};
const kindsOfData = new Set(Object.values(holdsData));
/** What is not the stack's where a stage adopts it. */
const adoptedBy: Record<string, string[]> = {
  registrationsTable: ['StorageRegistrations'],
  lookupTable: ['StorageLookup'],
  profilePictureBucket: ['StorageProfilePictures'],
  badgeBucket: ['StorageBadges'],
  configBucket: ['StorageConfig'],
  processingQueue: ['IntakeProcessing', 'IntakeFailedRegistrations'],
};

describe.each(stacks)('the stack of $name', ({ config, template }) => {
  const resources = template.toJSON().Resources as Record<string, Resource>;
  const { registrationsTable, registrationsStreamArn } = config.adopt;
  const followsChanges = !registrationsTable || registrationsStreamArn !== undefined;
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
  );

  test("sends mail from the stage's address alone, with its own configuration set", () => {
    const mail = statements.filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('ses:Send')),
    );
    expect(mail).not.toEqual([]);
    for (const { Action, Resource, Condition } of mail) {
      expect(['ses:SendEmail', 'ses:SendRawEmail']).toEqual(expect.arrayContaining([Action].flat()));
      const allowed = JSON.stringify(Resource);
      expect(allowed).toContain(':identity/*');
      expect(allowed).toContain(':configuration-set/",{"Ref":"StorageConfigurationSet');
      expect(Condition).toEqual({ StringEquals: { 'ses:FromAddress': config.mail.from.address } });
    }
  });

  test('holds data under the logical ids it always had', () => {
    const left = Object.keys(config.adopt).flatMap((name) => adoptedBy[name] ?? []);
    if (!followsChanges) left.push('BadgeRefreshFailedRefreshes');
    if (!config.registration.badges) left.push('BadgeRefresh');
    if (config.payment.mode === 'test') left.push('DataEvents');
    const expected = Object.entries(holdsData).filter(([id]) => !left.some((start) => id.startsWith(start)));
    const found = Object.entries(resources).filter(([, { Type }]) => kindsOfData.has(Type));
    expect(Object.fromEntries(found.map(([id, { Type }]) => [id, Type]))).toEqual(
      Object.fromEntries(expected),
    );
  });

  test('keeps what holds data when the stack is deleted, or deletes it too, as the stage says', () => {
    const policies = config.deleteDataWithStack
      ? { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }
      : { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
    for (const [id, resource] of Object.entries(resources)) {
      if (kindsOfData.has(resource.Type)) expect(resource, id).toMatchObject(policies);
    }
  });

  test('leaves nothing behind whose name would block the next deployment', () => {
    const kept = Object.entries(resources).filter(
      ([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete',
    );
    expect(kept.length > 0).toBe(!config.deleteDataWithStack);
    for (const [id, { Properties = {} }] of kept) {
      expect(
        Object.keys(Properties).filter((key) => key.endsWith('Name')),
        id,
      ).toEqual([]);
    }
  });

  test('can delete every bucket that it should', () => {
    const emptied = Object.values(template.findResources('Custom::S3AutoDeleteObjects')).map(
      ({ Properties }) => Properties.BucketName.Ref,
    );
    const buckets = Object.keys(template.findResources('AWS::S3::Bucket'));
    expect(emptied.sort()).toEqual(config.deleteDataWithStack ? buckets.sort() : []);
  });

  test('protects its tables against deletion, unless the stage deletes them itself', () => {
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: !config.deleteDataWithStack,
    });
  });

  test('finds out that an object is missing, which S3 says only to those who may list', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    );
    const may = (allowed: Statement[], action: string) =>
      allowed.filter(({ Action }) => [Action].flat().includes(action));
    // A state machine reads only what its plan says is there.
    const ofLambdas = policies.filter((allowed) => may(allowed, 'lambda:InvokeFunction').length === 0);
    const readers = ofLambdas.filter((allowed) => may(allowed, 's3:GetObject').length > 0);
    expect(readers.length).toBeGreaterThan(1);
    for (const allowed of readers) {
      const listed = JSON.stringify(may(allowed, 's3:ListBucket').map(({ Resource }) => Resource));
      for (const { Resource } of may(allowed, 's3:GetObject')) {
        const [bucket] = /Storage\w+|arn:aws:s3:::[\w-]+|:s3:::[\w-]+/.exec(JSON.stringify(Resource)) ?? [];
        expect(listed).toContain(bucket);
      }
    }
  });

  test('limits how many Lambdas a queue may take from the webhook and the steps', () => {
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const ofQueues = mappings.filter(({ Properties }) => !Properties.StartingPosition);
    expect(ofQueues).not.toEqual([]);
    for (const { Properties } of ofQueues)
      expect(Properties.ScalingConfig).toEqual({ MaximumConcurrency: 2 });
  });

  test("logs the webhook's requests where log delivery may write without a policy of its own for each group", () => {
    const [name, ...others] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage')).map(
      ({ Properties }) => Properties.AccessLogSettings.DestinationArn['Fn::GetAtt'][0],
    );
    expect(others).toEqual([]);
    expect(template.findResources('AWS::Logs::LogGroup')[name]?.Properties.LogGroupName).toBe(
      `/aws/vendedlogs/apigateway/tkd-registration-${config.stage}`,
    );
  });

  test('outputs the URL of each queue that a person looks into', () => {
    const urls = Object.keys(template.findOutputs('*')).filter((name) => /^(Failed|Photos)/.test(name));
    expect(urls.sort()).toEqual([
      'FailedMailEventsUrl',
      ...(config.registration.badges ? ['FailedPhotosUrl'] : []),
      ...(config.registration.badges && followsChanges ? ['FailedRefreshesUrl'] : []),
      'FailedRegistrationsUrl',
      'FailedStartsUrl',
      ...(config.registration.badges ? ['PhotosQueueUrl'] : []),
    ]);
  });
});

test('a stage may reserve Lambdas for the webhook and for badges, but does not by default, because a new account could not', () => {
  const reserved = (keys: Partial<StageConfig> = {}) =>
    Object.entries(templateOf({ ...prod, ...keys }).findResources('AWS::Lambda::Function')).flatMap(
      ([id, { Properties }]) =>
        Properties.ReservedConcurrentExecutions === undefined
          ? []
          : [[id.replace(/[0-9A-F]{8}$/, ''), Properties.ReservedConcurrentExecutions]],
    );
  expect(reserved()).toEqual([]);
  expect(reserved({ webhookConcurrency: 20 })).toEqual([['IntakeReceiveStripeEvent', 20]]);
  expect(reserved({ badgeConcurrency: 50 })).toEqual([['WorkflowRenderBadgeFunction', 50]]);
});

test.each(stacks.filter(({ config }) => config.payment.mode === 'live' && config.drive))(
  'the stack of $name passes the security checks',
  ({ config }) => {
    const app = newApp();
    new RegistrationStack(app, 'Stack', { config, protect: true });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  },
);

test('a stage is deployed to the account and region that it names, and to no other', () => {
  const { account, region } = stackOf({ ...prod, account: '111122223333', region: 'eu-west-1' });
  expect([account, region]).toEqual(['111122223333', 'eu-west-1']);
});

describe('a stage that keeps its data', () => {
  test('is protected against deletion, and dev is not', () => {
    expect(stackOf(prod).terminationProtection).toBe(true);
    const dev = stacks.find(({ name }) => name === 'dev') ?? expect.fail('no dev');
    expect(stackOf(dev.config).terminationProtection).toBe(false);
  });

  test('is not protected while it is created: what fails half-way can be deleted and tried again', () => {
    const stack = stackOf(prod, { protect: false });
    expect(stack.terminationProtection).toBe(false);
    Template.fromStack(stack).allResourcesProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: false,
    });
  });
});
