import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import type { StoredFile } from '@tkd-registration/sandboxes/drive/files';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SheetsRun } from '../../admin/sheets/sheets-run.ts';
import { type EntryItem, toAttributeValues } from '../../core/domain/entry-item.ts';
import { badgeIdOf, registrationIdOf } from '../../core/domain/ids.ts';
import { sheetLayout } from '../../core/sheets/sheet-layout.ts';
import { parseSheetOrder, type SheetFilter } from '../../core/sheets/sheet-order.ts';
import { Outcomes, waitFor } from '../../local/outcome.ts';
import { correct, putRow } from '../cloud/act.ts';
import { clearFaults, cloud, misbehave, register } from '../cloud/fixtures.ts';
import { driveFilesOf, keyOf, refreshed, refreshesOf } from '../cloud/inspect.ts';
import { coach, manualEntry } from '../cloud/people.ts';
import { signedInAs } from '../cloud/signed-in.ts';
import { printedCodes } from '../core/sheets/printed-codes.ts';
import { withPdf } from '../core/sheets/rasterise.ts';

const config = awsClientConfig(cloud);
const { BadgeSheetsArn, BadgeBucket: Bucket = '' } = cloud.outputs;
const s3 = new S3Client(config);
const run = new SheetsRun(signedInAs('organiser', cloud), 'local');
const executions = new Outcomes(cloud, BadgeSheetsArn);
const layout = sheetLayout('3x4', 'letter');
let directory: string;

/** A line of the report. */
type Line = Record<
  'File' | 'Page' | 'Position' | 'Badge id' | 'Entry id' | 'School' | 'Name' | 'Not printed because',
  string
>;

/** The result of an order, with the report's lines about the schools in this file. */
interface Sheets {
  execution: string;
  files: string[];
  lines: Line[];
}

/** Orders sheets and waits for them, like `npm run sheets`; undefined when there was nothing to print. */
async function print(filter: SheetFilter): Promise<Sheets | undefined> {
  const execution = await run.start(parseSheetOrder({ filter, paper: 'letter' }));
  const result = await run.end(execution, () => undefined);
  if (!('report' in result)) return undefined;
  const files = await run.download(result, directory);
  const [columns = [], ...rows] = readFileSync(files.at(-1) ?? '', 'utf8')
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const lines = rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])) as Line);
  return { execution, files, lines: lines.filter(({ School, ...line }) => isOurs(School, line['Entry id'])) };
}

/** Whether a line is about a school or an id that only this file uses. */
const isOurs = (school: string, id: string) => schools.includes(school) || id === 'T1-00000-00000';
const sheetWith = ({ files }: Sheets, { File }: Pick<Line, 'File'>) =>
  readFileSync(files[Number(File) - 1] ?? '');
/** The words of a PDF in the order of reading, without the spaces between them: a name may be broken anywhere. */
const wordsOn = (pdf: Buffer) =>
  withPdf(pdf, async ({ pages, textOf }) =>
    wordsOf(Array.from({ length: pages }, (_, index) => textOf(index + 1)).join(' ')),
  );
const wordsOf = (text: string) => text.replace(/\s/g, '');
const namesIn = (sheets: Sheets | undefined) => sheets?.lines.map(({ Name }) => Name) ?? [];

/** A unique word, in letters only. */
const word = () => randomUUID().replace(/[^a-f]/g, '');
const [ash, birch] = [`Ash ${word()}`, `birch ${word()}`];
const schools = [ash, birch];
const someone = (fullName: string, school: string): EntryItem => ({
  full_name: { S: `${fullName} ${word()}` },
  school: { S: school },
});

interface Person {
  id: string;
  pk: string;
  name: string;
}

async function registered(body: EntryItem): Promise<Person> {
  const { entryId } = await register(body);
  return { id: entryId, pk: await keyOf(entryId), name: nameOf(body) };
}
const nameOf = (body: EntryItem) => String((body.full_name as { S: string }).S);

/** Two people of one school, one of another, and one stored by another system, without an entryId. */
let ann: Person;
let bo: Person;
let cy: Person;
let old: Person;
/** Everybody's sheets. */
let all: Sheets;

async function storedByAnother(body: EntryItem): Promise<Person> {
  const { checkout: _, ...attributes } = toAttributeValues(body);
  const row = { ...attributes, pk: { S: `other-system-${word()}` } };
  await putRow(row);
  const id = registrationIdOf(row);
  await refreshed(id, 1);
  return { id, pk: row.pk.S, name: nameOf(body) };
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'badge-sheets-'));
  [ann, bo, cy, old] = await Promise.all([
    registered(manualEntry(someone('Ann', birch))),
    registered(coach(someone('Bo', birch))),
    registered(manualEntry(someone('Cy', ash))),
    storedByAnother(manualEntry(someone('Old', ash))),
  ]);
  all = (await print({ kind: 'all' })) ?? expect.fail('there was nothing to print');
});
afterEach(clearFaults);
// Other tests expect only badges in the bucket.
afterAll(async () => {
  rmSync(directory, { recursive: true });
  for (const Key of await objectsBelow('sheets/')) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
});

