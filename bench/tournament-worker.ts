/**
 * Runs the bulk jobs of one tournament of made-up people on an embedded cloud of its own, and prints what each took as
 * JSON. Arguments: how many people, Drive's writes a second, the synthesised app.
 */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import * as z from 'zod';
import { JobRun } from '../admin/job-run.ts';
import { SheetsRun } from '../admin/sheets/sheets-run.ts';
import { badgeKey } from '../core/domain/registration.ts';
import { plannedJob } from '../core/jobs/job-state.ts';
import { parseSheetOrder } from '../core/sheets/sheet-order.ts';
import { waitFor } from '../local/outcome.ts';
import { register } from '../local/registered-people.ts';
import type { Row } from '../local/samples/made-up-people.ts';
import { startTournamentCloud } from '../local/tournament-cloud.ts';
import { EveryStore } from '../test/own-cloud/every-store.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { type JobUsage, measureJob } from './job-usage.ts';
import { timed } from './timed.ts';
import { idOf, tournamentOf } from './tournament-people.ts';

export interface TournamentOutput {
  people: number;
  jobs: { job: string; usage: JobUsage; counts: Record<string, number> }[];
  /** What is not as it should be. */
  problems: string[];
}

const seed = 1;
const [peopleSaid, driveRate = '', assembly = ''] = process.argv.slice(2);
const people = Number(peopleSaid);

const drive = await startCountingProxy();
const cloud = await startTournamentCloud({
  assembly,
  environment: { DRIVE_API_BASE: drive.url, DRIVE_WRITES_PER_SECOND: driveRate },
});
drive.target = cloud.endpoints.drive;
const config = awsClientConfig(cloud);
const output: TournamentOutput = { people, jobs: [], problems: [] };

interface Expected {
  items?: number;
  /** The ids of exactly those items that should fail. */
  failing?: readonly string[];
}

/** Measures a job. */
async function measure(job: string, run: () => Promise<Record<string, number>>): Promise<JobUsage> {
  let counts: Record<string, number> = {};
  const { result } = await timed(`${people} people: ${job}`, () =>
    measureJob(cloud, drive, async () => {
      counts = await run();
    }),
  );
  output.jobs.push({ job, usage: result, counts });
  return result;
}

/** Runs a job to its end, and checks what became of its items. */
async function run(
  machine: string,
  order: object,
  { items, failing = [] }: Expected = {},
): Promise<Record<string, number>> {
  const job = new JobRun(config, { stage: 'local', machine });
  const state = await job.end(await job.start(order));
  const { plan } = z.object({ plan: plannedJob.shape.plan }).parse(state);
  check(`${machine}: items`, plan.items, items ?? plan.items);
  if (plan.items === 0) return { items: 0, ...plan.counts };
  const { counts, failures } = await job.result(state);
  const failed = failures.map(({ id }) => id).sort();
  check(`${machine}: failed`, failed.join(' '), [...failing].sort().join(' '));
  return { items: plan.items, ...counts, failed: failed.length };
}

function check(what: string, is: number | string, shouldBe: number | string): void {
  if (is !== shouldBe)
    output.problems.push(`${people} people, ${what}: ${is || 'none'}, not ${shouldBe || 'any'}`);
}

async function sheets(): Promise<Record<string, number>> {
  const job = new SheetsRun(config, 'local');
  const order = parseSheetOrder({ filter: { kind: 'all' }, paper: 'letter' });
  const end = await job.end(await job.start(order));
  if (!('report' in end)) return { items: 0 };
  const { badges, notPrinted, failed } = end.report;
  check('badge-sheets: badges', badges, people);
  return { items: end.plan.items, badges, notPrinted, failed };
}

/** Makes calls that contain one of the texts fail for good, as nothing that passes by itself. */
async function plant(service: string, operation: string, texts: readonly string[]): Promise<void> {
  for (const contains of texts) {
    const behaviour = { kind: 'answer', status: 400, body: '{}', headers: {} };
    await faults('POST', { service, operation, contains, times: 1_000, behaviour });
  }
}

