import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import type { CheckResult } from '../../../admin/doctor/check.ts';
import type { AwsAccount } from '../../../admin/setup/aws-account.ts';
import { challongeKey } from '../../../admin/setup/challonge.ts';
import { driveFolder } from '../../../admin/setup/google-drive.ts';
import { schoolList } from '../../../admin/setup/organisers-files.ts';
import { quotas, verifiedSender } from '../../../admin/setup/sender.ts';
import { endInWords, exitCodeOf } from '../../../admin/setup/setup.ts';
import { secretStore } from '../../../admin/setup/stage-secret.ts';
import { done, right, Steps, toDo } from '../../../admin/setup/step.ts';
import { StoppedError } from '../../../admin/setup/stopped-error.ts';
import { ChallongeAccessDeniedError } from '../../../core/domain/errors.ts';
import { prod } from '../../lib/stacks.ts';
import { answering, awsOf, secretOf } from './doubles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const lines: string[] = [];
const steps = {
  say: (text: string) => lines.push(text),
  show: (all: readonly string[]) => lines.push(...all),
};
const { say } = steps;
const { address } = prod.mail.from;
const domain = address.slice(address.indexOf('@') + 1);

test('a sender that SES knows is kept; another is verified by its domain or its address', async () => {
  const verified = { verified: true, records: [] };
  const run = (aws: AwsAccount, what?: string) =>
    verifiedSender(prod, { ask: answering(what ? { 'sender.verify': what } : {}), steps, aws });
  expect(await run(awsOf({ [domain]: verified }))).toEqual(right(`${domain} is verified`));
  expect(await run(awsOf({ [domain]: { verified: false, records: [] }, [address]: verified }))).toMatchObject(
    { state: 'right' },
  );
  expect(await run(awsOf({ [domain]: { ...verified, configurationSet: 'mine' } }))).toMatchObject({
    found: expect.stringContaining('mine, is not used'),
  });
  expect(await run(awsOf({}), 'domain')).toMatchObject({
    state: 'to do',
    found: `SES waits for the records of ${domain}`,
  });
  expect(lines).toContain('a._domainkey');
  expect(await run(awsOf({}), 'address')).toMatchObject({ found: `SES has sent a mail to ${address}` });
  expect(await run(awsOf({}), 'later')).toMatchObject({ state: 'to do' });
});

test('the sandbox of SES and few Lambdas are to be seen to where payments are live', async () => {
  const aws = awsOf(
    {},
    { mailLimits: async () => ({ anybody: false, perSecond: 1 }), concurrentLambdas: async () => 10 },
  );
  expect(await quotas(prod, 'us-east-1', { aws })).toMatchObject({
    state: 'to do',
    next: expect.stringMatching(/production access: https.*1,000 concurrent/),
  });
  const trial = { ...prod, payment: { ...prod.payment, mode: 'test' as const } };
  expect(await quotas(trial, 'us-east-1', { aws })).toMatchObject({ state: 'right' });
  expect(await quotas(prod, 'us-east-1', { aws: awsOf({}) })).toMatchObject({ state: 'right' });
});

test('the key file of Google’s service account is stored, and the folder looked at', async () => {
  const key = {
    client_email: 'badges@x.iam',
    private_key: 'PRIVATE',
    token_uri: 'https://oauth2.googleapis.com/token',
    project_id: 'x',
  };
  const check = async (): Promise<CheckResult> => ({
    name: 'Drive folder',
    state: 'right',
    found: 'in a shared drive',
  });
  const run = (secret: ReturnType<typeof secretOf>, path: string) =>
    driveFolder('1AbC', { ask: answering({ 'google.keyFile': path }), say, secret, check });
  const secret = secretOf();
  expect(await run(secret, fileOf('key.json', JSON.stringify(key)))).toMatchObject({ state: 'done' });
  expect(secret.parts.google).toEqual({ serviceAccount: key });
  const asked = answering({});
  expect(await driveFolder('1AbC', { ask: asked, say, secret, check })).toMatchObject({ state: 'right' });
  expect(asked.asked).toEqual([]);

  await expect(run(secretOf(), fileOf('bad.json', '{"private_key": PRIVATE'))).rejects.toThrow(
    /bad.json is not JSON.$/,
  );
  await expect(run(secretOf(), fileOf('other.json', '{}'))).rejects.toThrow('no JSON key');
  expect(await run(secretOf(), '')).toMatchObject({ state: 'to do' });
  const wrong = async (): Promise<CheckResult> => ({
    name: '',
    state: 'wrong',
    found: 'may not write',
    mend: 'Add it.',
  });
  expect(await driveFolder('1AbC', { ask: answering({}), say, secret, check: wrong })).toEqual(
    toDo('may not write', 'Add it.'),
  );
});

