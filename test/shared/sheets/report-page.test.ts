import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { NotPrinted, PrintedBadge } from '../../../lambdas/shared/sheets/preflight-report.ts';
import {
  drawReportPage,
  type ReportPage,
  shownRows,
  type TableRows,
} from '../../../lambdas/shared/sheets/report-page.tsx';
import { sheetLayout } from '../../../lambdas/shared/sheets/sheet-layout.ts';
import { expectToMatchGolden } from '../drawing/golden.ts';

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
    page: 2 + Math.floor(index / 6),
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

const report: ReportPage = {
  layout: sheetLayout('4x3', 'letter'),
  competition: { name: 'Green Country Open Championships', year: 2025 },
  file: 1,
  files: 3,
  madeAt: 'Friday, October 3, 2025, 4:12 PM (Central Daylight Time)',
  askedFor: 'competitors, of every school, registered since September 1',
  pages: 5,
  printed: [...printed(13, someFindings), ...printed(15, () => [])],
  notPrinted: notPrinted(3),
};

describe('a report page looks as approved', () => {
  const cases: [name: string, report: ReportPage][] = [
    ['report-page', report],
    [
      'report-page-full',
      {
        ...report,
        layout: sheetLayout('3x4', 'a4'),
        competition: {
          name: 'Green Country Open Championships of Oklahoma, Texas, Arkansas and Kansas',
          year: 2025,
        },
        askedFor: `badges of ${people.map(([school]) => school).join(', ')}`,
        printed: printed(60, someFindings),
        notPrinted: notPrinted(40),
      },
    ],
    [
      'report-page-clean',
      {
        ...report,
        layout: sheetLayout('ID-1', 'a4'),
        printed: printed(1, () => []),
        pages: 1,
        notPrinted: [],
      },
    ],
  ];

  test.each(cases)('%s', async (name, page) => {
    await expectToMatchGolden(name, await drawReportPage(page), 'sheets');
  });
});

describe('a report page', () => {
  test.each([
    ['Letter', sheetLayout('4x3', 'letter'), { width: 1275, height: 1650 }],
    ['Letter in landscape', sheetLayout('3x4', 'letter'), { width: 1650, height: 1275 }],
    ['A4', sheetLayout('A6', 'a4'), { width: 1240, height: 1754 }],
    ['A4 in landscape', sheetLayout('3x4', 'a4'), { width: 1754, height: 1240 }],
  ])('is as large as %s at 150 dpi', async (_, layout, size) => {
    const jpeg = await drawReportPage({ ...report, layout, printed: [], notPrinted: [] });
    expect(await sharp(jpeg).metadata()).toMatchObject({ ...size, format: 'jpeg', density: 150 });
  });

  test('is the same to the byte when it is drawn again', async () => {
    const [first, second] = [await drawReportPage(report), await drawReportPage(report)];
    expect(first.equals(second)).toBe(true);
  });

  test('keeps its margins white, however much is on it and however long it is', async () => {
    const long = 'Wolfeschlegelstein'.repeat(28);
    const row = { school: long, name: long, findings: [long], reason: long };
    const jpeg = await drawReportPage({
      ...report,
      competition: { name: long, year: 2025 },
      askedFor: long,
      madeAt: long,
      printed: printed(200, someFindings).map((badge) => ({ ...badge, ...row })),
      notPrinted: notPrinted(200).map((person) => ({ ...person, ...row })),
    });
    const { width, height } = await sharp(jpeg).metadata();
    const margin = 50;
    const strips = [
      { left: 0, top: 0, width, height: margin },
      { left: 0, top: height - margin, width, height: margin },
      { left: 0, top: 0, width: margin, height },
      { left: width - margin, top: 0, width: margin, height },
    ];
    for (const strip of strips) {
      const { channels } = await sharp(await sharp(jpeg).extract(strip).toBuffer()).stats();
      for (const { min } of channels) expect(min).toBeGreaterThan(240);
    }
  });

  test('draws whatever the texts are, and fetches nothing', async () => {
    const fetched: unknown[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = async (input) => {
      fetched.push(input);
      throw new Error('a report page must not fetch');
    };
    try {
      const text = fc.string({ unit: 'binary', maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(text, text, text, async (school, name, finding) => {
          const [badge] = printed(1, () => [finding, '🥋 <img src="https://example.com/a.png">']);
          if (!badge) throw new Error('there is no badge');
          await drawReportPage({
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

describe('the rows that are shown', () => {
  /** Of the page's design, in px. */
  const [headings, row] = [92, 34];

  test.each<[string, lines: number, all: TableRows, shown: TableRows]>([
    ['all where they fit', 10, { findings: 6, notPrinted: 4 }, { findings: 6, notPrinted: 4 }],
    ['half of each, but for one line', 11, { findings: 60, notPrinted: 40 }, { findings: 5, notPrinted: 5 }],
    ['what the few not printed leave', 11, { findings: 60, notPrinted: 2 }, { findings: 8, notPrinted: 2 }],
    ['what the few findings leave', 11, { findings: 2, notPrinted: 60 }, { findings: 2, notPrinted: 8 }],
  ])('are %s', (_, lines, all, shown) => {
    expect(shownRows(2 * headings + lines * row, all)).toEqual(shown);
  });

  test('are all of one table without the other, whose headings are not there', () => {
    expect(shownRows(headings + 3 * row, { findings: 3, notPrinted: 0 })).toEqual({
      findings: 3,
      notPrinted: 0,
    });
    expect(shownRows(headings + 3 * row, { findings: 4, notPrinted: 0 })).toEqual({
      findings: 2,
      notPrinted: 0,
    });
  });

  test('never need more height than there is, nor leave a line unused', async () => {
    await fc.assert(
      fc.property(fc.nat(2000), fc.nat(50), fc.nat(50), (height, findings, others) => {
        const all = { findings, notPrinted: others };
        const shown = shownRows(height, all);
        const tables = Number(findings > 0) + Number(others > 0);
        const lines = Math.max(0, Math.floor((height - tables * headings) / row));
        const count = shown.findings + shown.notPrinted;
        expect(shown.findings).toBeLessThanOrEqual(findings);
        expect(shown.notPrinted).toBeLessThanOrEqual(others);
        expect(count).toBe(findings + others <= lines ? findings + others : Math.max(0, lines - 1));
      }),
    );
  });
});
