import { expect, test } from 'vitest';
import { duration, moment } from '../../pages/elements.ts';

test.each([
  [1_234, '1.23 s'],
  [59_940, '59.9 s'],
  [59 * 60_000, '59 min'],
  [135 * 60_000, '2 h 15 min'],
])('%i ms are shown as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('a moment of the same day is shown without its date', async () => {
  const at = Date.UTC(2027, 0, 2, 10, 30);
  const dated = '>2027-01-02 10:30:00 UTC</time>';
  expect(String(await moment(at))).toContain(dated);
  expect(String(await moment(at, at + 3_600_000))).toContain('>10:30:00</time>');
  expect(String(await moment(at, at + 24 * 3_600_000))).toContain(dated);
});
