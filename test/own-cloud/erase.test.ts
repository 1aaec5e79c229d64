/** A person is found in every place, copied, and erased from all of them; a brother stays. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { archiveIn } from '../../admin/archive/archive.ts';
import { publishIn } from '../../admin/brackets/publish.ts';
import { eraseIn } from '../../admin/erase/erase.ts';
import { exportIn } from '../../admin/erase/export.ts';
import { ExecutionRun } from '../../admin/execution-run.ts';
import { exitCodes } from '../../admin/exit-codes.ts';
import { Stage } from '../../admin/stage.ts';
import { weightClassesKey } from '../../core/brackets/draw-file.ts';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes } from '../../local/outcome.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { competitor } from '../cloud/people.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { usualRules } from '../core/brackets/draw.ts';
import { keepPrinted } from '../doubles/printed.ts';
import { EveryStore } from './every-store.ts';

const school = 'Golden Dragon TKD - Owasso';
const email = 'rivera.family@example.com';
const child = (name: string, changes: EntryItem = {}) =>
  competitor({
    ...{ full_name: { S: name }, school: { S: school }, email: { S: email }, weight: { N: '80' } },
    ...{ imgFilename: { S: `${school}_competitor_${name.replaceAll(' ', '_')}.jpg` } },
    medical_form: { M: { contacts: { S: 'N' }, allergies: { L: [{ S: `bees of ${name}` }] } } },
    ...changes,
  });
const zoe = child('Zoe Quillfeather');
const brother = child('Max Quillfeather');

let cloud: TournamentCloud;
let stage: Stage;
let store: EveryStore;
let s3: S3Client;
let frontEnd: FrontEnd;
let outcomes: Outcomes;
let zoeId: string;
let brotherId: string;
const printed = keepPrinted();

async function register(body: EntryItem): Promise<string> {
  const { entryId, sessionId } = await frontEnd.submit(body);
  if (sessionId) await frontEnd.press('card', sessionId);
  expect(await outcomes.ended(entryId, 60_000)).toMatchObject({ status: 'SUCCEEDED' });
  return entryId;
}

/** Runs one of the stage's machines to its end. */
async function run(machine: string, input: object = {}) {
  const execution = new ExecutionRun(stage.config, { stage: 'local', machine, absent: 'is not there' });
  const name = await execution.start(input);
  return { name, output: await execution.end(name) };
}

const put = (Bucket: string | undefined, Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
  cloud = await startTournamentCloud({ assembly: await synthesise('local'), retryIntervalMs: 50 });
  const { endpoints, outputs } = cloud;
  const config = awsClientConfig(cloud);
  stage = new Stage({
    ...{ name: 'local', outputs, sandboxes: endpoints },
    config: { ...signedInAs('engineer', cloud), console: endpoints.console },
  });
  store = new EveryStore(cloud);
  s3 = new S3Client(config);
  frontEnd = new FrontEnd(cloud);
  outcomes = new Outcomes(cloud);

  const photo = readFileSync('local/samples/photos/Golden Dragon TKD - Owasso_competitor_Mila_Novak.jpg');
  for (const body of [zoe, brother]) {
    const key = String((body.imgFilename as { S: string }).S);
    await put(outputs.ProfilePictureBucket, key, 'a first try');
    await put(outputs.ProfilePictureBucket, key, photo);
  }
  const classes = { fin: [0, 199] };
  const everyAge = usualRules.ageGroups.map(({ name }) => [name, { female: classes, male: classes }]);
  await put(outputs.ConfigBucket, weightClassesKey, JSON.stringify(Object.fromEntries(everyAge)));
  zoeId = await register(zoe);
  brotherId = await register(brother);
  // She was entered once before, and that was never paid.
  await frontEnd.submit({ ...zoe, phone: { S: '918-555-0199' } });
  await archiveIn(stage, { load: true, out: join(mkdtempSync(join(tmpdir(), 'erase-')), 'archive.json') });
  await run('lists');
  await run('badge-sheets', { filter: { kind: 'all' }, paper: 'letter' });
  await run('plan-brackets', { force: [] });
  await publishIn(stage, { yes: true, out: mkdtempSync(join(tmpdir(), 'erase-')) });
  // Nobody has fetched this copy.
  await put(outputs.ConfigBucket, 'exports/old/of.json', '"Zoe Quillfeather"');
  const sqs = new SQSClient(config);
  const failed = (QueueUrl: string | undefined, body: object) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  await failed(outputs.FailedRegistrationsUrl, { ...zoe, '': { S: 'x' } });
  await failed(outputs.FailedRegistrationsUrl, { ...brother, '': { S: 'x' } });
  await failed(outputs.FailedPhotosUrl, {
    detail: { object: { key: (zoe.imgFilename as { S: string }).S } },
  });
}, 240_000);
afterAll(() => cloud.stop());

