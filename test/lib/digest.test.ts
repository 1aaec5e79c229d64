import { Match } from 'aws-cdk-lib/assertions';
import { describe, test } from 'vitest';
import { synthesise } from './synthesise.ts';

const template = synthesise();

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

  test('finds what is unreported by an index that contains nothing else', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: Match.arrayWith([
        {
          IndexName: 'untold-index',
          KeySchema: [
            { AttributeName: 'untold', KeyType: 'HASH' },
            { AttributeName: 'untoldSince', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ]),
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
