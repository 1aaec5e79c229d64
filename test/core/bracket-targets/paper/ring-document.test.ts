import { describe, expect, test } from 'vitest';
import type { DivisionSheet, RingContent } from '../../../../core/bracket-targets/paper/ring-content.ts';
import { drawRing } from '../../../../core/bracket-targets/paper/ring-document.ts';
import { uprightSize } from '../../../../core/sheets/sheet-layout.ts';
import { expectToMatchGolden } from '../../badges/drawing/golden.ts';
import { pageAsPng, withPdf } from '../../sheets/rasterise.ts';
import { sheetOf } from './sheets.ts';

const long = 'Anna Guadalupe Alejandra Hernandez de la Cruz Villanueva';
const endless = 'Maximiliano Alejandro Fernandez Rodriguez '.repeat(6).trim();
const names = [
  'Jordan Rivera',
  '홍길동',
  'Nguyễn Văn Đức',
  'محمد علي',
  'अनिता शर्मा',
  '王小明',
  long,
  endless,
];

const withNames = (sheet: DivisionSheet): DivisionSheet => ({
  ...sheet,
  people: sheet.people.map((one, index) => ({ ...one, name: names[index] ?? one.name })),
});

const content: RingContent = {
  competition: { name: 'Riverside Open', year: 2027 },
  ring: 1,
  divisions: [
    withNames(sheetOf('single elimination', 20, 'Cadet male, low belts, fin')),
    withNames(sheetOf('round robin', 4, 'Cadet female, low belts, fin')),
    sheetOf('one match', 2, 'Junior male, low belts, fin'),
    sheetOf('single elimination', 33, 'Senior male, black belts, fin'),
  ],
  alone: [
    {
      title: 'Ultra male, low belts, fin (Sparring)',
      name: 'Lone Wolf',
      school: 'Dojang',
      code: 'DOJ',
      decided: 'Exhibition match with Friendly Partner, no medal',
      partner: { name: 'Friendly Partner', school: 'Tigers', code: 'TIG' },
    },
  ],
  schools: [{ code: 'DOJ', name: 'Dojang' }],
};

describe('a ring’s document', async () => {
  const draw = () => drawRing(content, { paper: uprightSize('letter'), version: 'ABC123' });
  const pdf = await draw();
  /** The words of each page. */
  const pages = await withPdf(pdf, async ({ pages: count, textOf }) =>
    Array.from({ length: count }, (_, index) => textOf(index + 1).replace(/\s+/g, ' ')),
  );
  const pageWith = (words: string) => pages.findIndex((page) => page.includes(words)) + 1;

  test('looks as approved: brackets and pools', async () => {
    await expectToMatchGolden(
      'bracket',
      await pageAsPng(pdf, pageWith('20 competitors, single')),
      'brackets',
    );
    await expectToMatchGolden(
      'pool',
      await pageAsPng(pdf, pageWith('4 competitors, round robin')),
      'brackets',
    );
  });

  test('names everybody on the sheet of the division, whatever the script and the length', () => {
    const page = pages[pageWith('20 competitors, single') - 1] ?? '';
    for (const name of [...names.slice(0, 7), 'P20 Lastname'])
      for (const word of name.split(' ')) expect(page).toContain(word);
    // What does not fit is written out at the foot.
    expect(page).toContain(endless);
  });

  test('says in the order of matches on which page each sheet is', () => {
    const order = pages[0] ?? '';
    const first = pageWith('33 competitors, single');
    expect(order).toContain(`33 32 101–132 132 ${first}`);
    expect(order).toContain('P16 Lastname (S16)');
    expect(pages.join()).toContain('winner of 102');
    expect(pages.join()).toContain('Lone Wolf');
    expect(pages.at(-1)).toContain('Friendly Partner');
  });

  test('says on each page of a large bracket how it goes on', () => {
    const first = pageWith('33 competitors, single');
    const final = first + 2;
    expect(pages[first - 1]).toContain('Part 1 of 2');
    expect(pages[first]).toContain(`goes on to match 132, page ${final}`);
    expect(pages[final - 1]).toContain(`Winner of part 2, match 131 on page ${first + 1}`);
    expect(pages[final - 1]).toContain('loser of 130');
    for (const [index, page] of pages.entries())
      for (const words of [
        `Page ${index + 1} of ${pages.length}`,
        'RING 1',
        'Riverside Open 2027',
        'Version ABC123',
      ])
        expect(page).toContain(words);
  });

  test('has the same bytes each time', async () => {
    const small = { ...content, divisions: content.divisions.slice(2, 3) };
    const again = () => drawRing(small, { paper: uprightSize('a4'), version: 'ABC123' });
    expect((await again()).equals(await again())).toBe(true);
  });
});
