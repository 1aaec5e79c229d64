import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { JobRun } from '../../admin/job-run.ts';
import { registrationIdOf } from '../../core/domain/ids.ts';
import { plannedJob, type ResultFile } from '../../core/jobs/job-state.ts';
import { Outcomes } from '../../local/outcome.ts';
import { correct, deleteFromBucket, note, putRow, replaceInBucket } from '../cloud/act.ts';
import { cloud, misbehave, outcomes, register } from '../cloud/fixtures.ts';
import { badgeOf, emailOf, isInBucket, keyOf, mailsTo, refreshed } from '../cloud/inspect.ts';
import { coach, manualEntry } from '../cloud/people.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { rowOf } from '../core/lists/people.ts';

const school = `School ${randomUUID().replace(/[^a-f]/g, '')}`;
const filter = { kind: 'school', school };

/** Two whom this software registered, and one of another system. */
const [ann, bo] = [manualEntry({ school: { S: school } }), manualEntry({ school: { S: school } })];
const family = `${randomUUID()}@example.com`;
const row = { ...rowOf({ name: 'Cy', school }), email: { S: family } };
const cyId = registrationIdOf(row);
let annId: string;

beforeAll(async () => {
  await putRow(row);
  [{ entryId: annId }] = await Promise.all([register(ann), register(bo)]);
  await refreshed(cyId, 1);
});

/** As before this software has seen a registration of another system. */
const forgotten = { registrationKey: undefined, registrationKeys: undefined };

async function run(machine: 'regenerate' | 'resend', order: object) {
  const job = new JobRun(signedInAs('organiser', cloud), { stage: 'local', machine });
  const name = await job.start(order);
  const state = await job.end(name);
  const { plan } = plannedJob.parse(state);
  const result: Partial<ResultFile> = plan.items > 0 ? await job.result(state) : {};
  if (machine === 'regenerate' && plan.items > 0) await syncEnded(state);
  return { name, plan, ...result };
}

/** The copies in Drive follow: the sync that the job has started must not run into other tests. */
async function syncEnded(state: unknown): Promise<void> {
  const { sync } = z.object({ sync: z.object({ execution: z.string() }) }).parse(state);
  const name = sync.execution.split(':').at(-1) ?? '';
  await new Outcomes(cloud, cloud.outputs.DriveSyncArn).ended(name, 50_000);
}

test('a badge that is gone from the bucket is drawn by the job, and by a second run nothing', async () => {
  const before = await badgeOf(annId);
  await deleteFromBucket(before?.key ?? '');
  const first = await run('regenerate', { filter });
  expect(first).toMatchObject({ items: 1, failed: 0, outcomes: { rendered: 1 }, counts: { inLine: 2 } });
  expect((await badgeOf(annId))?.md5).toBe(before?.md5);

  const progress = await outcomes.progress(annId);
  const second = await run('regenerate', { filter });
  expect(second.plan).toMatchObject({ items: 0, counts: { registrations: 3, inLine: 3, stale: 0 } });
  expect(await outcomes.progress(annId)).toEqual(progress);
  const history = JSON.stringify(await new Outcomes(cloud, cloud.outputs.RegenerateArn).history(first.name));
  expect(history).not.toMatch(/Jo |Cy/);
});

test('all badges are drawn again on request, those of another system too', async () => {
  const before = await badgeOf(cyId);
  // Its key is not known yet, and somebody has replaced the badge.
  await note(cyId, forgotten);
  await replaceInBucket((await badgeOf(annId))?.key ?? '');
  const { outcomes: done } = await run('regenerate', { filter, draw: 'all' });
  expect(done).toEqual({ rendered: 3 });
  const after = await badgeOf(cyId);
  expect(after?.md5).toBe(before?.md5);
  expect(after?.lastModified?.getTime()).toBeGreaterThan(before?.lastModified?.getTime() ?? Number.NaN);
});

test('confirmations are sent again once, by two runs at once, and by a third to whom SES refused it', async () => {
  const corrected = `${randomUUID()}@example.com`;
  await correct(await keyOf(annId), { email: { S: corrected } });
  const answers = (contains: string, status: number, error: string) =>
    misbehave({
      ...{ service: 'ses', operation: 'SendEmail', contains, times: 1 },
      behaviour: {
        ...{ kind: 'answer', status, body: '{}' },
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': error },
      },
    });
  await answers(corrected, 429, 'TooManyRequestsException');
  await answers(family, 400, 'MessageRejected');
  await note(cyId, forgotten);
  const order = { filter, occasion: 'new-hall' };
  const both = await Promise.all([run('resend', order), run('resend', order)]);
  const failures = both.flatMap((one) => one.failures ?? []);
  // The other run may have tried the refused one again.
  for (const { id, failed } of failures) expect([id, failed]).toEqual([cyId, 'MailRejectedError']);
  expect(failures.length).toBeGreaterThan(0);

  await run('resend', order);
  expect((await run('resend', order)).plan).toMatchObject({ items: 0, counts: { alreadySent: 3 } });
  const again = async (address: string) =>
    (await mailsTo(address)).filter(({ subject }) => subject.includes('(sent again)')).length;
  expect(await Promise.all([corrected, emailOf(bo), family].map(again))).toEqual([1, 1, 1]);
  expect(await again(emailOf(ann))).toBe(0);
});

test('the badge of a refunded registration is removed by the job, where nobody was told', async () => {
  const { entryId } = await register(coach());
  const badge = await badgeOf(entryId);
  await correct(await keyOf(entryId), { payment_state: { S: 'refunded' } });
  const { outcomes: done } = await run('regenerate', { filter: { kind: 'ids', ids: [entryId] } });
  expect(done).toEqual({ withdrawn: 1 });
  expect(await isInBucket(badge?.key ?? '')).toBe(false);
});

test('a confirmation that is sent again has the receipt again', async () => {
  const body = coach({ checkout: { S: '{CHECKOUT_SESSION_ID}' } });
  const { entryId } = await register(body);
  const order = { filter: { kind: 'ids', ids: [entryId] }, occasion: 'receipt' };
  expect(await run('resend', order)).toMatchObject({ failed: 0, outcomes: { sent: 1 } });
  const [, again] = await mailsTo(emailOf(body));
  expect(again?.body.text).toMatch(/Coach Registration/);
});
