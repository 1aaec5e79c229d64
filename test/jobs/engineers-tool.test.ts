/** What the engineer's commands see and do on a running stage. */
import { beforeAll, expect, test, vi } from 'vitest';
import { findIn } from '../../admin/find/find.ts';
import { everybody } from '../../admin/find/people.ts';
import { theOne } from '../../admin/find/search.ts';
import { JobRun } from '../../admin/job-run.ts';
import { lastJobs, readJobInDetail } from '../../admin/jobs/read-jobs.ts';
import { needingAttention } from '../../admin/rerun/choose.ts';
import { runAgain } from '../../admin/rerun/rerun.ts';
import { dossierOf } from '../../admin/show/read-dossier.ts';
import { Stage } from '../../admin/stage.ts';
import { isWell, statusOf } from '../../admin/status/read-status.ts';
import { badgeIdOf } from '../../core/domain/ids.ts';
import { write } from '../cloud/act.ts';
import { cloud, register } from '../cloud/fixtures.ts';
import { emailOf, nameOf } from '../cloud/inspect.ts';
import { coach, manualEntry } from '../cloud/people.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { codesIn, read, tableOf } from '../docs/document.ts';

const { console: page, stripe, drive, challonge } = cloud.endpoints;
const config = { ...signedInAs('engineer', cloud), console: page };
const sandboxes = { stripe, drive, challonge };
const stage = new Stage({ name: 'local', config, outputs: cloud.outputs, sandboxes });

const registered = manualEntry();
const schoolless = coach({ school: { S: '' } });
let registeredId: string;
let schoollessId: string;
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  registeredId = (await register(registered)).entryId;
  schoollessId = (await register(schoolless)).entryId;
});

/** Whether a page of the embedded cloud is there. */
const isThere = async (url: string | undefined) => (await fetch(url ?? '')).ok;

/** The fields that a command prints as JSON, as the documents say. */
const documented = (command: string) => {
  const rows = tableOf(read('docs/bulk-jobs.md'), 'command', 'what it does', 'what `--json` prints');
  return codesIn(rows.find(([name]) => name === `\`${command}\``)?.[2] ?? '');
};

const fieldsOf = (json: object) => Object.keys(JSON.parse(JSON.stringify(json)));

test('status counts what needs attention, and knows every queue', async () => {
  const status = await statusOf(stage);
  const registration = status.attention.find(({ part }) => part === 'registration');
  expect(registration?.reasons.map(({ error }) => error)).toContain('EntryInvalidError');
  expect(fieldsOf(status)).toEqual(documented('status'));
  expect(isWell(status)).toBe(false);
  expect(status.queues.map(({ queue }) => queue).sort()).toEqual(['MailEvents', 'Photos', 'Processing']);
  const failed = [
    'FailedMailEvents',
    'FailedPhotos',
    'FailedRefreshes',
    'FailedRegistrations',
    'FailedStarts',
  ];
  expect(status.deadLetters.map(({ queue }) => queue).sort()).toEqual(failed);
});

test('somebody is found by a part of the name, by the code of the badge, and nearly; and shown with all there is', async () => {
  const name = nameOf(registered);
  const { found } = await findIn(stage, name.slice(0, 12).toUpperCase());
  expect(found).toMatchObject([{ id: registeredId, payment: 'paid', attention: [] }]);
  expect((await findIn(stage, badgeIdOf(registeredId))).found).toEqual(found);
  const { near } = await findIn(stage, `${name.slice(0, -1)}_`);
  expect(near[0]?.id).toBe(registeredId);

  const dossier = await dossierOf(stage, theOne(emailOf(registered), (await everybody(stage)).people));
  expect(dossier).toMatchObject({
    ...{ name, attention: [], badgeWithdrawn: false },
    mails: [{ purpose: 'confirmation', status: 'sent' }],
    drive: { state: 'there' },
    executions: [{ machine: 'registration', name: registeredId, status: 'SUCCEEDED' }],
  });
  expect(documented('show')).toEqual(expect.arrayContaining(fieldsOf(dossier)));
  expect(await isThere(dossier.page)).toBe(true);
  expect(await isThere(dossier.drive?.link)).toBe(true);
  expect(await isThere(dossier.executions[0]?.link)).toBe(true);
  expect(JSON.stringify(dossier)).not.toContain('medical');
});

test('an entry that needs attention is listed, corrected and run again', async () => {
  const before = await everybody(stage);
  const person = theOne(schoollessId, before.people);
  expect(needingAttention(before.people, before.marks)).toContainEqual(
    expect.objectContaining({ id: schoollessId, parts: [expect.objectContaining({ part: 'registration' })] }),
  );
  expect(await runAgain(stage, [person], before.marks, {})).toMatchObject([
    {
      status: 'failed',
      error: 'EntryInvalidError',
      attention: [expect.stringContaining('could not be finished')],
    },
  ]);

  await write(schoollessId, { ...schoolless, school: { S: 'Golden Dragon TKD - Owasso' } });
  const results = await runAgain(stage, [person], before.marks, {});
  expect(results).toMatchObject([{ machine: 'registration', status: 'succeeded', attention: [] }]);
  const { executions, payment } = await dossierOf(
    stage,
    theOne(schoollessId, (await everybody(stage)).people),
  );
  expect(payment).toBe('paid');
  const names = executions.filter(({ machine }) => machine === 'registration').map(({ name }) => name);
  expect(names).toContain(results[0]?.name);
});

test('a job is listed with what became of it', async () => {
  const run = new JobRun(config, { stage: 'local', machine: 'lists' });
  const execution = await run.start({ paper: 'a4' });
  await run.end(execution);
  const ended = (await lastJobs(stage, 100, 'lists')).find((one) => one.execution.name === execution);
  if (!ended) throw new Error('the job is not listed');
  const job = await readJobInDetail(stage, ended);
  expect(documented('jobs')).toEqual(expect.arrayContaining(fieldsOf(job)));
  expect(job).toMatchObject({
    ...{ job: 'lists', status: 'succeeded', order: { paper: 'a4' }, failed: 0, failures: [] },
    counts: expect.objectContaining({ sparringGroups: expect.any(Number) }),
  });
});
