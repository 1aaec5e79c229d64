/** What `npm run admin -- doctor` finds on a stage that is well, and in what was broken on purpose. */
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckResult } from '../../admin/doctor/check.ts';
import { examine, exitCodeOf } from '../../admin/doctor/doctor.ts';
import { reportInWords } from '../../admin/doctor/report-in-words.ts';
import { Stage } from '../../admin/stage.ts';
import { connectStripe } from '../../core/clients/stripe-calls.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { codesIn, read, tableOf } from '../docs/document.ts';

let cloud: TournamentCloud;
let stage: Stage;
beforeAll(async () => {
  cloud = await startTournamentCloud({ assembly: await synthesise('local'), concurrency: 1 });
  const { endpoints, outputs } = cloud;
  const { stripe, drive, challonge, console: page } = endpoints;
  const config = { ...signedInAs('engineer', cloud), console: page };
  stage = new Stage({ name: 'local', config, outputs, sandboxes: { stripe, drive, challonge } });
});
afterAll(() => cloud.stop());

const doctor = (askChallonge = false) => examine(stage, { askChallonge });
const namesOf = (checks: readonly CheckResult[], ...states: string[]) =>
  checks.filter(({ state }) => states.includes(state)).map(({ name }) => name);

test('a stage that was just started is well', async () => {
  const report = await doctor(true);
  expect(namesOf(report.checks, 'wrong', 'unknown'), reportInWords(report)).toEqual([]);
  expect(namesOf(report.checks, 'left out')).toEqual([
    ...['sender', 'SES account', 'triggers', 'oldest message', 'alarms', 'concurrent Lambdas'],
  ]);
  expect(exitCodeOf(report)).toBe(0);
  const rows = tableOf(read('docs/bulk-jobs.md'), 'command', 'what it does', 'what `--json` prints');
  const [, , fields = ''] = rows.find(([name]) => name === '`doctor`') ?? [];
  expect(codesIn(fields)).toEqual([...Object.keys(report), ...['name', 'state', 'found', 'mend']]);
});

test('what was broken is wrong in its line, and in no other', async () => {
  const config = awsClientConfig(cloud);
  const { FailedStartsUrl, ConfigBucket, SecretId } = cloud.outputs;
  const sqs = new SQSClient(config);
  const s3 = new S3Client(config);
  const stripe = connectStripe({ apiKey: cloud.secret.stripe.apiKey, apiBase: cloud.endpoints.stripe });
  const { data } = await stripe.webhookEndpoints.list();
  const endpoint = data[0]?.id ?? '';
  const setDrive = (settings: Record<string, string>) =>
    fetch(`${cloud.endpoints.drive}/_settings`, { method: 'POST', body: new URLSearchParams(settings) });
  const findings = async () => {
    const report = await doctor();
    expect(exitCodeOf(report)).toBe(2);
    return report.checks.filter(({ state }) => state === 'wrong' || state === 'unknown');
  };

  await sqs.send(new SendMessageCommand({ QueueUrl: FailedStartsUrl, MessageBody: '{}' }));
  await stripe.webhookEndpoints.update(endpoint, { disabled: true });
  await setDrive({ shared: 'false' });
  await s3.send(new DeleteObjectCommand({ Bucket: ConfigBucket, Key: 'schools.json' }));
  await s3.send(new PutObjectCommand({ Bucket: ConfigBucket, Key: 'weight_classes.json', Body: '[' }));
  expect(await findings()).toMatchObject([
    { name: 'Stripe webhook', state: 'wrong', found: 'the endpoint is disabled' },
    { name: 'Drive folder', state: 'wrong', found: expect.stringContaining('not shared') },
    { name: 'schools.json', state: 'wrong', found: 'it is not in the config bucket' },
    { name: 'weight_classes.json', state: 'wrong', found: 'it is not a JSON object' },
    { name: 'dead letters', state: 'wrong', found: expect.stringContaining('FailedStarts 1') },
  ]);

  await sqs.send(new PurgeQueueCommand({ QueueUrl: FailedStartsUrl }));
  await stripe.webhookEndpoints.update(endpoint, {
    disabled: false,
    enabled_events: ['checkout.session.completed', 'customer.created'],
  });
  await setDrive({ shared: 'true', role: 'reader' });
  expect(await findings()).toMatchObject([
    {
      name: 'Stripe webhook',
      found: expect.stringMatching(
        /^it does not send checkout.session.async.*nobody needs: customer.created$/,
      ),
    },
    { name: 'Drive folder', found: 'the service account may not write to it' },
    { name: 'schools.json' },
    { name: 'weight_classes.json' },
  ]);

  const secrets = new SecretsManagerClient(config);
  const put = (secret: string) => secrets.send(new PutSecretValueCommand({ SecretId, SecretString: secret }));
  await put(JSON.stringify({ ...cloud.secret, stripe: { ...cloud.secret.stripe, apiKey: 'sk_live_local' } }));
  expect((await findings()).slice(0, 2)).toMatchObject([
    { name: 'secret', found: 'Stripe’s key is a live key, and the stage’s payments are test' },
    { name: 'Stripe webhook', state: 'wrong' },
  ]);
  await put(JSON.stringify({ ...cloud.secret, stripe: { apiKey: 'local-key', webhookSecrets: [] } }));
  const garbled = await findings();
  expect(garbled.slice(0, 3)).toMatchObject([
    {
      name: 'secret',
      state: 'wrong',
      found: expect.stringContaining('stripe.apiKey, stripe.webhookSecrets'),
    },
    { name: 'Stripe webhook', state: 'unknown', mend: 'See what is said of the secret.' },
    { name: 'Drive folder', state: 'unknown' },
  ]);
  expect(JSON.stringify(garbled)).not.toMatch(/local-key|sk_live|PRIVATE KEY/);
});
