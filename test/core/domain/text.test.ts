import { describe, expect, test } from 'vitest';
import { fileName, oneLine, printable, shortenedTo } from '../../../core/domain/text.ts';

test.each([
  ['a line break', 'Jo\r\nBcc: all@example.org', 'Jo Bcc: all@example.org'],
  ['a line or paragraph separator', 'Jo\u2028\u2029Rivera', 'Jo Rivera'],
  ['an override of the direction', 'Jo \u202Egnp.exe', 'Jo  gnp.exe'],
  ['an isolate', '\u2066Jo\u2069', 'Jo'],
])('a text with %s stays one line that reads as it is written', (_, text, line) => {
  expect(oneLine(text)).toBe(line);
});

describe('what is drawn', () => {
  test('has no more marks on a letter than any language has', () => {
    expect(printable(`a${'\u0308'.repeat(9)}`.normalize('NFD')).text.normalize('NFD')).toHaveLength(6);
  });

  test('is cut off after 300 characters, whole ones, and shows it', () => {
    expect(printable('🥋'.repeat(301))).toEqual({ text: `${'🥋'.repeat(300)}…`, cut: true });
    expect(printable('🥋'.repeat(300))).toEqual({ text: '🥋'.repeat(300), cut: false });
  });
});

test.each([
  ['Jordan', 'Jordan'],
  ['Jordan Rivera', 'Jordan …'],
])('%s in seven characters is %s', (text, shown) => {
  expect(shortenedTo(7, text)).toBe(shown);
});

test.each([
  ['../../etc/passwd', '______etc_passwd'],
  ['.hidden', '_hidden'],
  ['a\\b\tc\u0000', 'a_b_c_'],
  ['J. R. Rivera.jpg', 'J._R._Rivera.jpg'],
])('%j is called %s as a file', (text, name) => {
  expect(fileName(text)).toBe(name);
});
