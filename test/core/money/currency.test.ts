import { expect, test } from 'vitest';
import { amountFrom, amountInWords, smallestStep } from '../../../core/money/currency.ts';

test.each([
  ['usd', 8_500, '85.00 USD'],
  ['usd', 5, '0.05 USD'],
  ['eur', 0, '0.00 EUR'],
  ['jpy', 8_500, '8500 JPY'],
  ['krw', 95_000, '95000 KRW'],
  ['kwd', 5_120, '5.120 KWD'],
  ['huf', 2_500_000, '25000 HUF'],
  ['isk', 500, '5 ISK'],
  ['twd', 120_050, '1200.50 TWD'],
  ['ugx', 10_000, '100 UGX'],
])('an amount in %s, %i of the smallest unit, is %s', (currency, amount, expected) => {
  expect(amountInWords(amount, currency)).toBe(expected);
});

test('an amount that a person writes is one of the currency, or none', () => {
  expect(amountFrom('85', 'usd')).toBe(8_500);
  expect(amountFrom('0.29', 'usd')).toBe(29);
  expect(amountFrom('8500', 'jpy')).toBe(8_500);
  expect(amountFrom('25000', 'huf')).toBe(2_500_000);
  for (const [text, currency] of [
    ['85.005', 'usd'],
    ['85,00', 'usd'],
    ['-1', 'usd'],
    ['1.5', 'jpy'],
    ['0.50', 'huf'],
  ])
    expect(amountFrom(text ?? '', currency ?? ''), text).toBeUndefined();
});

test('Stripe takes some currencies in steps only', () => {
  expect(['usd', 'jpy', 'kwd', 'huf', 'isk', 'twd', 'ugx'].map(smallestStep)).toEqual([
    ...[1, 1, 10],
    ...[100, 100, 100, 100],
  ]);
});
