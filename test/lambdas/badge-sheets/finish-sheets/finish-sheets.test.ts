import { expect, test } from 'vitest';
import { finishedSheets, type SheetRows, sheetRows } from '../../../../core/sheets/sheet-state.ts';
import { finishSheets } from '../../../../lambdas/badge-sheets/finish-sheets/finish-sheets.ts';
import { withPdf } from '../../../core/sheets/rasterise.ts';

const execution = '2027-03-01-order';

type Printed = SheetRows['printed'][number];

const printed = (entryId: string, changes: Partial<Printed> = {}): Printed => ({
  file: 1,
  page: 2,
  position: 1,
  badgeId: `T1-${entryId}`,
  entryId,
  school: 'Golden Dragon',
  name: `Competitor ${entryId}`,
  registrationType: 'competitor',
  findings: [],
  hash: `hash of ${entryId}`,
  ...changes,
});

/**
 * Finishes an order of these files; `written` is what it wrote, `marked` the hashes it noted as printed.
 * @param files what is on each; undefined for a file that could not be made.
 */
async function finish(
  files: readonly (SheetRows | undefined)[],
  recordSheet?: (id: string) => Promise<void>,
) {
  const written: { key: string; bytes: Buffer; contentType: string }[] = [];
  const marked = new Map<string, string>();
  const failed = files.flatMap((rows, index) => (rows ? [] : [index + 1]));
  const objects: Record<string, unknown> = {
    'manifest.json': { ResultFiles: { SUCCEEDED: [], FAILED: [{ Key: 'FAILED_0.json' }], PENDING: [] } },
    'FAILED_0.json': failed.map((file) => ({
      Input: JSON.stringify({ job: execution, item: { id: `file ${file}` } }),
      Error: 'ServiceUnavailableError',
    })),
    ...Object.fromEntries(failed.map((file) => [`sheets/${execution}/plan-${file}.json`, [{ id: 'lost' }]])),
  };
  const order = { paper: 'letter', first: 1, cutLines: true, askedFor: 'the school Golden Dragon' } as const;
  const finishing = finishSheets(
    { execution, plan: { items: files.length, order }, manifest: 'manifest.json' },
    {
      format: '3x4',
      competition: { name: 'Green Country Open', year: 2027 },
      timeZone: 'America/Chicago',
      now: () => Date.parse('2027-03-01T12:00:00Z'),
      sheets: {
        bucket: 'badges',
        async findJson(key, schema) {
          const [, number] = /^sheets\/2027-03-01-order\/rows-(\d+)\.json$/.exec(key) ?? [];
          const rows = files[Number(number) - 1];
          return rows && schema.parse(sheetRows.parse(rows));
        },
        readJson: async (key, schema) => schema.parse(objects[key]),
        async write(key, bytes, contentType) {
          written.push({ key, bytes: Buffer.from(bytes), contentType });
        },
      },
      printed: {
        async recordSheet(id, hash) {
          await recordSheet?.(id);
          marked.set(id, hash);
        },
      },
    },
  );
  return { report: finishedSheets.shape.report.parse(await finishing), written, marked };
}

test('the list of all files is a CSV of every badge in order, and of those who are not printed', async () => {
  const { report, written } = await finish([
    {
      printed: [
        printed('a', { findings: ['the photo is missing', 'the name is cut'] }),
        printed('b', { position: 2 }),
      ],
      notPrinted: [{ entryId: 'x', school: 'Élan', name: 'Zoë', reason: 'entry x: beltRank: is none' }],
    },
    { printed: [printed('c', { file: 2, findings: ['the photo is missing'] })], notPrinted: [] },
  ]);
  expect(written.slice(2).map(({ bytes, ...object }) => ({ ...object, text: bytes.toString() }))).toEqual([
    {
      key: `sheets/${execution}/preflight.csv`,
      contentType: 'text/csv',
      text: [
        '\uFEFFFile,Page,Position,Badge id,Entry id,School,Name,Registration type,Findings,Not printed because',
        '1,2,1,T1-a,a,Golden Dragon,Competitor a,competitor,the photo is missing; the name is cut,',
        '1,2,2,T1-b,b,Golden Dragon,Competitor b,competitor,,',
        '2,2,1,T1-c,c,Golden Dragon,Competitor c,competitor,the photo is missing,',
        ',,,,x,Élan,Zoë,,,entry x: beltRank: is none',
        '',
      ].join('\r\n'),
    },
  ]);
  expect(report).toEqual({
    bucket: 'badges',
    pdf: { key: `sheets/${execution}/report.pdf` },
    csv: { key: `sheets/${execution}/preflight.csv` },
    envelopes: { key: `sheets/${execution}/envelopes.pdf` },
    files: [1, 2].map((file) => ({ key: `sheets/${execution}/badges-${file}-of-2.pdf` })),
    badges: 3,
    notPrinted: 1,
    withFindings: 2,
    failed: 0,
  });
});

