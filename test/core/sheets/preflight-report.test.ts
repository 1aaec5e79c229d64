import { describe, expect, test } from 'vitest';
import { type NotPrinted, type PrintedBadge, preflightCsv } from '../../../core/sheets/preflight-report.ts';

const header =
  'File,Page,Position,Badge id,Entry id,School,Name,Registration type,Findings,Not printed because\r\n';

const printed: PrintedBadge = {
  file: 1,
  page: 2,
  position: 3,
  badgeId: 'B1-7K3M',
  entryId: 'cs_test_a1B2c3',
  school: 'Golden Dragon TKD - Owasso',
  name: 'Jordan Rivera',
  registrationType: 'competitor',
  findings: [],
};
const notPrinted: NotPrinted = {
  entryId: 'cs_test_d4E5f6',
  school: 'Golden Dragon TKD - Owasso',
  name: 'Alex Novák',
  reason: 'not paid',
};

/** The file without its mark and header. */
const linesOf = (badges: readonly PrintedBadge[], others: readonly NotPrinted[] = []) =>
  preflightCsv(badges, others).slice(1 + header.length);

describe('the preflight report', () => {
  test('begins with a byte order mark and the names of the columns, badges or not', () => {
    expect(preflightCsv([], [])).toBe(`\uFEFF${header}`);
    expect(Buffer.from(preflightCsv([], [])).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  });

  test('has one line a badge, in their order, then one for everyone who is not printed', () => {
    const second = { ...printed, position: 4, findings: ['no photo', 'the name is cut off'] };
    expect(linesOf([printed, second], [notPrinted])).toBe(
      [
        '1,2,3,B1-7K3M,cs_test_a1B2c3,Golden Dragon TKD - Owasso,Jordan Rivera,competitor,,',
        '1,2,4,B1-7K3M,cs_test_a1B2c3,Golden Dragon TKD - Owasso,Jordan Rivera,competitor,no photo; the name is cut off,',
        ',,,,cs_test_d4E5f6,Golden Dragon TKD - Owasso,Alex Novák,,,not paid',
        '',
      ].join('\r\n'),
    );
  });

  test.each([
    ['a comma', 'Rivera, Jordan', '"Rivera, Jordan"'],
    ['quotes', 'Jordan "Jo" Rivera', '"Jordan ""Jo"" Rivera"'],
    ['a line break', 'Jordan\r\nRivera', 'Jordan Rivera'],
    ['a direction override', 'Jordan\u202eRivera', 'Jordan Rivera'],
    ['a formula', '=HYPERLINK("https://example.com")', `"'=HYPERLINK(""https://example.com"")"`],
    ['a formula behind a space and a tab', ' \t=1+1', "'=1+1"],
    ['a plus', '+1 Dojo', "'+1 Dojo"],
    ['a minus', '-1', "'-1"],
    ['an at sign', '@SUM(A1)', "'@SUM(A1)"],
    ['a full-width equals sign', '\uFF1D1+1', "'\uFF1D1+1"],
    ['Hangul', '홍길동', '홍길동'],
    ['Chinese', '王小明', '王小明'],
    ['Japanese', '佐藤 さくら', '佐藤 さくら'],
    ['Thai', 'สมชาย ใจดี', 'สมชาย ใจดี'],
    ['Arabic', 'محمد علي', 'محمد علي'],
    ['Hebrew', 'דוד כהן', 'דוד כהן'],
    ['Devanagari', 'अनिल कुमार', 'अनिल कुमार'],
    ['an emoji', 'Jo 🥋', 'Jo 🥋'],
  ])('writes a name with %s so that a spreadsheet shows it and runs nothing', (_, name, cell) => {
    expect(linesOf([{ ...printed, name }])).toBe(
      `1,2,3,B1-7K3M,cs_test_a1B2c3,Golden Dragon TKD - Owasso,${cell},competitor,,\r\n`,
    );
  });

  test('neutralises formulas in every text', () => {
    const formula = '=1+1';
    const everywhere = { ...printed, badgeId: formula, school: formula, name: formula, findings: [formula] };
    const csv = linesOf(
      [everywhere],
      [{ entryId: formula, school: formula, name: formula, reason: formula }],
    );
    expect(csv.match(/(?<=^|,)'=1\+1(?=,|\r)/gm)).toHaveLength(8);
    expect(csv).not.toMatch(/(?<=^|,)=/m);
  });
});
