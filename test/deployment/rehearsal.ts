/**
 * Rehearses the life of two stages on an emulator of AWS: the first by the README's own words, typed at a terminal, the
 * second by the CDK's commands. What MiniStack does not enforce is asserted on the templates, in test/lib/aws-rules.test.ts.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { startDrive } from '@tkd-registration/sandboxes/drive';
import { startStripe } from '@tkd-registration/sandboxes/stripe';
import { Account } from './account.ts';
import {
  Cdk,
  CommandFailedError,
  credentialsFor,
  failingLate,
  type Outputs,
  run,
  templateFileOf,
} from './cdk.ts';
import { Form } from './form.ts';
import { type MiniStack, startMiniStack } from './ministack.ts';
import { copyProject } from './project-copy.ts';
import { Readme } from './readme.ts';
import { down } from './terminal.ts';

const account = '000000000000';
const [tools = ''] = process.argv.slice(2);

const directory = mkdtempSync(join(tmpdir(), 'rehearsal-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const started = Date.now();
async function step<T>(title: string, act: () => Promise<T>): Promise<T> {
  const result = await act();
  console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${title}`);
  return result;
}

const project = copyProject(join(directory, 'project'));
const stageFile = (stage: string) => join(project, 'stages', `${stage}.json`);
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const local = readJson(stageFile('local'));
const folderId = 'rehearsal-folder';
/** MiniStack runs Lambdas as processes of this machine. */
const forMiniStack = { lambdaArchitecture: process.arch === 'arm64' ? 'arm64' : 'x86_64' };

function changeStage(stage: string, change: (config: typeof local) => object): void {
  const config = readJson(stageFile(stage));
  writeFileSync(stageFile(stage), JSON.stringify({ ...config, ...change(config) }));
}

async function fails(what: Promise<unknown>, because: RegExp): Promise<void> {
  await assert.rejects(what, (error) => error instanceof CommandFailedError && because.test(error.message));
}

const faults = new Faults();
const apiKey = 'sk_test_rehearsal';
const stripe = await startStripe({
  ...{ faults, apiKey, retryDelaysMs: Array(20).fill(1_000) },
  reach: (url) => webhookThrough(cloud.url, url),
});
const drive = await startDrive({ faults, folderId });
const standIns = { STRIPE_API_BASE: stripe.url, DRIVE_API_BASE: drive.url };
const cloud: MiniStack = await step('MiniStack, Stripe and Drive run', () =>
  startMiniStack(join(tools, 'ministack'), standIns),
);
const cdk = new Cdk(cloud.url, project, directory);
const aws = new Account(cloud.url);
const readme = new Readme({ cwd: project, env: { ...credentialsFor(cloud.url), ...standIns } });

await step('README: the region is chosen', () => readme.step(1));
await step('README: the stage is described, and its sender verified', async () => {
  writeFileSync(join(directory, 'prices.json'), JSON.stringify(local.payment.prices));
  await readme.step(2, [
    { to: /Deploy this stage to account 000000000000/, type: '' },
    { to: /Name of the competition/, type: local.competition.name },
    { to: /First day/, type: local.competition.starts },
    { to: /Last day/, type: local.competition.ends },
    { to: /Venue/, type: local.competition.venue },
    { to: /Time zone/, type: local.competition.timeZone },
    { to: /Address of the registration form/, type: '' },
    { to: /Sender/, type: 'registration@riverside.test' },
    { to: /Where families should write/, type: 'info@riverside.test' },
    { to: /Who hears of what needs attention/, type: '' },
    { to: /Mails a second, at most/, type: '' },
    // The addresses of MiniStack's APIs are not secure, and Stripe takes only secure ones where payments are live.
    { to: /Payments/, type: down },
    { to: /Currency/, type: '' },
    { to: /Who pays nothing/, type: `${down} ` },
    { to: /Price list/, type: down },
    { to: /Path of the JSON file/, type: join(directory, 'prices.json') },
    { to: /Draw badges/, type: '' },
    {
      to: /Address of the folder in Google Drive/,
      type: `https://drive.google.com/drive/folders/${folderId}`,
    },
    { to: /asks for weights in/, type: '' },
    { to: /on Challonge/, type: '' },
    { to: /Delete the stage’s data/, type: 'n' },
    { to: /Write stages\/prod.json/, type: '' },
    { to: /What should SES verify/, type: '' },
  ]);
  const { registration, payment } = readJson(stageFile('prod'));
  assert.deepEqual([registration.freeTypes, payment.mode, payment.currency], [['coach'], 'test', 'usd']);
  changeStage('prod', () => forMiniStack);
});

