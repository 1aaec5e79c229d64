/** What is forgotten when, of people in every store, and what is left of them. */
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JobRun } from '../../admin/job-run.ts';
import { FrontEnd } from '../../local/front-end.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { synthesise } from '../../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../../local/tournament-cloud.ts';
import { coach, competitor } from '../cloud/people.ts';
import { EveryStore } from './every-store.ts';
import { medicalWord, nameWord, registeredElsewhere, seedPeople, writeFiles } from './seeded-people.ts';

/** Of the local stage, whose tournament ends on 14 March 2027. */
const days = { neverPaid: '2027-03-22', medical: '2027-04-14', pictures: '2027-06-13', names: '2028-04-19' };
const people = 150;

let cloud: TournamentCloud;
let outcomes: Outcomes;
let stores: EveryStore;
beforeAll(async () => {
  cloud = await startTournamentCloud({ assembly: await synthesise('local'), concurrency: 2 });
  outcomes = new Outcomes(cloud);
  stores = new EveryStore(cloud);
  // A Content manager would put files into the trash of the shared drive.
  await fetch(`${cloud.endpoints.drive}/_settings`, {
    method: 'POST',
    body: new URLSearchParams({ role: 'organizer' }),
  });
  await seedPeople(cloud, people);
}, 240_000);
afterAll(() => cloud.stop());

async function run(machine: string, order: object) {
  const job = new JobRun(awsClientConfig(cloud), { stage: 'local', machine });
  const state = (await job.end(await job.start(order))) as { plan: { items: number; counts: object } };
  const result = state.plan.items > 0 ? await job.result(state) : undefined;
  return { plan: state.plan, counts: result?.counts ?? {}, failures: result?.failures ?? [] };
}
const retention = (on: string, more: object = {}) => run('retention', { on, ...more });
const refreshes = async () => {
  const sfn = new SFNClient(awsClientConfig(cloud));
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: cloud.outputs.BadgeRefreshArn }),
  );
  return executions.map(({ name }) => name);
};

test('people are forgotten in three steps, everywhere, and only what was paid is left', async () => {
  const frontEnd = new FrontEnd(cloud);
  const family = (email: string) => ({
    full_name: { S: `Jo ${nameWord}` },
    email: { S: email },
    medical_form: { M: { conditions: { L: [{ S: medicalWord }] } } },
  });
  const paid = await frontEnd.submit(competitor(family('paid@example.com')));
  await frontEnd.press('card', paid.sessionId ?? '');
  const free = await frontEnd.submit(coach(family('free@example.com')));
  for (const { entryId } of [paid, free]) await outcomes.ended(entryId, 50_000);
  const unpaid = await frontEnd.submit(competitor(family('unpaid@example.com')));
  await waitFor('the unpaid entry', async () => (await stores.holding('unpaid@example.com'))[0]);
  await run('archive', { load: true });
  await run('lists', {});
  const other = await registeredElsewhere(cloud);
  await writeFiles(cloud, [
    'exports/1.zip',
    'brackets/draws/1/draw.json',
    'brackets/paper/1.pdf',
    'brackets/results/1.csv',
  ]);
  const before = { mails: (await outcomes.mails()).length, refreshes: await refreshes() };

  expect((await retention('2027-03-21', { planOnly: true })).plan.counts).toEqual({});
  expect((await retention(days.neverPaid)).counts).toMatchObject({ neverPaid: 1, 'names forgotten': 1 });
  expect(await stores.holding('unpaid@example.com')).toEqual([]);

  expect(await retention(days.medical, { planOnly: true })).toMatchObject({
    plan: { counts: { medical: people + 3, archived: expect.any(Number) } },
  });
  const medical = await retention(days.medical);
  expect(medical).toMatchObject({ counts: { 'medical facts forgotten': people + 3 }, failures: [] });
  expect(await stores.holding(medicalWord)).toEqual([]);
  expect((await stores.holding('paid@example.com')).length).toBeGreaterThan(1);

  const pictures = await retention(days.pictures);
  expect(pictures).toMatchObject({ counts: { 'pictures forgotten': people + 3 }, failures: [] });
  expect(await stores.holding('_badge.jpg')).toEqual([]);
  expect(await stores.holding('School_competitor_')).toEqual([]);
  // What is put there later is the next tournament's.
  expect((await retention(days.pictures)).plan).toMatchObject({ items: 0, counts: {} });

  const names = await retention(days.names);
  expect(names).toMatchObject({ counts: { 'names forgotten': people + 3 }, failures: [] });
  for (const text of [nameWord, 'paid@example.com', 'free@example.com', '2013-07-11']) {
    expect(await stores.holding(text), text).toEqual([]);
  }
  expect((await retention(days.names)).plan).toMatchObject({ items: 0, counts: {} });

  // Nobody heard of it but the organisers, once each time, and no badge was drawn.
  const mails = (await outcomes.mails()).slice(before.mails);
  expect(mails.map(({ recipients, subject }) => [recipients, subject])).toEqual(
    Array(4).fill([['admin@example.com'], '2027 Riverside Open Taekwondo Championship: What was forgotten']),
  );
  expect(mails.map(({ body }) => body.text).join()).not.toMatch(/qqzz|example\.com"/);
  expect(await refreshes()).toEqual(before.refreshes);

  const left = await outcomes.progress(paid.entryId);
  expect(left).toMatchObject({
    erasedAt: expect.any(String),
    admittedBy: expect.stringMatching(/^pi_/),
    settled: { payment: expect.stringMatching(/^pi_/), state: 'paid' },
  });
  expect(await outcomes.progress('cs_test_seeded7')).toMatchObject({ settled: { payment: 'pi_seeded7' } });
  expect(await outcomes.progress(other)).toMatchObject({ settled: { payment: 'pi_other' } });
  // Who pays after all is no late message to be dropped.
  expect(await outcomes.progress(unpaid.entryId)).not.toHaveProperty('erasedAt');
}, 600_000);
