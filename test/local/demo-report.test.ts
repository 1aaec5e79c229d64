import { describe, expect, test } from 'vitest';
import { checkSheets, type DemoSheets, findingsInWords, sheetsInWords } from '../../local/demo-report.ts';

const sheets: DemoSheets = {
  badges: 2,
  notPrinted: 0,
  withFindings: 1,
  files: [
    '/project/.local/demo/sheets/1/badges-1-of-1.pdf',
    '/project/.local/demo/sheets/1/report.pdf',
    '/project/.local/demo/sheets/1/preflight.csv',
  ],
};
const [drawn, undrawn] = [{ badge: new Uint8Array() }, {}];

describe('the print sheets of a demo', () => {
  test('are reported with their PDFs', () => {
    expect(sheetsInWords(sheets, '/project')).toBe(
      'Print sheets: 2 badges, 1 to look at: .local/demo/sheets/1/badges-1-of-1.pdf',
    );
    expect(sheetsInWords({ ...sheets, badges: 1 }, '/project')).toMatch(/^Print sheets: 1 badge, /);
  });

  test('are right when they have every badge that was drawn', () => {
    expect(checkSheets(sheets, [drawn, undrawn, drawn])).toEqual([]);
    expect(checkSheets({ ...sheets, badges: 0, files: [] }, [undrawn])).toEqual([]);
  });

  test.each<[string, Partial<DemoSheets>, string]>([
    ['a badge is missing', { badges: 1, notPrinted: 1 }, 'print sheets: 1 of 2 badges'],
    ['there was nothing to print', { badges: 0, files: [] }, 'print sheets: 0 of 2 badges'],
    ['they were not made', { failure: 'the execution failed' }, 'print sheets: the execution failed'],
  ])('are a failure when %s', (_, changes, message) => {
    expect(checkSheets({ ...sheets, ...changes }, [drawn, drawn])).toEqual([message]);
  });
});

test('a demo reports the findings of entries that have any', () => {
  const rows = [
    { number: 1, findings: [] },
    { number: 2, findings: ['weight: not-a-number', 'beltRank: unknown'] },
  ];
  expect(findingsInWords(rows)).toEqual([
    'Entry 2, registered as written: weight: not-a-number; beltRank: unknown',
  ]);
});
