import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { prod } from './stacks.ts';
import { templateOf } from './synthesise.ts';

const trailsOf = (config: typeof prod) =>
  Object.values(templateOf(config).findResources('AWS::CloudTrail::Trail'));

test('where payments are live, CloudTrail records every call to data of children, and where they are not, if the stage says so', () => {
  const [trail, ...others] = trailsOf(prod);
  expect(others).toEqual([]);
  expect(trail?.Properties).toMatchObject({ IsLogging: true, EnableLogFileValidation: true });
  const selectors = trail?.Properties.AdvancedEventSelectors as { FieldSelectors: object[] }[];
  const ofType = (type: string) => {
    const selector = selectors.find(({ FieldSelectors }) => JSON.stringify(FieldSelectors).includes(type));
    // Neither readOnly nor a name of an event: reads and writes alike.
    expect(selector?.FieldSelectors).toHaveLength(3);
    return JSON.stringify(selector);
  };
  const tables = ofType('AWS::DynamoDB::Table');
  for (const table of ['StorageEntries', 'StorageRegistrations', 'StorageLookup'])
    expect(tables).toContain(table);
  const objects = ofType('AWS::S3::Object');
  expect(objects).toContain('StorageProfilePictures');
  expect(objects).toMatch(/StorageConfig[^}]*\},?"\/archive\/"/);

  const trial = { ...prod, payment: { ...prod.payment, mode: 'test' as const } };
  expect(trailsOf(trial)).toEqual([]);
  expect(trailsOf({ ...trial, dataEvents: true })).toHaveLength(1);
  expect(trailsOf({ ...prod, dataEvents: false })).toEqual([]);
});

test('only that trail may write into the bucket of its log, where files stay for half a year', () => {
  const template = templateOf(prod);
  const byTrail = { Principal: { Service: 'cloudtrail.amazonaws.com' }, Effect: 'Allow' };
  const sourceArn = Match.objectLike({ 'aws:SourceArn': Match.anyValue() });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ ...byTrail, Action: 's3:GetBucketAcl', Condition: { StringEquals: sourceArn } }),
        Match.objectLike({ ...byTrail, Action: 's3:PutObject', Condition: { StringEquals: sourceArn } }),
      ]),
    },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 180, Status: 'Enabled' }] },
  });
});
