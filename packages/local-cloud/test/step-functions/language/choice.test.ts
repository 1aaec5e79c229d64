import { describe, expect, test } from 'vitest';
import { chooseNext } from '../../../step-functions/language/choice.ts';

const scope = {
  input: {
    ...{ text: 'b', same: 'b', n: 2, two: 2, yes: true, nothing: null, object: {} },
    ...{ time: '2026-01-02T03:04:05Z', later: '2026-01-02T05:04:05.5+01:00', star: 'a*b' },
  },
  context: { State: { Name: 'S' } },
  variables: { v: 2 },
};
const fits = (rule: object) => chooseNext([{ Next: 'Yes', ...rule }], scope) !== undefined;

test.each<[string, string, unknown, boolean]>([
  ['$.text', 'StringEquals', 'b', true],
  ['$.text', 'StringEqualsPath', '$.same', true],
  ['$.text', 'StringLessThan', 'c', true],
  ['$.text', 'StringLessThan', 'b', false],
  ['$.text', 'StringLessThanEquals', 'b', true],
  ['$.text', 'StringGreaterThan', 'B', true],
  ['$.text', 'StringGreaterThanEquals', 'b', true],
  ['$.n', 'StringEquals', '2', false],
  ['$.n', 'NumericEquals', 2, true],
  ['$.n', 'NumericEqualsPath', '$.two', true],
  ['$.n', 'NumericEqualsPath', '$v', true],
  ['$v', 'NumericLessThan', 3, true],
  ['$.n', 'NumericGreaterThan', 2, false],
  ['$.n', 'NumericGreaterThanEquals', 2, true],
  ['$.n', 'NumericLessThanEqualsPath', '$.text', false],
  ['$.text', 'NumericEquals', 2, false],
  ['$.yes', 'BooleanEquals', true, true],
  ['$.yes', 'BooleanEquals', false, false],
  ['$.text', 'BooleanEquals', false, false],
  ['$.time', 'TimestampEquals', '2026-01-02T04:04:05+01:00', true],
  ['$.time', 'TimestampLessThanPath', '$.later', true],
  ['$.later', 'TimestampGreaterThan', '2026-01-02T04:04:05.4Z', true],
  ['$.text', 'TimestampLessThan', '2026-01-02T04:04:05Z', false],
  ['$.star', 'StringMatches', 'a*', true],
  ['$.star', 'StringMatches', '*b', true],
  ['$.star', 'StringMatches', 'a\\*b', true],
  ['$.text', 'StringMatches', 'b*b', false],
  ['$.text', 'StringMatches', '*', true],
  ['$.text', 'StringMatches', '', false],
  ['$.text', 'StringMatches', '.', false],
  ['$.star', 'StringMatches', '*a*b*', true],
  ['$.star', 'StringMatches', '*b*a*', false],
  ['$.n', 'StringMatches', '*', false],
  ['$.nothing', 'IsNull', true, true],
  ['$.n', 'IsNull', false, true],
  ['$.nothing', 'IsPresent', true, true],
  ['$.no', 'IsPresent', false, true],
  ['$.no.such', 'IsPresent', true, false],
  ['$.n', 'IsNumeric', true, true],
  ['$.text', 'IsString', true, true],
  ['$.object', 'IsString', false, true],
  ['$.yes', 'IsBoolean', true, true],
  ['$.time', 'IsTimestamp', true, true],
  ['$.text', 'IsTimestamp', true, false],
  ['$$.State.Name', 'StringEquals', 'S', true],
])('%s %s %j: %s', (Variable, operator, expected, result) => {
  expect(fits({ Variable, [operator]: expected })).toBe(result);
});

test.each([
  ['2026-13-02T03:04:05Z'],
  ['2026-02-30T03:04:05Z'],
  ['2026-01-02T25:04:05Z'],
  ['2026-01-02t03:04:05z'],
  ['2026-01-02T03:04:05'],
  ['2026-01-02 03:04:05Z'],
])('%s is no timestamp', (value) => {
  expect(chooseNext([{ Variable: '$', IsTimestamp: true }], { ...scope, input: value })).toBeUndefined();
});

describe('rules', () => {
  const is = (value: number) => ({ Variable: '$.n', NumericEquals: value });

  test('the first that fits wins, and none is undefined', () => {
    const [first, second, third] = [
      { ...is(1), Next: 'A' },
      { ...is(2), Next: 'B' },
      { ...is(2), Next: 'C' },
    ];
    expect(chooseNext([first, second, third], scope)).toBe(second);
    expect(chooseNext([first], scope)).toBeUndefined();
  });

  test('And, Or and Not combine', () => {
    expect(fits({ And: [is(2), { Not: is(3) }] })).toBe(true);
    expect(fits({ And: [is(2), is(3)] })).toBe(false);
    expect(fits({ Or: [is(3), is(2)] })).toBe(true);
    expect(fits({ Not: { Or: [is(3), is(2)] } })).toBe(false);
  });

  test('a later part is not looked at once the result is known', () => {
    const missing = { Variable: '$.no', StringEquals: 'y' };
    expect(fits({ And: [{ Variable: '$.no', IsPresent: true }, missing] })).toBe(false);
    expect(fits({ Or: [is(2), missing] })).toBe(true);
  });

  test('a variable that is not there is a runtime error, not a rule that does not fit', () => {
    const cause = "Invalid path '$.no': The choice state's condition path references an invalid value.";
    const runtime = expect.objectContaining({ error: 'States.Runtime', terminal: true, cause });
    expect(() => fits({ Variable: '$.no', StringEquals: 'y' })).toThrow(runtime);
    expect(() => fits({ Variable: '$.text', StringEqualsPath: '$.no' })).toThrow(runtime);
    expect(() => fits({ Variable: '$.no', IsNull: true })).toThrow(runtime);
  });
});
