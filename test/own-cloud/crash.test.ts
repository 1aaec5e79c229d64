import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { afterAll, expect, test } from 'vitest';
import { entryIdOf } from '../../core/domain/ids.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { coach, competitor } from '../cloud/people.ts';
import { BadgesInDrive, inStep, md5Of } from './badges-in-drive.ts';
import { KillableCloud } from './killable-cloud.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'crash-'));
let cloud: KillableCloud;

/** Starts a cloud on the data of the previous one. */
async function start(): Promise<void> {
  cloud = await KillableCloud.start(dataDir);
}

afterAll(async () => {
  await cloud.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Never answers the call whose URL or body contains this. */
async function hang(fault: Pick<Fault, 'service' | 'operation' | 'contains'>): Promise<void> {
  const body = JSON.stringify({ ...fault, behaviour: { kind: 'hang' } });
  await fetch(`${cloud.addresses.endpoints.aws}/_faults`, { method: 'POST', body });
}

/** Waits until a call hangs. */
const hanging = () =>
  waitFor('the calls to hang', async () => {
    const faults = (await (await fetch(`${cloud.addresses.endpoints.aws}/_faults`)).json()) as Fault[];
    return faults.length === 0 || undefined;
  });

test('after a crash in the middle of processing and of a sync, every entry is registered, with one mail and one file each', async () => {
  await start();
  const frontEnd = new FrontEnd(cloud.addresses);
  const before = new Outcomes(cloud.addresses);

  const done = await frontEnd.submit(coach());

  const [atStripe, atDrive] = [competitor(), competitor()];
  const sessions = [await frontEnd.openSession(atStripe), await frontEnd.openSession(atDrive)] as const;
  await hang({ service: 'stripe', operation: 'checkout.sessions.retrieve', contains: sessions[0] });
  await hang({ service: 'drive', operation: 'files.create', contains: sessions[1] });
  for (const [index, entry] of [atStripe, atDrive].entries()) {
    await frontEnd.post({ ...entry, checkout: { S: sessions[index] ?? '' } });
    await frontEnd.press('card', sessions[index] ?? '');
  }
  await hanging();

  const late = competitor();
  const lateSession = await frontEnd.openSession(late);
  await frontEnd.press('card', lateSession);
  await waitFor('the late entry to be waited for', async () => {
    const events = (await before.execution(lateSession)) ? await before.history(lateSession) : [];
    return events.some(({ type }) => /^(LambdaFunction|Task)Failed$/.test(type ?? '')) || undefined;
  });

  const delayed = coach();
  await new SQSClient(awsClientConfig(cloud.addresses)).send(
    new SendMessageCommand({
      QueueUrl: cloud.addresses.outputs.ProcessingQueueUrl,
      MessageBody: JSON.stringify(delayed),
      DelaySeconds: 12,
    }),
  );
  await before.ended(done.entryId);

  const badges = new BadgesInDrive(cloud.addresses);
  const synced = await badges.registerMany('Synced', 12);
  // At the crash, one file is in Drive and nothing says so. The call would be repeated after some seconds.
  await hang({ service: 'dynamodb', operation: 'UpdateItem', contains: md5Of('badge of Synced0') });
  const sync = await badges.run.start({});
  await hanging();
  // The mailbox does not outlive the cloud. On a slow machine, it has the delayed entry's mail too by now.
  const mailsBefore = await before.mails();
  await cloud.kill();

  await start();
  await new FrontEnd(cloud.addresses).post({ ...late, checkout: { S: lateSession } });
  const after = new Outcomes(cloud.addresses);
  const ids = [done.entryId, ...sessions, lateSession, entryIdOf(delayed)];
  for (const id of ids)
    expect(await after.ended(id, 50_000)).toMatchObject({ name: id, status: 'SUCCEEDED' });
  const mails = [...mailsBefore, ...(await after.mails())];
  for (const id of ids) {
    const { registration, driveFile } = await after.of(id);
    const email = String(registration?.email);
    expect(mails.filter(({ recipients }) => recipients.includes(email))).toHaveLength(1);
    expect(await after.driveFiles(id)).toEqual([driveFile]);
  }
  expect(await after.registrations()).toHaveLength(ids.length + synced.length);

  const badgesAfter = new BadgesInDrive(cloud.addresses);
  expect((await badgesAfter.ended(sync)).result?.failed).toBe(0);
  expect(await badgesAfter.differences([...ids, ...synced])).toEqual(inStep);
}, 120_000);
