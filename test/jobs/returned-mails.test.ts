/** Mails that come back: SES's mailbox simulator decides what becomes of a mail to it. */
import { randomUUID } from 'node:crypto';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { expect, test } from 'vitest';
import { JobRun } from '../../admin/job-run.ts';
import { plannedJob } from '../../core/jobs/job-state.ts';
import { waitFor } from '../../local/outcome.ts';
import { correct, runAgain, settle, write } from '../cloud/act.ts';
import { cloud, outcomes, register } from '../cloud/fixtures.ts';
import { digests, keyOf, mailsTo, marksOf, nameOf } from '../cloud/inspect.ts';
import { coach } from '../cloud/people.ts';

const simulated = (mailbox: string) => `${mailbox}+${randomUUID()}@simulator.amazonses.com`;
const marked = (entryId: string) =>
  waitFor('the mail to be marked', async () => ((await marksOf(entryId)).length > 0 ? true : undefined));

test('a mail that came back is reported in the digest, is not sent there again, and goes to the corrected address', async () => {
  const address = simulated('bounce');
  const body = coach({ email: { S: address } });
  const { entryId } = await register(body);
  await marked(entryId);
  expect(await outcomes.progress(entryId)).toMatchObject({
    'mail confirmation': { status: 'returned', feedback: { what: 'Permanent/General' } },
    'attention confirmation': { error: 'MailBouncedError' },
  });
  expect(JSON.stringify(await outcomes.progress(entryId))).not.toContain('@');
  await settle(entryId);
  const digest = await waitFor('the digest', async () =>
    (await digests()).find(({ body: { text } }) => text?.includes(nameOf(body))),
  );
  expect(digest.body.text).toContain('the mail came back');
  expect(digest.body.text).toContain('suppression list');

  expect(await runAgain(entryId)).toMatchObject({ status: 'FAILED', error: 'MailBouncedError' });
  expect(await mailsTo(address)).toHaveLength(1);
  const corrected = simulated('success');
  await write(entryId, { ...body, email: { S: corrected } });
  expect((await runAgain(entryId, `${entryId}-corrected`)).status).toBe('SUCCEEDED');
  expect(await marksOf(entryId)).toEqual([]);
  expect(await mailsTo(corrected)).toHaveLength(1);
});

test('after a complaint the family gets no confirmation again, unless its address is another', async () => {
  const school = `School ${randomUUID().replace(/[^a-f]/g, '')}`;
  const address = simulated('complaint');
  const { entryId } = await register(coach({ email: { S: address }, school: { S: school } }));
  await marked(entryId);
  expect((await outcomes.progress(entryId))['attention confirmation']).toMatchObject({
    error: 'MailComplaintError',
  });
  const job = new JobRun(awsClientConfig(cloud), { stage: 'local', machine: 'resend' });
  const plan = async () => {
    const order = { filter: { kind: 'school', school }, occasion: randomUUID() };
    return plannedJob.parse(await job.end(await job.start(order))).plan.counts;
  };
  expect(await plan()).toMatchObject({ toBeSent: 0, leftOut: 1 });
  const corrected = simulated('success');
  await correct(await keyOf(entryId), { email: { S: corrected } });
  expect(await plan()).toMatchObject({ toBeSent: 1, leftOut: 0 });
  expect(await mailsTo(corrected)).toHaveLength(1);
  expect(await mailsTo(address)).toHaveLength(1);
  expect((await runAgain(entryId)).status).toBe('SUCCEEDED');
  expect(await marksOf(entryId)).toEqual([]);
});
