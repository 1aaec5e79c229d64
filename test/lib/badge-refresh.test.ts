import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { chainFrom, type Definition, definitionOf, definitionsOf, lambdaOf, tasksOf } from './machines.ts';
import { losesNothing, queueOf } from './sources.ts';
import { synthesise } from './synthesise.ts';

const machineName = 'tkd-registration-local-badge-refresh';
const template = synthesise();
const refresh = definitionOf(template, machineName);

describe('the badge refresh', () => {
  test('renders and pushes, or parks and reports', () => {
    const { States } = refresh;
    expect(chainFrom(refresh)).toEqual(['Render badge', 'Push to Drive', 'Completed']);
    expect(States['Badge needs attention']).toMatchObject({
      Type: 'Pass',
      Parameters: {
        'entryId.$': '$.entryId',
        fulfilment: { badge: { outcome: 'needs attention', 'failure.$': '$.failure' } },
      },
      Next: 'Park entry',
    });
    expect(States['Park entry']?.Next).toBe('Canary?');
    expect(States['Canary?']).toMatchObject({
      Choices: [{ Next: 'Canary stopped' }],
      Default: 'Tell organiser',
    });
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

  test('uses the same Lambdas as the registration workflow', () => {
    const lambdas = (definition: Definition) =>
      Object.fromEntries(tasksOf(definition).map(([label, task]) => [label, lambdaOf(task)]));
    expect(lambdas(definitionOf(template))).toMatchObject(lambdas(refresh));
  });

  test('ends with the badge in the bucket where the stage has no folder in Drive', () => {
    const { States } = definitionOf(synthesise({ drive: undefined }), machineName);
    expect(Object.keys(States)).not.toContain('Push to Drive');
    expect(States['Render badge']?.Next).toBe('Completed');
  });

  test("follows the registrations table's stream, which has rows before and after, whatever happened", () => {
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
    const [deadLetters, keepsFor14Days] = queueOf(template, 'BadgeRefreshFailedPhotos');
    expect(keepsFor14Days).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
    const [queue, redrives] = queueOf(template, 'BadgeRefreshPhotos');
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
    const [, queue] = queueOf(template, 'BadgeRefreshPhotos');
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

  test('does not exist in a stage without badges, nor anything that starts it', () => {
    const registration = { freeTypes: [], badges: false };
    const stack = synthesise({ registration });
    expect([...definitionsOf(stack).keys()]).not.toContain(machineName);
    expect(followers(stack)).toEqual([]);
    const { Resources, Outputs } = stack.toJSON();
    const named = Object.keys({ ...Resources, ...Outputs });
    expect(named.filter((id) => /BadgeRefresh|Photos/.test(id))).toEqual([]);
  });

  test('is in the outputs of the stack', () => {
    template.hasOutput('BadgeRefreshArn', {
      Value: { Ref: Match.stringLikeRegexp('^BadgeRefreshStateMachine') },
    });
  });
});