const faults = (method: string, fault?: object) =>
  fetch(`${cloud.endpoints.aws}/_faults`, {
    method,
    ...(fault && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
  });

/**
 * Whether the folder in Drive is shared with the stage. Regenerating starts a sync, which ends at once while it is not: so
 * the first sync that is measured finds an empty folder.
 */
async function shareDrive(shared: boolean): Promise<void> {
  if (shared) await syncsEnded();
  const body = new URLSearchParams({ shared: String(shared) });
  const { ok, status } = await fetch(`${cloud.endpoints.drive}/_settings`, { method: 'POST', body });
  if (!ok) throw new Error(`The Drive sandbox's settings: ${status}`);
}

async function syncsEnded(): Promise<void> {
  const sfn = new SFNClient(config);
  const running = { stateMachineArn: cloud.outputs.DriveSyncArn, statusFilter: 'RUNNING' } as const;
  await waitFor('the syncs to end', async () => {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand(running));
    return executions.length === 0 || undefined;
  });
}

const keyOf = (row: Row) => badgeKey(row.pk?.S ?? '', 'jpg');

/** Puts other badges into the bucket, as if they had been drawn again. */
async function change(rows: readonly Row[]): Promise<void> {
  const s3 = new S3Client(config);
  for (const row of rows) {
    const object = { Bucket: cloud.outputs.BadgeBucket, Key: keyOf(row) };
    const { Body, ContentType, Metadata } = await s3.send(new GetObjectCommand(object));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    // What follows the end of a JPEG is not part of the picture.
    const changed = Buffer.concat([bytes, Buffer.from('changed')]);
    await s3.send(new PutObjectCommand({ ...object, Body: changed, ContentType, Metadata }));
  }
}

try {
  const rows = tournamentOf(people, seed);
  const some = rows.filter((_, index) => index % 100 === 50);
  const failing = some.map(idOf);
  await shareDrive(false);
  await timed(`${people} people: registering`, () => register(cloud, rows));

  await plant(
    's3',
    'PutObject',
    some.map((row) => `/${keyOf(row)}`),
  );
  await measure('regenerate, 1 % fail', () => run('regenerate', {}, { items: people, failing }));
  await faults('DELETE');
  await measure('regenerate, rerun', () => run('regenerate', {}, { items: some.length }));
  await measure('regenerate, in line', () => run('regenerate', {}, { items: 0 }));

  await shareDrive(true);
  await plant(
    'drive',
    'files.create',
    some.map((row) => `badge_${idOf(row)}.jpg`),
  );
  await measure('sync, fresh, 1 % fail', () => run('drive-sync', {}, { items: people, failing }));
  await faults('DELETE');
  await measure('sync, rerun', () => run('drive-sync', {}, { items: some.length }));
  const unchanged = await measure('sync, unchanged', () => run('drive-sync', {}, { items: 0 }));
  check('writes of an unchanged sync to Drive', unchanged.driveWrites, 0);
  check('its writes to DynamoDB', unchanged.calls['dynamodb UpdateItem'] ?? 0, 0);

  await measure('sheets', sheets);
  await measure('lists', () => run('lists', {}));
  // Autofill needs a birth date: coaches have none.
  const known = rows.filter(({ birthdate }) => birthdate !== undefined).length;
  await measure('archive, loaded', () => run('archive', { load: true }, { items: known }));
  await measure('archive, again', () => run('archive', { load: true }, { items: 0 }));

  // Last, because these badges are not what their registrations ask for.
  await change(some);
  await measure('sync, 1 % changed', () => run('drive-sync', {}, { items: some.length }));

  const longAfterwards = { on: '2029-01-01' };
  await measure('retention, all of it', () => run('retention', longAfterwards));
  await measure('retention, again', () => run('retention', longAfterwards, { items: 0 }));
  for (const text of ['made-up-1', 'family-1@']) {
    check(`where ${text} is after the retention`, (await new EveryStore(cloud).holding(text)).join(', '), '');
  }
} finally {
  await cloud.stop();
  drive.stop();
}
console.log(JSON.stringify(output));
process.exit(0);
