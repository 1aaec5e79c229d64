import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NotPrinted, PrintedBadge } from '../../../core/sheets/preflight-report.ts';
import type { Report } from '../../../core/sheets/report-content.ts';
import { drawReportPdf } from '../../../core/sheets/report-pdf.tsx';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { expectToMatchGolden } from '../badges/drawing/golden.ts';
import { pageAsPng, withPdf } from './rasterise.ts';

/** Schools and names in every script, long ones among them. */
const people: [school: string, name: string][] = [
  ['Golden Dragon TKD - Owasso', 'Jordan Rivera'],
  ['서울 태권도 아카데미', '홍길동'],
  ['上海跆拳道馆', '王小明'],
  ['臺北跆拳道館', '林美惠'],
  ['東京テコンドー道場', '佐藤 さくら'],
  ['โรงเรียนเทควันโดกรุงเทพ', 'สมชาย ใจดี'],
  ['نادي التايكوندو دبي', 'محمد علي'],
  ['מועדון טאקוונדו חיפה', 'דוד כהן'],
  ['दिल्ली ताइक्वांडो अकादमी', 'अनिल कुमार'],
  ['Клуб тхэквондо Москва', 'Юрий Гагарин'],
  ['Σχολή Ταεκβοντό Αθήνας', 'Ελένη Παπαδοπούλου'],
  ['Trường Taekwondo Hà Nội', 'Nguyễn Văn Đức'],
  [
    'Universidad Autónoma de Nuevo León Taekwondo Club Representativo de Monterrey',
    'Anna Guadalupe Alejandra Hernandez de la Cruz Villanueva',
  ],
];
const findings = [
  ['no photo was given'],
  ['the name is cut off'],
  ['the photo is a placeholder: it was truncated', 'a character of the school has no glyph'],
];

const personOf = (index: number) => {
  const [school = '', name = ''] = people[index % people.length] ?? [];
  return { school, name };
};

const printed = (count: number, findingsOf: (index: number) => readonly string[]): PrintedBadge[] =>
  Array.from({ length: count }, (_, index) => ({
    file: 1,
    page: 1 + Math.floor(index / 6),
    position: 1 + (index % 6),
    badgeId: `B${index}`,
    entryId: `cs_test_${index}`,
    registrationType: 'competitor',
    findings: findingsOf(index),
    ...personOf(index),
  }));

const notPrinted = (count: number): NotPrinted[] =>
  Array.from({ length: count }, (_, index) => ({
    entryId: `cs_test_not_${index}`,
    reason: 'the payment is still pending',
    ...personOf(index + 3),
  }));

const someFindings = (index: number) => findings[index % findings.length] ?? [];

const report: Report = {
  layout: sheetLayout('4x3', 'letter'),
  competition: { name: 'Green Country Open Championships', year: 2025 },
  madeAt: 'Friday, October 3, 2025, 4:12 PM (Central Daylight Time)',
  askedFor: 'competitors, of every school, registered since September 1',
  createdAt: new Date('2025-10-03T21:12:00Z'),
  printed: [...printed(13, someFindings), ...printed(15, () => [])],
  notPrinted: notPrinted(3),
};

/** A full order: two files, sixty badges to look at, forty that are not printed, one with a reason of many lines. */
const full: Report = {
  ...report,
  layout: sheetLayout('3x4', 'a4'),
  competition: {
    name: 'Green Country Open Championships of Oklahoma, Texas, Arkansas and Kansas',
    year: 2025,
  },
  askedFor: `badges of ${people.map(([school]) => school).join(', ')}`,
  printed: printed(60, someFindings).map((badge, index) => ({ ...badge, file: index < 40 ? 1 : 2 })),
  notPrinted: [
    {
      entryId: 'cs_test_long',
      school: 'Dojang',
      name: 'Jo',
      reason: 'Belt is not one that we know; '.repeat(20).trim(),
    },
    ...notPrinted(39),
  ],
};
const clean: Report = {
  ...report,
  layout: sheetLayout('ID-1', 'a4'),
  printed: printed(1, () => []),
  notPrinted: [],
};

/** Drawn once, for several tests. */
const drawn = { report: drawReportPdf(report), full: drawReportPdf(full), clean: drawReportPdf(clean) };

/** The words of all pages, as a reader finds them: without the lines that they are parted into. */
const wordsOf = (pdf: Uint8Array) =>
  withPdf(pdf, async ({ pages, textOf }) =>
    Array.from({ length: pages }, (_, index) => textOf(index + 1))
      .join(' ')
      .replace(/\s+/g, ' '),
  );