await step('the account is bootstrapped', () => cdk.bootstrap(account));
const firstTry = await step('the stage is synthesised', () =>
  cdk.synthesise('first-try', 'prod', '-c', 'protect=false'),
);
await step('cfn-lint finds no mistake in it', () => lint(firstTry));
await step('its first deployment fails, and leaves nothing behind', async () => {
  await fails(cdk.deploy(failingLate(firstTry, account)), /nobodys/);
  assert.deepEqual(await aws.namesOf('prod'), []);
});
const outputs = await step('README: it is deployed', async () => {
  await readme.step(3, [{ to: /Do you wish to deploy these changes/, type: 'y' }]);
  return aws.outputsOf('prod');
});
await step('README: it is connected, and no secret is shown', async () => {
  const keyFile = join(directory, 'service-account.json');
  writeFileSync(keyFile, JSON.stringify(drive.serviceAccount));
  const shown = await readme.step(4, [
    { to: /Stripe’s key/, type: apiKey },
    { to: /The webhook endpoint/, type: '' },
    { to: /JSON key/, type: keyFile },
    { to: /list of schools/, type: 'local/samples/schools.json' },
    { to: /Path of the weight classes/, type: 'stages/weight_classes.example.json' },
  ]);
  const secret = JSON.stringify(await aws.secretOf(outputs));
  const [signingSecret = ''] = /whsec_\w{20,}/.exec(secret) ?? [];
  for (const stored of [apiKey, signingSecret, drive.serviceAccount.private_key.slice(40, 80)]) {
    assert.ok(stored.length > 10 && secret.includes(stored), 'not everything is stored');
    assert.ok(!shown.includes(stored), 'a secret was shown');
  }
});
await step('a second time, it finds everything right and asks nothing', () => readme.step(4));
const form = new Form({ aws: cloud.url, stripe: stripe.url, apiKey, outputs });
await step('a paid entry ends registered, mailed, with a badge, and in Drive', async () => {
  const entryId = await form.register('competitor');
  await aws.succeeded(outputs, entryId);
  assert.equal(await aws.registrationsIn(outputs), 1);
  assert.equal(await aws.badgesIn(outputs), 1);
  assert.equal(drive.writes().length, 1);
  assert.equal((await mailsTo('parent@example.com')).length, 1);
});
await step('README: the doctor is content, and the stage is protected', () => readme.step(5));
await step('it cannot be destroyed, and neither can its tables', async () => {
  await fails(cdk.destroy(firstTry), /TerminationProtection/);
  assert.equal(await aws.registrationsIn(outputs), 1);
});

const trial = 'rehearsal-trial';
writeFileSync(
  stageFile(trial),
  JSON.stringify({
    ...{ ...local, challonge: undefined, drive: { ...local.drive, folderId } },
    ...{ ...forMiniStack, deleteDataWithStack: true },
  }),
);
const trialStage = await step('a second stage is synthesised', () => cdk.synthesise('trial', trial));
await step('cfn-lint finds no mistake in it', () => lint(trialStage));
const trialOutputs = await step('it is deployed beside the first', async () => {
  await aws.verifySender('example.com');
  return cdk.deploy(trialStage);
});
await step('its secret and schools are set up', async () => {
  const stripeKeys = { apiKey, webhookSecrets: ['whsec_rehearsal'] };
  await aws.putSecret(trialOutputs, { stripe: stripeKeys, google: { serviceAccount: drive.serviceAccount } });
  await aws.putSchools(trialOutputs);
});
const trialForm = new Form({ aws: cloud.url, stripe: stripe.url, apiKey, outputs: trialOutputs });
await step('a free entry ends registered, and only there', async () => {
  await aws.succeeded(trialOutputs, await trialForm.register('coach'));
  assert.equal(await aws.registrationsIn(trialOutputs), 1);
  assert.equal(await aws.registrationsIn(outputs), 1);
});

const checkIn = 'Saturday at 7, north gate';
changeStage(trial, ({ competition }) => ({ competition: { ...competition, checkIn } }));
await step('an update keeps what is there, and the next mail has the new text', async () => {
  const before = await aws.namesOf(trial);
  const updated = await cdk.deploy(await cdk.synthesise('trial-updated', trial));
  assert.deepEqual(updated, trialOutputs);
  assert.deepEqual(await aws.namesOf(trial), before);
  await aws.succeeded(trialOutputs, await trialForm.register('another coach'));
  assert.equal(await aws.registrationsIn(trialOutputs), 2);
  const [mail] = await mailsTo('dana.brooks@example.com');
  assert.match(mail?.BodyText ?? '', new RegExp(checkIn));
});
await step('it is destroyed with its data', async () => {
  await aws.tagBuckets(trialOutputs, bucketTagsOf(trialStage));
  await cdk.destroy(trialStage);
  assert.deepEqual(await aws.namesOf(trial), []);
});

changeStage('prod', ({ registration }) => ({ registration: { ...registration, badges: false } }));
await step('the first stage goes without badges', async () => {
  await cdk.deploy(await cdk.synthesise('without-badges', 'prod'));
});
await step('and has them again, unprotected', () => cdk.deploy(firstTry));
await step('it is destroyed, and keeps its data', async () => {
  const before = await aws.namesOf('prod');
  await cdk.destroy(firstTry);
  const after = await aws.namesOf('prod');
  for (const name of dataOf(outputs)) assert.ok(before.includes(name) && after.includes(name), name);
});
// On AWS with tables and buckets of its own. MiniStack gives the names of the tables that are left once more.
await step('it is deployed once more', () => cdk.deploy(firstTry));
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
function webhookThrough(url: string, webhookUrl: string): string {
  const { hostname, pathname } = new URL(webhookUrl);
  return `${url}/_aws/execute-api/${hostname.split('.')[0]}/$default${pathname}`;
}

/** The names of the tables and buckets. */
function dataOf(of: Outputs): string[] {
  return Object.entries(of)
    .filter(([name]) => /(Table|Bucket)$/.test(name))
    .map(([, value]) => value);
}
