/**
 * Rehearses the life of two stages, from the bootstrap of an account to their end, by the CDK's own commands on an
 * emulator of AWS. What MiniStack does not enforce is asserted on the templates, in test/lib/aws-rules.test.ts.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { startDrive } from '@tkd-registration/sandboxes/drive';
import { startStripe } from '@tkd-registration/sandboxes/stripe';
import { webhookEvents } from '../../core/domain/stripe-events.ts';
import { Account } from './account.ts';
import { Cdk, CommandFailedError, failingLate, type Outputs, run, templateFileOf } from './cdk.ts';
import { Form } from './form.ts';
import { startMiniStack } from './ministack.ts';

const projectRoot = join(import.meta.dirname, '../..');
const account = '000000000000';
const [tools = ''] = process.argv.slice(2);

/** Stage files last as long as the rehearsal. */
const stageFiles: string[] = [];
const directory = mkdtempSync(join(tmpdir(), 'rehearsal-'));
process.once('exit', () => {
  for (const path of [directory, ...stageFiles]) rmSync(path, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const started = Date.now();
async function step<T>(title: string, act: () => Promise<T>): Promise<T> {
  const result = await act();
  console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${title}`);
  return result;
}

const local = JSON.parse(readFileSync(join(projectRoot, 'stages/local.json'), 'utf8'));
const folderId = 'rehearsal-folder';

function writeStage(stage: string, changes: (config: typeof local) => object): string {
  const config = structuredClone(local);
  delete config.challonge;
  config.drive = { ...config.drive, folderId };
  config.lambdaArchitecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  const file = join(projectRoot, 'stages', `${stage}.json`);
  stageFiles.push(file);
  writeFileSync(file, JSON.stringify({ ...config, ...changes(config) }));
  return stage;
}

async function fails(what: Promise<unknown>, because: RegExp): Promise<void> {
  await assert.rejects(what, (error) => error instanceof CommandFailedError && because.test(error.message));
}

const faults = new Faults();
const apiKey = 'sk_test_rehearsal';
const webhookSecret = 'whsec_rehearsal';
const stripe = await startStripe({ faults, apiKey, retryDelaysMs: Array(20).fill(1_000) });
const drive = await startDrive({ faults, folderId });
const cloud = await step('MiniStack, Stripe and Drive run', () =>
  startMiniStack(join(tools, 'ministack'), { STRIPE_API_BASE: stripe.url, DRIVE_API_BASE: drive.url }),
);
const cdk = new Cdk(cloud.url, directory);
const aws = new Account(cloud.url);
await step('the account is bootstrapped, the sender verified', async () => {
  await cdk.bootstrap(account);
  await aws.verifySender('example.com');
});

const kept = writeStage('rehearsal-kept', () => ({ deleteDataWithStack: false }));
const keptStage = await step('a stage that keeps its data is synthesised', () =>
  cdk.synthesise('kept', kept, '-c', 'protect=false'),
);
await step('cfn-lint finds no mistake in it', () => lint(keptStage));
await step('its first deployment fails, and leaves nothing behind', async () => {
  await fails(cdk.deploy(failingLate(keptStage, account)), /nobodys/);
  assert.deepEqual(await aws.namesOf(kept), []);
});
const keptOutputs = await step('the second succeeds', () => cdk.deploy(keptStage));

const trial = writeStage('rehearsal-trial', () => ({ deleteDataWithStack: true }));
const trialStage = await step('a second stage is synthesised', () => cdk.synthesise('trial', trial));
await step('cfn-lint finds no mistake in it', () => lint(trialStage));
const outputs = await step('it is deployed beside the first', () => cdk.deploy(trialStage));
await step('its secret, schools and webhook are set up', async () => {
  const google = { serviceAccount: drive.serviceAccount };
  await aws.putSecret(outputs, { stripe: { apiKey, webhookSecrets: [webhookSecret] }, google });
  await aws.putSchools(outputs);
  const url = webhookThrough(cloud.url, outputs);
  stripe.setWebhook({ url, secret: webhookSecret, enabledEvents: [...webhookEvents] });
});
const form = new Form({ aws: cloud.url, stripe: stripe.url, apiKey, outputs });
await step('a paid entry ends registered, mailed, with a badge, and in Drive', async () => {
  const entryId = await form.register('competitor');
  await aws.succeeded(outputs, entryId);
  assert.equal(await aws.registrationsIn(outputs), 1);
  assert.equal(await aws.badgesIn(outputs), 1);
  assert.equal(drive.writes().length, 1);
  assert.equal((await mailsTo('parent@example.com')).length, 1);
});
await step('none of it is in the first stage', async () => {
  assert.equal(await aws.registrationsIn(keptOutputs), 0);
});

const checkIn = 'Saturday at 7, north gate';
writeStage(trial, ({ competition }) => ({
  deleteDataWithStack: true,
  competition: { ...competition, checkIn },
}));
await step('an update keeps what is there, and the next mail has the new text', async () => {
  const before = await aws.namesOf(trial);
  const updated = await cdk.deploy(await cdk.synthesise('trial-updated', trial));
  assert.deepEqual(updated, outputs);
  assert.deepEqual(await aws.namesOf(trial), before);
  await aws.succeeded(outputs, await form.register('coach'));
  assert.equal(await aws.registrationsIn(outputs), 2);
  const [mail] = await mailsTo('alex.moreno@example.com');
  assert.match(mail?.BodyText ?? '', new RegExp(checkIn));
});
await step('it is destroyed with its data', async () => {
  await aws.tagBuckets(outputs, bucketTagsOf(trialStage));
  await cdk.destroy(trialStage);
  assert.deepEqual(await aws.namesOf(trial), []);
});

writeStage(kept, ({ registration }) => ({
  deleteDataWithStack: false,
  registration: { ...registration, badges: false },
}));
await step('the first stage goes without badges, protected', async () => {
  await cdk.deploy(await cdk.synthesise('kept-without-badges', kept));
});
await step('and has them again', () => cdk.deploy(keptStage));
await step('it is destroyed, and keeps its data', async () => {
  const before = await aws.namesOf(kept);
  await cdk.destroy(keptStage);
  const after = await aws.namesOf(kept);
  for (const name of dataOf(keptOutputs)) assert.ok(before.includes(name) && after.includes(name), name);
});
// On AWS with tables and buckets of its own. MiniStack gives the names of the tables that are left once more.
await step('it is deployed once more', () => cdk.deploy(keptStage));
process.exit(0);

/** The CDK writes dependencies down that follow from references as well. */
async function lint(assembly: string): Promise<void> {
  await run(join(tools, 'cfn-lint'), ['--ignore-checks', 'W3005', '--', templateFileOf(assembly)]);
}

async function mailsTo(address: string) {
  return (await cloud.mails()).filter(({ To }) => To.some((to) => to.includes(address)));
}

interface Bucket {
  Type: string;
  Properties?: { Tags?: { Key: string; Value: string }[] };
}

/** The tags that all buckets of a template have. */
function bucketTagsOf(assembly: string) {
  const { Resources } = JSON.parse(readFileSync(templateFileOf(assembly), 'utf8'));
  const buckets = Object.values(Resources as Record<string, Bucket>).filter(
    ({ Type }) => Type === 'AWS::S3::Bucket',
  );
  const [tags = [], ...others] = buckets.map(({ Properties }) => Properties?.Tags ?? []);
  for (const other of others) assert.deepEqual(other, tags);
  return tags;
}

/** The webhook's address on MiniStack that needs no name to be resolved. */
function webhookThrough(url: string, { WebhookUrl = '' }: Outputs): string {
  const { hostname, pathname } = new URL(WebhookUrl);
  return `${url}/_aws/execute-api/${hostname.split('.')[0]}/$default${pathname}`;
}

/** The names of the tables and buckets. */
function dataOf(of: Outputs): string[] {
  return Object.entries(of)
    .filter(([name]) => /(Table|Bucket)$/.test(name))
    .map(([, value]) => value);
}
