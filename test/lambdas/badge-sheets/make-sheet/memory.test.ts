import { expect, test } from 'vitest';
import { printBadges } from '../../../../bench/sheets.ts';

const megabyte = 1_000_000;

test('800 badges of 500 kB are printed in a third of a Lambda’s memory, in files of at most 200', async () => {
  const { report, marked, sizes, pdfs, peakBytes } = await printBadges(800, 500_000);
  expect(report).toMatchObject({ badges: 800, notPrinted: 0 });
  expect(marked).toBe(800);
  expect(sizes).toEqual(Array(4).fill(200));
  expect(pdfs).toHaveLength(4);
  for (const bytes of pdfs) expect(bytes).toBeLessThan(200 * 50_000);
  // 150 MB of it before the first badge. Fonts, layouts and all schools' envelopes are in this one process.
  expect(peakBytes).toBeLessThan((1_769 / 3) * megabyte);
}, 120_000);
