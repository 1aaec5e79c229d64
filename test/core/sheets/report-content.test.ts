import { describe, expect, test } from 'vitest';
import { contentOf, schoolsOf } from '../../../core/sheets/report-content.ts';
import { sheetLayout } from '../../../core/sheets/sheet-layout.ts';

const printed = {
  ...{ file: 1, page: 1, position: 1, badgeId: 'T1-1', entryId: 'cs_test_1', registrationType: 'coach' },
  ...{ school: 'Golden Dragon', name: 'Jo Rivera', findings: [] as string[] },
};
const notPrinted = { entryId: 'cs_test_2', school: '', name: '', reason: 'the registration is gone' };
const report = {
  layout: sheetLayout('3x4', 'letter'),
  competition: { name: 'Green Country Open', year: 2027 },
  ...{ madeAt: '1 March', createdAt: new Date(0), askedFor: 'all registrations' },
  ...{ printed: [printed], notPrinted: [] },
};

describe('what a report says', () => {
  test('about a badge is in words if the registration has them, and otherwise in codes', () => {
    const rowsOf = (badge: Partial<typeof printed> & { findingsInWords?: string }) =>
      contentOf({ ...report, printed: [{ ...printed, ...badge }] }).tables[0]?.rows[0]?.cells.at(-1);
    const findings = ['photo', 'truncated: full_name'];
    expect(rowsOf({ findings, findingsInWords: 'Photo: missing' })).toBe('Photo: missing');
    expect(rowsOf({ findings })).toBe('photo; truncated: full_name');
  });

  test('is that all is well only if nobody is left out and there is nothing to look at', () => {
    const closingOf = (changes: object) => contentOf({ ...report, ...changes }).closing;
    expect(closingOf({})).toMatch(/Every badge/);
    expect(closingOf({ notPrinted: [notPrinted] })).toBeUndefined();
    expect(closingOf({ printed: [{ ...printed, findings: ['photo'] }] })).toBeUndefined();
  });

  test('has no table without rows', () => {
    expect(contentOf(report).tables.map(({ title }) => title)).toEqual(['Schools']);
    expect(
      contentOf({ ...report, printed: [], notPrinted: [notPrinted] }).tables.map(({ title }) => title),
    ).toEqual(['Not printed']);
  });
});

describe('of each school a report says', () => {
  const at = (school: string, file: number, page: number) => ({ school, file, page });

  test('on which pages it is, and how many badges it has', () => {
    expect(schoolsOf([at('A', 1, 1), at('A', 1, 1), at('A', 1, 3), at('B', 1, 3)])).toEqual([
      { school: 'A', pages: '1–3', badges: 3 },
      { school: 'B', pages: '3', badges: 1 },
    ]);
  });

  test('in which files, where there are several', () => {
    expect(schoolsOf([at('A', 1, 33), at('A', 1, 34), at('A', 2, 1), at('B', 2, 1)])).toEqual([
      { school: 'A', pages: 'file 1: 33–34; file 2: 1', badges: 3 },
      { school: 'B', pages: 'file 2: 1', badges: 1 },
    ]);
  });
});
