import { describe, expect, test } from 'vitest';
import { synthesise } from './synthesise.ts';

const template = synthesise();

describe('the stack', () => {
  test("every Lambda runs Node 24 on the stage's architecture with source maps and tracing", () => {
    const { CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F: _, ...functions } = synthesise(
      {},
      'dev',
    ).findResources('AWS::Lambda::Function');
    expect(functions).not.toEqual({});
    for (const { Properties } of Object.values(functions)) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { NODE_OPTIONS: expect.stringMatching(/^--enable-source-maps/) } },
      });
    }
  });

  test('history and logs hold no execution data', () => {
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });

  test('uses the tables, buckets and queue that the stage names', () => {
    const adopt = {
      registrationsTable: 'old-registrations',
      profilePictureBucket: 'old-photos',
      badgeBucket: 'old-badges',
      configBucket: 'old-config',
      lookupTable: 'old-lookup',
      processingQueue: { name: 'processing', deadLetterQueue: 'failed_registrations' },
    };
    const stack = synthesise({ adopt });
    stack.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: [{ Name: 'QueueName', Value: 'failed_registrations' }],
    });
    const environment = JSON.stringify(stack.findResources('AWS::Lambda::Function'));
    for (const name of ['old-registrations', 'old-photos', 'old-badges', 'old-config', 'old-lookup'])
      expect(environment).toContain(name);
    expect(JSON.stringify(stack.findResources('AWS::Lambda::EventSourceMapping'))).toContain(':processing');
  });
});
