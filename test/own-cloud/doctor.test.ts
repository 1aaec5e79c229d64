/** What `npm run admin -- doctor` finds on a stage that is well, and in what was broken on purpose. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newCanary } from '../../admin/doctor/canary/canary-entry.ts';
import type { CheckResult } from '../../admin/doctor/check.ts';
import { examine, exitCodeOf } from '../../admin/doctor/doctor.ts';
import { reportInWords } from '../../admin/doctor/report-in-words.ts';
import { Stage } from '../../admin/stage.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes } from '../../local/outcome.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { codesIn, read, tableOf } from '../docs/document.ts';
import { brokenThings } from './broken-things.ts';

let cloud: TournamentCloud;
let stage: Stage;
/** As who may send canaries sees it. */
let canaryStage: Stage;
beforeAll(async () => {
  cloud = await startTournamentCloud({
    assembly: await synthesise('local'),
    retryIntervalMs: 50,
    concurrency: 1,
  });
  const { endpoints, outputs } = cloud;
  const { stripe, drive, challonge, console: page } = endpoints;
  const asSeenBy = (who: 'engineer' | 'canary') =>
    new Stage({
      name: 'local',
      config: { ...signedInAs(who, cloud), console: page },
      ...{ outputs, sandboxes: { stripe, drive, challonge } },
    });
  stage = asSeenBy('engineer');
  canaryStage = asSeenBy('canary');
});
afterAll(() => cloud.stop());

const doctor = (laterMs = 0) => examine(stage, { askChallonge: true, now: () => Date.now() + laterMs });
const wrongIn = (checks: readonly CheckResult[]) =>
  Object.fromEntries(
    checks.flatMap(({ name, state, found }) => (['wrong', 'unknown'].includes(state) ? [[name, found]] : [])),
  );

test('a stage that was just started is well', async () => {
  const report = await doctor();
  expect(wrongIn(report.checks), reportInWords(report)).toEqual({});
  const leftOut = report.checks.filter(({ state }) => state === 'left out').map(({ name }) => name);
  expect(leftOut).toEqual(['oldest message']);
  expect(exitCodeOf(report)).toBe(0);
  const rows = tableOf(read('docs/bulk-jobs.md'), 'command', 'what it does', 'what `--json` prints');
  const [, , fields = ''] = rows.find(([name]) => name === '`doctor`') ?? [];
  expect(codesIn(fields)).toEqual([...Object.keys(report), ...['name', 'state', 'found', 'mend']]);
});

const canaryOf = async () => {
  const report = await examine(canaryStage, {
    askChallonge: false,
    canary: { limitMs: 20_000, everyMs: 100 },
  });
  return report.checks.at(-1);
};
/** Everything that is stored, as text. */
async function everythingStored(): Promise<string> {
  const config = awsClientConfig(cloud);
  const [dynamo, s3] = [new DynamoDBClient(config), new S3Client(config)];
  const { EntriesTable, ProgressTable, RegistrationsTable } = cloud.outputs;
  const { ProfilePictureBucket, BadgeBucket } = cloud.outputs;
  const tables = [EntriesTable, ProgressTable, RegistrationsTable].map((TableName) =>
    dynamo.send(new ScanCommand({ TableName })),
  );
  const buckets = [ProfilePictureBucket, BadgeBucket].map((Bucket) =>
    s3.send(new ListObjectVersionsCommand({ Bucket })),
  );
  return JSON.stringify([
    ...(await Promise.all(tables)).map(({ Items }) => Items),
    ...(await Promise.all(buckets)).map(({ Versions, DeleteMarkers }) => [Versions, DeleteMarkers]),
  ]);
}

test('a canary is in no list; one that was left behind is removed by the next', async () => {
  const left = newCanary('Golden Dragon TKD - Owasso', Date.now() - 60 * 60_000);
  await new FrontEnd(cloud).post(left.message);
  expect(await new Outcomes(cloud).ended(left.entryId, 20_000)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await everythingStored()).toContain(left.entryId);
  for await (const { id } of stage.registrations.summaries()) expect.fail(`${id} is listed`);
  expect((await canaryOf())?.state).toBe('right');
  expect(await everythingStored()).not.toMatch(/canary/i);
});

test('a canary is registered, mailed, drawn and put into Drive, and nothing of it is left', async () => {
  expect(await canaryOf()).toMatchObject({
    name: 'canary',
    state: 'right',
    found: expect.stringMatching(/^registered, mailed, drawn, put into Drive and removed again, in \d+ s$/),
  });
  expect(await everythingStored()).not.toMatch(/canary/i);
  const mails = await (await fetch(`${cloud.endpoints.aws}/_mails`)).text();
  expect(mails).toContain('success@simulator.amazonses.com');
  expect(mails).not.toContain('admin@example.com');
});

test('a canary says where it stopped, and nobody else hears of it', async () => {
  const setDrive = (shared: string) =>
    fetch(`${cloud.endpoints.drive}/_settings`, { method: 'POST', body: new URLSearchParams({ shared }) });
  await setDrive('false');
  const canary = await canaryOf();
  await setDrive('true');
  expect(canary).toMatchObject({
    state: 'wrong',
    found: expect.stringMatching(
      /^it stopped at “Push to Drive”: DriveFolderNotFoundError: .* \(canary_[0-9a-f]{32}\)$/,
    ),
  });
  const { StateMachineArn, BadgeRefreshArn } = cloud.outputs;
  const sfn = new SFNClient(awsClientConfig(cloud));
  for (const stateMachineArn of [StateMachineArn, BadgeRefreshArn]) {
    const failed = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' });
    expect((await sfn.send(failed)).executions).toEqual([]);
  }
  expect(await everythingStored()).not.toMatch(/canary/i);
  const mails = await (await fetch(`${cloud.endpoints.aws}/_mails`)).text();
  expect(mails).not.toContain('admin@example.com');
  expect(wrongIn((await doctor()).checks)).toEqual({});
});

test('what is broken is wrong in its line, and in no other', { timeout: 240_000 }, async () => {
  for (const { what, said, act, mend, laterMs } of brokenThings(cloud)) {
    await act();
    const report = await doctor(laterMs);
    const expected = Object.fromEntries(
      Object.entries(said).map(([line, found]) => [line, expect.stringMatching(found)]),
    );
    expect.soft(wrongIn(report.checks), what).toEqual(expected);
    expect.soft(exitCodeOf(report), what).toBe(2);
    expect(JSON.stringify(report)).not.toMatch(/local-key|sk_live|sk_test|whsec_|PRIVATE KEY/);
    await mend?.();
  }
});