test('Challonge’s key is tried if that is wanted, and not stored when it is refused', async () => {
  const secret = secretOf();
  const refused = () => Promise.reject(new ChallongeAccessDeniedError('x'));
  const run = (test: boolean, call: () => Promise<number>) =>
    challongeKey(true, {
      ask: answering({ 'challonge.apiKey': 'key', 'challonge.test': test }),
      say,
      secret,
      call,
    });
  await expect(run(true, refused)).rejects.toThrow('Challonge refuses the key.');
  expect(secret.parts.challonge).toBeUndefined();
  expect(await run(false, refused)).toMatchObject({ state: 'done' });
  expect(secret.parts.challonge).toEqual({ apiKey: 'key' });
});

test('a list of schools is taken from a text file or from JSON, each name once', async () => {
  const written: Record<string, string> = {};
  const write = async (key: string, content: string) => {
    written[key] = content;
  };
  const check = async (): Promise<CheckResult> => ({
    name: '',
    state: 'wrong',
    found: 'it is not in the config bucket',
  });
  const run = (path: string) => schoolList({ ask: answering({ 'schools.file': path }), say, write, check });
  await run(fileOf('schools.txt', '\uFEFFTiger TKD\r\n\r\nGolden Dragon \nTiger TKD\n'));
  expect(JSON.parse(written['schools.json'] ?? '')).toEqual(['Tiger TKD', 'Golden Dragon']);
  await run(fileOf('schools.json', '["Tiger TKD"]'));
  expect(JSON.parse(written['schools.json'] ?? '')).toEqual(['Tiger TKD']);
  await expect(run(fileOf('none.txt', '\n'))).rejects.toThrow('Expected names of schools');
  expect(await run('')).toMatchObject({ state: 'to do' });
});

test('a secret is filled in part by part, and keeps what else is in it', async () => {
  let value = 'a-new-secret-is-a-random-text';
  const client = {
    async send({ input }: { input: { SecretString?: string } }) {
      if (input.SecretString === undefined) return { SecretString: value };
      value = input.SecretString;
      return {};
    },
  };
  const store = secretStore(client as never, 'arn');
  expect(await store.read()).toEqual({ stripe: {} });
  await store.put({ stripe: { apiKey: 'rk_test_1' } });
  await store.put({ challonge: { apiKey: 'key' } });
  expect(await store.read()).toEqual({ stripe: { apiKey: 'rk_test_1' }, challonge: { apiKey: 'key' } });
  value = JSON.stringify({ stripe: { apiKey: 'rk_test_1', webhookSecrets: ['whsec_…'] }, later: { key: 1 } });
  expect(await store.read()).toEqual({ stripe: { apiKey: 'rk_test_1' } });
  await store.put({ stripe: { webhookSecrets: ['whsec_1'] } });
  expect(JSON.parse(value)).toEqual({
    stripe: { apiKey: 'rk_test_1', webhookSecrets: ['whsec_1'] },
    later: { key: 1 },
  });
});

test('a step that fails is left to do, says no more than it may, and does not stop the others', async () => {
  const printed: string[] = [];
  const all = new Steps((line) => printed.push(line));
  await all.run('One', () => Promise.reject(new Error('rk_live_1 is no key')));
  await all.run('Two', () => Promise.reject(new CommandError('Stripe refuses the key.')));
  await all.run('Three', async () => done('stored'));
  expect(all.results.map(({ state, found }) => [state, found])).toEqual([
    ['to do', 'Error'],
    ['to do', 'Stripe refuses the key.'],
    ['done', 'stored'],
  ]);
  expect(printed.join('\n')).not.toContain('rk_live_1');
  expect(exitCodeOf(all)).toBe(2);
  expect(endInWords('prod', all)).toMatch(/^Still to do.*\n {2}One: Error\n {2}Two: /);
  await expect(all.run('Four', () => Promise.reject(new StoppedError('Stopped.')))).rejects.toThrow(
    'Stopped.',
  );
  await expect(
    all.run('Five', () => Promise.reject(new CommandError('wrong account')), { essential: true }),
  ).rejects.toThrow('wrong account');
});

test('a run before the deployment ends well, and says how to deploy', async () => {
  const all = new Steps(() => {});
  await all.run('Stack', async () => ({ state: 'next', found: 'not deployed yet' }));
  expect(exitCodeOf(all)).toBe(0);
  expect(endInWords('prod', all)).toContain('npx cdk deploy -c stage=prod -c protect=false');
});