const json = () => JSON.parse(printed().at(-1) ?? 'null');

test('a family gets a copy of everything, in which nobody else is; on the stage none is left', async () => {
  const to = join(mkdtempSync(join(tmpdir(), 'export-')), 'copy.zip');
  expect(await exportIn(stage, zoeId, { to, json: true })).toBe(exitCodes.done);
  const files = unzipSync(readFileSync(to));
  const text = Buffer.from(files['registration.json'] ?? '').toString();
  expect(text).toContain('bees of Zoe');
  expect(text).not.toMatch(/Max Quill|bees of Max/);
  expect(Object.keys(files).filter((name) => /^(photo|badge)-/.test(name))).toHaveLength(2);
  const places = Object.fromEntries(
    json().places.map(({ place, what }: { place: string; what: string[] }) => [place, what.length]),
  );
  for (const [place, count] of Object.entries(places)) expect(count, place).toBeGreaterThan(0);
  expect(Object.keys(places)).toHaveLength(8);
  expect(await store.holding('export.zip')).toEqual([]);
}, 120_000);

test('nothing happens without --yes', async () => {
  const before = await store.holding('Zoe Quill', 'Zoe_Quill');
  expect(before.length).toBeGreaterThan(10);
  expect(await store.holding('Zoe Q.')).toContain('Challonge');
  expect(await eraseIn(stage, zoeId, {})).toBe(exitCodes.yesIsMissing);
  expect(printed().join('\n')).toMatch(/Challonge\n[\s\S]*What stays:\n {2}Stripe/);
  expect(await store.holding('Zoe Quill', 'Zoe_Quill')).toEqual(before);
  const organiser = new Stage({ ...stage, config: signedInAs('organiser', cloud) });
  await expect(eraseIn(organiser, zoeId, { yes: true })).rejects.toThrow(/not authorized/);
}, 120_000);

test('erased is erased in every store, in all versions, and a brother stays', async () => {
  // A Content manager would put files into the trash of the shared drive.
  await fetch(`${cloud.endpoints.drive}/_settings`, {
    method: 'POST',
    body: new URLSearchParams({ role: 'organizer' }),
  });
  const code = await eraseIn(stage, zoeId, { yes: true, json: true });
  expect([json().failures, code]).toEqual([[], exitCodes.done]);
  expect(await store.holding('Zoe Quill', 'Zoe_Quill', 'Zoe Q', 'bees of Zoe')).toEqual([]);
  expect(await outcomes.progress(zoeId)).toMatchObject({ erasedAt: expect.any(String) });
  const rewritten = /(full_lookup|draw)\.json, an earlier version/;
  expect((await store.holding('an earlier version')).filter((where) => rewritten.test(where))).toEqual([]);
  const left = await store.holding('Max Quillfeather', 'Max_Quillfeather');
  expect(left.length).toBeGreaterThan(5);
  expect(await outcomes.progress(brotherId)).toMatchObject({ badge: expect.anything() });
}, 240_000);

test('nothing comes back: not by a late message, nor by a rerun, nor by an archive', async () => {
  const { checkout: _, ...late } = zoe;
  await frontEnd.post({ ...late, checkout: { S: zoeId } });
  expect((await run('registration', { entryId: zoeId })).output).toBeDefined();
  await run('archive', { load: true });
  await run('lists');
  expect(await store.holding('Zoe Quill', 'Zoe_Quill')).toEqual([]);
  expect(await outcomes.progress(zoeId)).not.toHaveProperty('attention registration');
  expect(await eraseIn(stage, zoeId, { yes: true, json: true })).toBe(exitCodes.done);
  expect(json()).toMatchObject({ items: 0 });
}, 240_000);
