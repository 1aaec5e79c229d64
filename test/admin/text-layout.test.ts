import { expect, test } from 'vitest';
import { columns, lasting, timeOf, wrapped } from '../../admin/text-layout.ts';

test('columns are aligned, and take no room at the end of a line', () => {
  expect(
    columns([
      ['a', '1', ''],
      ['bcd', '22', 'x'],
    ]),
  ).toEqual(['  a    1', '  bcd  22  x']);
});

test('a paragraph is broken into lines of a terminal, an item of a list after its number', () => {
  const lines = wrapped('word '.repeat(40).trim(), '     ', '  1. ');
  expect(lines[0]).toMatch(/^ {2}1\. word( word)+$/);
  expect(lines[1]).toMatch(/^ {5}word( word)+$/);
  expect(Math.max(...lines.map(({ length }) => length))).toBe(79);
  expect(lines.join(' ').match(/word/g)).toHaveLength(40);
  const long = 'https://'.padEnd(100, 'x');
  expect(wrapped(`see ${long} there`)).toEqual(['  see', `  ${long}`, '  there']);
});

test.each([
  [-5, '0 s'],
  [59_000, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [47 * 3_600_000, '47 h'],
  [72 * 3_600_000, '3 days'],
])('%i ms last %s', (ms, words) => {
  expect(lasting(ms)).toBe(words);
});

test('times are in UTC', () => {
  expect(timeOf('2027-03-01T12:00:59Z')).toBe('2027-03-01 12:00 UTC');
});
