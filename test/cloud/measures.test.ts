import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { expect, test } from 'vitest';
import { figureOf } from './figures.ts';
import { cloud, register } from './fixtures.ts';
import { coach } from './people.ts';

test('how things stand is measured: who is registered, what waits, what needs attention, what is left of the mails', async () => {
  await register(coach());
  const { FunctionError } = await new LambdaClient(awsClientConfig(cloud)).send(
    new InvokeCommand({ FunctionName: 'tkd-registration-local-measure-stage', Payload: '{}' }),
  );
  expect(FunctionError).toBeUndefined();
  expect(await figureOf('Maximum', 'PeopleRegistered')).toBeGreaterThan(0);
  for (const part of ['registration', 'badge'])
    expect(await figureOf('Maximum', 'NeedAttention', { part })).toBeGreaterThanOrEqual(0);
  for (const name of ['MailsWaiting', 'BadgesNotInDrive', 'MailQuotaUsed'] as const)
    expect(await figureOf('Maximum', name)).toBeGreaterThanOrEqual(0);
});