async function objectsBelow(Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys;
}

async function badgeOf({ id }: Person): Promise<Buffer> {
  const { badge } = (await executions.progress(id)) as { badge: { key: string } };
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: badge.key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** The files of an order in Drive. */
async function filesInDrive(execution: string): Promise<StoredFile[]> {
  const drive = await DriveClient.of({
    url: cloud.endpoints.drive,
    serviceAccount: cloud.secret.google.serviceAccount,
  });
  const q = `'${cloud.driveFolderId}' in parents and trashed = false`;
  const { body } = await drive.list(q, { fields: 'files(*)', pageSize: '1000' });
  return (body.files as StoredFile[]).filter(({ name }) => name.startsWith(execution));
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

describe("everybody's sheets", () => {
  test('have the schools in alphabetical order whatever the case, and their people by name', () => {
    expect(namesIn(all)).toEqual([cy, old, ann, bo].map(({ name }) => name));
    for (const line of all.lines) expect(line['Not printed because']).toBe('');
  });

  test('have each badge at the position in the list, recognised by its code', async () => {
    const expected = new Map([ann, bo, cy, old].map(({ id }) => [id, badgeIdOf(id)]));
    for (const line of all.lines) {
      const pdf = sheetWith(all, line);
      const [codes = []] = await printedCodes(pdf, layout, [Number(line.Page)]);
      expect(codes[Number(line.Position) - 1]).toBe(line['Badge id']);
      expect(line['Badge id']).toBe(expected.get(line['Entry id']));
    }
    await withPdf(sheetWith(all, { File: '1' }), async ({ pages, sizeOf }) => {
      expect(pages).toBeGreaterThan(0);
      expect(sizeOf(1)).toEqual(layout.paper);
    });
  });

  test('have a report with names and schools as searchable text', async () => {
    await withPdf(readFileSync(all.files.at(-2) ?? ''), async ({ pages, textOf }) => {
      const words = Array.from({ length: pages }, (_, index) => textOf(index + 1))
        .join(' ')
        .replace(/\s+/g, ' ');
      for (const text of [...schools, 'Schools']) expect(words).toContain(text);
    });
  });

  test('show the names as text', async () => {
    for (const line of all.lines) {
      expect(await wordsOn(sheetWith(all, line)), line.Name).toContain(wordsOf(line.Name));
    }
  });

  test('are in the bucket and in Drive, one file each, including the report and the list', async () => {
    const inBucket = (await objectsBelow(`sheets/${all.execution}/`)).map((key) => basename(key));
    const printed = all.files.map((file) => basename(file));
    expect(printed.slice(-2)).toEqual(['report.pdf', 'preflight.csv']);
    expect(inBucket).toEqual(expect.arrayContaining([...printed, 'plan-1.json', 'rows-1.json']));
    const inDrive = await filesInDrive(all.execution);
    expect(inDrive.map(({ name, md5Checksum }) => [name, md5Checksum]).sort()).toEqual(
      all.files.map((file) => [`${all.execution} ${basename(file)}`, md5(readFileSync(file))]).sort(),
    );
  });

  test("leave no person's name in the execution", async () => {
    const logged = JSON.stringify([
      await executions.execution(all.execution),
      await executions.history(all.execution),
    ]);
    expect(logged).toContain('Finish sheets');
    for (const { name, pk } of [ann, bo, cy, old]) {
      expect(logged).not.toContain(name);
      expect(logged).not.toContain(pk);
    }
    for (const school of schools) expect(logged).not.toContain(school);
  });
});

describe('the order for what has changed', () => {
  test('is empty after everybody was printed; then it has the person who was corrected, with the new name on the badge', async () => {
    expect(namesIn(await print({ kind: 'changed' }))).toEqual([]);

    const name = `Anna ${word()}`;
    const [before, refreshes] = [await badgeOf(ann), await refreshesOf(ann.id)];
    await correct(ann.pk, { full_name: { S: name } });
    await refreshed(ann.id, refreshes.length + 1);
    const changed = (await print({ kind: 'changed' })) ?? expect.fail('nothing has changed');
    expect(namesIn(changed)).toEqual([name]);
    const [line = expect.fail('nobody')] = changed.lines;
    const now = await badgeOf(ann);
    expect(now.equals(before)).toBe(false);
    expect(await wordsOn(sheetWith(changed, line))).toContain(wordsOf(name));
    ann = { ...ann, name };
  });
});

test('one type is printed, from all schools', async () => {
  expect(namesIn(await print({ kind: 'type', registrationType: 'coach' }))).toEqual([bo.name]);
});

test('people whose badges cannot be made are listed with the reason, and the others are printed', async () => {
  // Calls that contain an entry's id: one is refused in an unforeseen way, the other finds the service down for good.
  const refused = {
    status: 400,
    body: JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException' }),
  };
  const away = { status: 500, body: '{}' };
  const call = { service: 'dynamodb', operation: 'GetItem', times: 1_000 };
  await misbehave({ ...call, contains: ann.id, behaviour: { kind: 'answer', headers: {}, ...refused } });
  await misbehave({ ...call, contains: bo.id, behaviour: { kind: 'answer', headers: {}, ...away } });
  const ids = [ann, bo, cy, old].map(({ id }) => id);
  const sheets = (await print({ kind: 'ids', ids })) ?? expect.fail('there was nothing to print');
  expect(sheets.lines.map((line) => [line['Entry id'], line.Name, line['Not printed because']])).toEqual([
    [cy.id, cy.name, ''],
    [old.id, old.name, ''],
    [ann.id, ann.name, expect.stringMatching(/something unexpected failed/)],
    [bo.id, bo.name, expect.stringMatching(/^DynamoDB .*: 500/)],
  ]);
  await withPdf(sheetWith(sheets, { File: '1' }), async ({ pages }) => expect(pages).toBe(1));
});

describe('a list of ids', () => {
  test('is printed except for what cannot be drawn and unknown ids; Drive loses its answer, and has one file', async () => {
    await correct(cy.pk, { reg_type: { S: 'guest' } });
    const upload = { service: 'drive', operation: 'files.create', contains: '"sheet":"sheet_' };
    await misbehave({ ...upload, behaviour: { kind: 'lose-answer' } });
    const ids = [badgeIdOf(bo.id), cy.id, badgeIdOf(old.id).toLowerCase(), 'T1-00000-00000'];
    const sheets = (await print({ kind: 'ids', ids })) ?? expect.fail('there was nothing to print');
    expect(sheets.lines.map((line) => [line.Name, line['Not printed because']])).toEqual([
      [old.name, ''],
      [bo.name, ''],
      [cy.name, 'Type of registration is not one that we know'],
      ['', 'no registration has this id'],
    ]);
    await withPdf(sheetWith(sheets, { File: '1' }), async ({ pages }) => expect(pages).toBe(1));
    expect(await clearFaults(), 'faults that were not used').toEqual([]);
    const inDrive = await filesInDrive(sheets.execution);
    expect(inDrive.map(({ md5Checksum }) => md5Checksum).sort()).toEqual(
      sheets.files.map((file) => md5(readFileSync(file))).sort(),
    );
  });

  test('that are unknown has nothing to print, and suggests who may be meant', async () => {
    const mistyped = badgeIdOf(bo.id).replace(/.$/, (last) => (last === 'X' ? 'Y' : 'X'));
    const order = parseSheetOrder({ filter: { kind: 'ids', ids: [mistyped] }, paper: 'letter' });
    const nothing = await run.end(await run.start(order), () => undefined);
    expect(nothing).not.toHaveProperty('report');
    expect(await run.nearMisses(nothing)).toEqual({ ids: [{ id: mistyped, near: badgeIdOf(bo.id) }] });
  });
});

test('a badge whose registration was corrected just before is printed up to date, and its copy in Drive follows', async () => {
  // Its refresh is started too: the later of the two waits for the other, and finds the badge drawn.
  await correct(cy.pk, { beltRank: { S: 'green' }, reg_type: { S: 'competitor' } });
  const sheets = (await print({ kind: 'school', school: ash.toUpperCase() })) ?? expect.fail('nothing');
  expect(namesIn(sheets)).toEqual([cy.name, old.name]);
  expect(await wordsOn(sheetWith(sheets, { File: '1' }))).toContain('Greenbelt');
  const badge = await badgeOf(cy);
  await waitFor('the copy in Drive to follow', async () => {
    const [file] = await driveFilesOf(cy.id);
    return file?.md5Checksum === md5(badge) ? file : undefined;
  });
});

test('a badge that is gone from the bucket is drawn for its sheet, and one of a refunded registration is removed', async () => {
  const [gone, refunded] = await Promise.all([
    registered(coach(someone('Gone', ash))),
    registered(coach(someone('Refunded', ash))),
  ]);
  const key = (await keyOfBadge(gone)) ?? expect.fail('there is no badge');
  const kept = (await keyOfBadge(refunded)) ?? expect.fail('there is no badge');
  const before = await refreshesOf(gone.id);
  // Not by a payment change, which would have removed the badge.
  await correct(refunded.pk, { payment_state: { S: 'refunded' } });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
  const ids = [gone, refunded].map(({ id }) => id);
  const sheets = (await print({ kind: 'ids', ids })) ?? expect.fail('there was nothing to print');
  expect(sheets.lines.map((line) => [line['Entry id'], line['Not printed because']])).toEqual([
    [gone.id, ''],
    [refunded.id, 'the payment was refunded'],
  ]);
  expect(await wordsOn(sheetWith(sheets, { File: '1' }))).toContain(badgeIdOf(gone.id));
  expect((await badgeOf(gone)).length).toBeGreaterThan(0);
  await refreshed(gone.id, before.length + 1);
  expect(await keyOfBadge(refunded)).toBeUndefined();
  expect(await objectsBelow(kept)).toEqual([]);
});

async function keyOfBadge({ id }: Person): Promise<string | undefined> {
  return ((await executions.progress(id)) as { badge?: { key: string } }).badge?.key;
}
