import { expect, test } from 'vitest';
import { inWords } from '../../../../local/playground/break/break-page.ts';

test.each([
  [400, 'a moment'],
  [1_000, '1 second'],
  [59_999, '59 seconds'],
  [60_000, '1 minute'],
  [125_000, '2 minutes 5 seconds'],
  [3_600_000, '1 hour'],
  [90 * 60_000, '1 hour 30 minutes'],
  [25 * 3_600_000, '1 day 1 hour'],
  [11 * 60_000 + 5_000, '11 minutes'],
])('%i milliseconds are %s', (ms, words) => {
  expect(inWords(ms)).toBe(words);
});
