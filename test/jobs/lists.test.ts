import { randomUUID } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import type { StoredFile } from '@tkd-registration/sandboxes/drive/files';
import { beforeAll, expect, test } from 'vitest';
import type * as z from 'zod';
import { JobRun } from '../../admin/job-run.ts';
import { madeLists } from '../../core/lists/files/list-state.ts';
import { Outcomes } from '../../local/outcome.ts';
import { putRow } from '../cloud/act.ts';
import { cloud } from '../cloud/fixtures.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { rowOf, type Said } from '../core/lists/people.ts';
import { withPdf } from '../core/sheets/rasterise.ts';

const s3 = new S3Client(awsClientConfig(cloud));
const run = new JobRun(signedInAs('organiser', cloud), { stage: 'local', machine: 'lists' });
const executions = new Outcomes(cloud, cloud.outputs.ListsArn);

/** In letters only, and in the names of this file's people. */
const word = randomUUID().replace(/[^a-f]/g, '');
const people = ['Ann', 'Bo', 'Cy'].map(
  (name, index): Said => ({
    name: `${name} ${word}`,
    school: `School ${word}`,
    weight: 60 + index,
    events: 'sparring-wc,breaking',
  }),
);

let first: Made;
beforeAll(async () => {
  for (const said of people) await putRow(rowOf(said));
  await putRow(rowOf({ name: `Di ${word}`, school: `School ${word}`, payment_state: 'refunded' }));
  first = await make();
});

interface Made {
  name: string;
  plan: z.infer<typeof madeLists>['plan'];
}

async function make(input: object = {}): Promise<Made> {
  const name = await run.start(input);
  const state = await run.end(name);
  const { items, failures } = await run.result(state);
  expect(failures).toEqual([]);
  const { plan } = madeLists.parse(state);
  expect(items).toBe(plan.items);
  return { name, plan };
}

async function read({ name, plan }: Made, file: string): Promise<Buffer> {
  const Key = `lists/${name}/${file}`;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: plan.bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** The lines of a CSV that are about this file's people, by their first names. */
const linesIn = (csv: Buffer) =>
  csv
    .toString()
    .split('\r\n')
    .filter((line) => line.includes(word))
    .map((line) => /(Ann|Bo|Cy|Di) /.exec(line)?.[1]);

const forPeople = () => first.plan.files.filter(({ key }) => !key.endsWith('.json'));

async function inDrive(): Promise<StoredFile[]> {
  const drive = await DriveClient.of({
    url: cloud.endpoints.drive,
    serviceAccount: cloud.secret.google.serviceAccount,
  });
  const q = `'${cloud.driveFolderId}' in parents and trashed = false`;
  const { body } = await drive.list(q, { fields: 'files(*)', pageSize: '1000' });
  const names = forPeople().map(({ key }) => key.split('/').at(-1));
  return (body.files as StoredFile[]).filter(({ name }) => names.includes(name));
}

test('the lists are in the config bucket: groups, and apart from them who does not take part', async () => {
  expect(linesIn(await read(first, 'sparring_groups.csv')).sort()).toEqual(['Ann', 'Bo', 'Cy']);
  expect(linesIn(await read(first, 'breaking_groups.csv')).sort()).toEqual(['Ann', 'Bo', 'Cy']);
  expect(linesIn(await read(first, 'GfG.csv'))).toEqual(expect.not.arrayContaining(['Di']));
  expect(linesIn(await read(first, 'not_taking_part.csv'))).toEqual(['Di']);
});

test('the group sheets are drawn on the paper that was asked for', async () => {
  const a4 = await make({ paper: 'a4' });
  await withPdf(await read(a4, 'sparring_groups.pdf'), async ({ pages, sizeOf, textOf }) => {
    const texts = Array.from({ length: pages }, (_, index) => textOf(index + 1)).join(' ');
    for (const { name } of people) expect(texts).toContain(name.split(' ')[0]);
    expect(Math.round(sizeOf(1).width)).toBe(595);
  });
});

test('Drive has one file a list, which a further run replaces in place', async () => {
  const before = await inDrive();
  expect(before).toHaveLength(forPeople().length);
  await putRow(rowOf({ ...people[0], name: `Ann ${word}`, weight: 99.5 }));
  const second = await make();
  const after = await inDrive();
  expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  expect((await read(second, 'sparring_groups.csv')).toString()).toContain(',99.5,');
});

test('an execution holds counts and keys, and nobody’s name', async () => {
  expect(first.plan.counts.takingPart).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(await executions.history(first.name))).not.toContain(word);
});

test('an order that is none ends at once and says why', async () => {
  await expect(make({ paper: 'a3' })).rejects.toThrow('paper');
});
