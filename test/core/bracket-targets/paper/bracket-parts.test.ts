import { describe, expect, test } from 'vitest';
import { type Branch, bracketParts, mostRows } from '../../../../core/bracket-targets/paper/bracket-parts.ts';
import { sheetPages } from '../../../../core/bracket-targets/paper/sheet-pages.ts';
import { sheetOf } from './sheets.ts';

/** What a part shows, from top to bottom. */
function shownIn(branch: Branch): { seeds: number[]; matches: number[]; rows: number[]; parts: string[] } {
  if ('leaf' in branch) {
    const { leaf, row } = branch;
    return 'seed' in leaf
      ? { seeds: [leaf.seed], matches: [], rows: [row], parts: [] }
      : { seeds: [], matches: [], rows: [row], parts: [leaf.part.name ?? ''] };
  }
  const [upper, lower] = branch.sides.map(shownIn) as [
    ReturnType<typeof shownIn>,
    ReturnType<typeof shownIn>,
  ];
  return {
    seeds: [...upper.seeds, ...lower.seeds],
    matches: [...upper.matches, branch.match.id, ...lower.matches],
    rows: [...upper.rows, ...lower.rows],
    parts: [...upper.parts, ...lower.parts],
  };
}

describe('a bracket on pages', () => {
  test('has everybody, every match and every part once, in rows from top to bottom that fit on a page', () => {
    for (let people = 2; people <= 300; people += people < 140 ? 1 : 23) {
      const sheet = sheetOf('single elimination', people);
      const parts = bracketParts(sheet);
      const shown = parts.map(({ tree }) => shownIn(tree));
      const inOrder = (numbers: number[]) => numbers.sort((a, b) => a - b);
      expect(inOrder(shown.flatMap(({ seeds }) => seeds))).toEqual(sheet.people.map((_, index) => index + 1));
      expect(inOrder(shown.flatMap(({ matches }) => matches))).toEqual(sheet.matches.map(({ id }) => id));
      expect(shown.flatMap(({ parts: others }) => others)).toEqual(
        parts.slice(0, -1).map(({ name }) => name),
      );
      for (const [index, { rows }] of parts.entries()) {
        expect(rows).toBeLessThanOrEqual(mostRows);
        expect(shown[index]?.rows).toEqual(Array.from({ length: rows }, (_, row) => row));
      }
    }
  });

  test.each([
    [32, [undefined]],
    [33, ['1', '2', 'Final']],
    [64, ['1', '2', 'Final']],
    [65, ['1', '2', '3', '4', 'Final']],
    [128, ['1', '2', '3', '4', 'Final']],
  ])('of %i people has the parts %j', (people, names) => {
    expect(bracketParts(sheetOf('single elimination', people)).map(({ name }) => name)).toEqual(names);
  });
});

describe('sheets on pages', () => {
  const height = 674;

  test('keep their order; small ones share a page, and no page has more than it has room for', () => {
    const sheets = [
      sheetOf('round robin', 3),
      sheetOf('round robin', 3),
      sheetOf('one match', 2),
      sheetOf('one match', 2),
      sheetOf('single elimination', 40),
      sheetOf('best of three', 2),
      sheetOf('single elimination', 4),
      sheetOf('single elimination', 8),
      sheetOf('round robin', 8),
    ];
    const pages = sheetPages(sheets, height);
    expect(pages.map((page) => page.map(({ sheet }) => sheet.people.length))).toEqual([
      [3, 3],
      [2, 2],
      [40],
      [40],
      [40],
      [2],
      [4],
      [8],
      [8],
    ]);
  });

  test('never take more room than a page has', () => {
    const sheets = Array.from({ length: 60 }, (_, index) => sheetOf('round robin', 2 + ((index * 5) % 7)));
    const pages = sheetPages(sheets, height);
    expect(pages.flat().map(({ sheet }) => sheet)).toEqual(sheets);
    for (const page of pages) {
      const used = page.reduce((sum, placed) => sum + (placed.height ?? height), 0);
      expect(used + 20 * (page.length - 1)).toBeLessThanOrEqual(height);
    }
  });
});