test('the report for people says what was asked for, when, and who is in which file', async () => {
  const { written } = await finish([
    { printed: [printed('a', { findings: ['Name: a word is broken'] })], notPrinted: [] },
    {
      printed: [printed('b', { file: 2 })],
      notPrinted: [{ entryId: 'x', school: 'Élan', name: 'Zoë', reason: 'gone' }],
    },
  ]);
  const [, { key, bytes, contentType } = expect.fail('there is no report')] = written;
  expect([key, contentType]).toEqual([`sheets/${execution}/report.pdf`, 'application/pdf']);
  await withPdf(bytes, async ({ textOf }) => {
    const words = textOf(1).replace(/\s+/g, ' ');
    for (const text of [
      ...[
        'Green Country Open 2027',
        'the school Golden Dragon',
        '1 March 2027 at 06:00',
        'Letter, 4 a sheet',
      ],
      ...['Competitor a', 'Name: a word is broken', 'Zoë', 'gone', 'Entry x', 'file 1: 2; file 2: 2'],
    ]) {
      expect(words).toContain(text);
    }
  });
});

test('what is printed is marked with its hash on the sheet, and nothing else is marked', async () => {
  const { marked } = await finish([
    { printed: [printed('a'), printed('b')], notPrinted: [] },
    { printed: [printed('c')], notPrinted: [{ entryId: 'x', school: '', name: '', reason: 'gone' }] },
  ]);
  expect([...marked].sort()).toEqual([
    ['a', 'hash of a'],
    ['b', 'hash of b'],
    ['c', 'hash of c'],
  ]);
});

test('badges are marked only once the report is written, 16 at a time', async () => {
  const many = Array.from({ length: 100 }, (_, index) => printed(`${index}`));
  let [underWay, most] = [0, 0];
  const { marked } = await finish([{ printed: many, notPrinted: [] }], async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, 1));
    underWay -= 1;
  });
  expect(marked.size).toBe(100);
  expect(most).toBe(16);
});

test('a mark that fails is a failure of the step, which is then tried again', async () => {
  const files = [{ printed: [printed('a'), printed('b')], notPrinted: [] }];
  const failing = finish(files, async (id) => {
    if (id === 'b') throw new Error('no answer');
  });
  await expect(failing).rejects.toThrow('no answer');
});

test('an order of which no badge could be printed has a report all the same', async () => {
  const notPrinted = [{ entryId: 'x', school: 'A', name: 'B', reason: 'the registration is gone' }];
  const { report, written } = await finish([{ printed: [], notPrinted }]);
  expect(report).toMatchObject({ files: [], badges: 0, notPrinted: 1, withFindings: 0 });
  expect(written.map(({ key }) => key)).toEqual([report.envelopes?.key, report.pdf.key, report.csv.key]);
  expect(written[2]?.bytes.toString().trimEnd().split('\r\n')).toHaveLength(2);
});

test('the badges of a file that could not be made are listed as not printed, and the others are reported', async () => {
  const { report, written, marked } = await finish([{ printed: [printed('a')], notPrinted: [] }, undefined]);
  expect(report).toMatchObject({
    files: [{ key: `sheets/${execution}/badges-1-of-2.pdf` }],
    ...{ badges: 1, notPrinted: 1 },
    ...{ failed: 1, cause: 'file 2: ServiceUnavailableError' },
  });
  expect(written[2]?.bytes.toString()).toContain(',,,,lost,,,,,file 2 of 2 could not be made');
  expect([...marked.keys()]).toEqual(['a']);
});
