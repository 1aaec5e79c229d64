/** What the last release has left in the tables, and in executions that go on after a deployment, is read by this one. */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everybody } from '../../admin/find/people.ts';
import { dossierOf } from '../../admin/show/read-dossier.ts';
import { Stage } from '../../admin/stage.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { lastRelease } from '../release/record.ts';

const { inputs, items } = lastRelease();

let cloud: TournamentCloud;
beforeAll(async () => {
  cloud = await startTournamentCloud({ assembly: await synthesise('local'), retryIntervalMs: 50 });
  const dynamo = new DynamoDBClient(awsClientConfig(cloud));
  for (const [table, all] of Object.entries(items)) {
    const TableName = cloud.outputs[table];
    await Promise.all(all.map((Item) => dynamo.send(new PutItemCommand({ TableName, Item }))));
  }
});
afterAll(() => cloud.stop());

test('every step understands what an execution hands to it, and the items about its entry', async () => {
  const lambda = new LambdaClient(awsClientConfig(cloud));
  const misunderstood: string[] = [];
  for (const { functionName, payload } of inputs) {
    const given = { FunctionName: functionName, Payload: JSON.stringify(payload) };
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand(given));
    const { errorType, errorMessage } = JSON.parse((FunctionError && Payload?.transformToString()) || '{}');
    if (FunctionError && !isUnderstood(errorType, errorMessage))
      misunderstood.push(`${functionName}: ${errorType}: ${errorMessage}\n${given.Payload}`);
  }
  expect(misunderstood).toEqual([]);
  expect(inputs.length).toBeGreaterThan(100);
}, 120_000);

test('everybody is found, and shown with all there is', async () => {
  const { endpoints, outputs } = cloud;
  const { stripe, drive, challonge, console: page } = endpoints;
  const config = { ...awsClientConfig(cloud), console: page };
  const stage = new Stage({ name: 'local', config, outputs, sandboxes: { stripe, drive, challonge } });
  const { people } = await everybody(stage);
  expect(people.length).toBeGreaterThan(50);
  for (const person of people) expect(await dossierOf(stage, person)).toBeDefined();
});

/** What the tables do not hold is not recorded: Stripe's sessions, files of jobs and in Drive, published draws. */
const missed = [
  ...[
    'EntryNotFoundError',
    'CheckoutSessionNotFoundError',
    'GoogleCallError',
    'NoSuchKey',
    'InputInvalidError',
  ],
  'MailAddressInvalidError',
];

/** That something is missed, or an address is wrong, shows that the input was understood. */
function isUnderstood(errorType: string, errorMessage: string): boolean {
  return missed.includes(errorType) && !errorMessage.startsWith("the step's input does not fit");
}
