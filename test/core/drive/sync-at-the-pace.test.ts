import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { type DriveSandbox, startDrive } from '@tkd-registration/sandboxes/drive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDrive } from '../../../core/clients/drive/google-drive.ts';
import { listSides } from '../../../core/drive/list-sides.ts';
import { planSync } from '../../../core/drive/sync-plan.ts';
import { workThrough } from '../../../core/jobs/batch.ts';
import type { JobItem, LeftItem } from '../../../core/jobs/job-state.ts';
import { type DriveLane, DrivePace } from '../../../core/progress/drive-pace.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { inMemoryDocuments } from '../../doubles/in-memory-documents.ts';
import { md5Of, Stage } from '../../doubles/stage.ts';

const folderId = 'folder_badges';
const image = Buffer.from('a badge');
const start = Date.now();
let clock = start;

const faults = new Faults();
let sandbox: DriveSandbox;
beforeAll(async () => {
  // As Google has it for an account: three a second, and what we write ahead after a quiet time.
  const settings = { writesPerSecond: 3, burst: 46 };
  sandbox = await startDrive({ faults, folderId, settings, now: () => clock });
});
afterAll(() => sandbox.stop());

test('at three writes a second Drive refuses none, jobs use all of it, and a registration need not wait', async () => {
  const { client } = inMemoryDocuments();
  const pace = new DrivePace(new ProgressTable(client, 'progress', () => clock), 3);
  const driveIn = (lane: DriveLane) =>
    createDrive({
      ...{ serviceAccount: sandbox.serviceAccount, apiBase: sandbox.url },
      pace: { take: () => pace.take(lane) },
    });
  const upload = async (drive: ReturnType<typeof driveIn>, entryId: string): Promise<string> => {
    const file = { id: await drive.reserveId(), folderId, tag: { entryId }, name: `${entryId}.jpg` };
    await drive.create({ ...file, bytes: image, contentType: 'image/jpeg' });
    clock += 150; // what a call takes
    return 'created';
  };
  const batches = ['A', 'B'].map((name) => ({
    Items: Array.from({ length: 60 }, (_, index) => ({ id: `${name}${index}` })) as JobItem[],
    batch: undefined as { done: never[]; left: LeftItem[] } | undefined,
    wakesAt: start,
  }));
  const jobs = driveIn('job');
  let registered = 0;
  for (;;) {
    const [next] = batches.filter((one) => one.wakesAt < Infinity).sort((a, b) => a.wakesAt - b.wakesAt);
    if (!next) break;
    clock = Math.max(clock, next.wakesAt);
    if (clock > start + 10_000 * (registered + 1)) {
      registered += 1;
      await upload(driveIn('registration'), `R${registered}`);
    }
    const worked = await workThrough(next, (item) => upload(jobs, 'id' in item ? item.id : ''), {
      now: () => clock,
    });
    next.batch = { done: [], left: worked.left };
    // Step Functions takes some time to wake it.
    next.wakesAt = worked.waitUntil === undefined ? Infinity : Date.parse(worked.waitUntil) + 500;
  }
  const writes = sandbox.writes();
  expect(writes).toHaveLength(120 + registered);
  expect(writes.filter(({ refused }) => refused)).toEqual([]);
  const seconds = ((writes.at(-1)?.at ?? 0) - start) / 1_000;
  expect(seconds).toBeGreaterThan((120 + registered) / 3 - 6);
  expect(seconds).toBeLessThan((120 + registered) / 3 + 6);
  expect(registered).toBeGreaterThan(2);
});

test('5,000 badges that are as they should be take five lists of Drive, and no other call', async () => {
  const stage = new Stage();
  const md5 = md5Of(image);
  const files = Array.from({ length: 5_000 }, (_, index) => {
    const [entryId, id, pk] = [`cs_test_${index}`, `file_${index}`, `School-competitor-${index}`];
    const key = `${pk}_badge.jpg`;
    const badge = { key, md5, hash: '', contentType: 'image/jpeg', photo: '', preflight: [] };
    const keys = { registrationKey: pk, registrationKeys: new Set([pk]) };
    stage.setProgress(entryId, { ...keys, badge, drive: { fileId: id, md5 } });
    stage.badges.set(key, { image, contentType: 'image/jpeg', entryId, hash: '' });
    stage.rows.set(pk, { pk: { S: pk }, entryId: { S: entryId } });
    const [createdTime, modifiedTime] = Array(2).fill(new Date(start).toISOString());
    return {
      ...{ id, name: `badge_${entryId}.jpg`, mimeType: 'image/jpeg', parents: [folderId] },
      ...{ appProperties: { entryId }, createdTime, modifiedTime, trashed: false },
      ...{ md5Checksum: md5, size: image.length },
    };
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'drive-'));
  const saved = JSON.stringify({ driveId: '0Adrive', files, reserved: [], deleted: [] });
  await writeFile(join(dataDir, 'drive.json'), saved);
  const many = await startDrive({ faults, folderId, dataDir });
  const drive = createDrive({ serviceAccount: many.serviceAccount, apiBase: many.url });
  try {
    await drive.get('file_0'); // has a token from then on
    // A fault that is far in the future counts the calls.
    const far = 1_000;
    faults.add({ service: 'drive', operation: 'files.list', after: far, behaviour: { kind: 'reset' } });
    faults.add({ service: 'drive', operation: '*', after: far, behaviour: { kind: 'reset' } });
    const arrangement = { mainFolderId: folderId, competitionYear: 2027 };
    const plan = planSync(await listSides(arrangement, { ...stage.clients, drive }), arrangement);
    expect(plan).toMatchObject({ work: [], orphans: [], unchanged: 5_000 });
    expect(faults.list().map(({ operation, after }) => [operation, far - after])).toEqual([
      ['files.list', 5],
      ['*', 0],
    ]);
    expect(many.writes()).toEqual([]);
  } finally {
    faults.clear();
    await many.stop();
    await rm(dataDir, { recursive: true });
  }
});