describe('a report looks as approved', () => {
  test.each<[name: string, report: keyof typeof drawn, page: number]>([
    ['report', 'report', 1],
    ['report-full-1', 'full', 1],
    ['report-full-5', 'full', 5],
    ['report-clean', 'clean', 1],
  ])('%s', async (name, report, page) => {
    await expectToMatchGolden(name, await pageAsPng(await drawn[report], page), 'sheets');
  });
});

describe('a report', () => {
  test('has every name, school and entry as words that can be found, in every script', async () => {
    const words = await wordsOf(await drawn.full);
    for (const [school, name] of people) {
      for (const text of [name, school]) for (const word of text.split(' ')) expect(words).toContain(word);
    }
    for (const { entryId } of full.notPrinted) expect(words).toContain(entryId);
  });

  test('has whole words also on pages of short rows, far apart', async () => {
    const badges = printed(100, () => []).map((badge, index) => ({
      ...badge,
      school: `Nguyễn Văn Đức ${index}`,
    }));
    const words = await wordsOf(await drawReportPdf({ ...report, printed: badges, notPrinted: [] }));
    for (const { school } of badges) expect(words).toContain(school);
  });

  test('says every reason in full, on as many pages as it takes', async () => {
    const sentence = (number: number) => `sentence${number} says what is wrong with one of the characters`;
    const reason = Array.from({ length: 300 }, (_, index) => sentence(index)).join('; ');
    const name = 'Wolfeschlegelstein'.repeat(50);
    const pdf = await drawReportPdf({
      ...report,
      notPrinted: [{ entryId: 'cs_test_1', school: 'Dojang', name, reason }],
    });
    const words = await wordsOf(pdf);
    for (let index = 0; index < 300; index += 1) expect(words).toContain(`sentence${index} `);
    expect(words).not.toContain('…');
    await withPdf(pdf, async ({ pages }) => expect(pages).toBeGreaterThan(3));
  });

  test.each([
    ['Letter', sheetLayout('4x3', 'letter'), [612, 792]],
    ['Letter, also where badges lie on it in landscape', sheetLayout('3x4', 'letter'), [612, 792]],
    ['A4', sheetLayout('3x4', 'a4'), [595.276, 841.89]],
  ])('is on %s, upright', async (_, layout, size) => {
    await withPdf(await drawReportPdf({ ...clean, layout }), async ({ sizeOf }) => {
      const { width, height } = sizeOf(1);
      expect([width, height].map((side) => Math.round(side))).toEqual(size.map((side) => Math.round(side)));
    });
  });

  test('is the same to the byte when it is drawn again', async () => {
    const [first, second] = [await drawn.report, await drawReportPdf(report)];
    expect(first.equals(second)).toBe(true);
  });

  test('keeps its margins white, however much is on it and however long it is', async () => {
    const long = 'Wolfeschlegelstein'.repeat(28);
    const row = { school: long, name: long, findings: [long, long], reason: long };
    const pdf = await drawReportPdf({
      ...report,
      competition: { name: long, year: 2025 },
      askedFor: long,
      madeAt: long,
      printed: printed(2, someFindings).map((badge) => ({ ...badge, ...row })),
      notPrinted: notPrinted(2).map((person) => ({ ...person, ...row })),
    });
    await withPdf(pdf, async ({ pages, rasterise }) => {
      expect(pages).toBeGreaterThan(2);
      for (let page = 1; page <= pages; page += 1) {
        const { width, height, colourAt } = await rasterise(page, 36);
        const margin = 15;
        for (let y = 0; y < height; y += 1) {
          for (let x = 0; x < width; x += 1) {
            if (x >= margin && x < width - margin && y >= margin && y < height - margin) continue;
            if (colourAt(x, y) !== 0xffffff) expect.fail(`page ${page} is not white at ${x}, ${y}`);
          }
        }
      }
    });
  });

  test('draws whatever the texts are, and fetches nothing', async () => {
    const fetched: unknown[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = async (input) => {
      fetched.push(input);
      throw new Error('a report must not fetch');
    };
    try {
      const text = fc.string({ unit: 'binary', maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(text, text, text, async (school, name, finding) => {
          const [badge] = printed(1, () => [
            finding,
            '🥋 <img src="https://example.com/a.png"><rect fill="#000000"/>',
          ]);
          if (!badge) throw new Error('there is no badge');
          await drawReportPdf({
            ...report,
            printed: [{ ...badge, school, name }],
            notPrinted: [{ entryId: 'cs_test_1', school, name, reason: finding }],
          });
        }),
        { numRuns: 5 },
      );
    } finally {
      globalThis.fetch = original;
    }
    expect(fetched).toEqual([]);
  });
});
