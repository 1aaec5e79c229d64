import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../step-functions/language/intrinsics.ts';

const scope = {
  input: {
    ...{ a: [1, 2], n: 5, half: -1.5, nothing: null, text: 'This.is+a,test=string', both: '.+,=' },
    ...{ l: { a: 1, n: { l: 1 } }, r: { n: { r: 2 } }, twice: [null, null, 1, 1.1, 1, {}, {}, [2], [2]] },
    'a,b)': 'odd',
  },
  context: { StateMachine: { Name: 'a-b' } },
  variables: { v: [9] },
};

// What each gives is AWS's, recorded by LocalStack (intrinsic_functions/*.snapshot.json), or the specification's.
test.each<[string, unknown]>([
  ["States.Format('{}:{}', States.ArrayGetItem($.a, 1), States.MathAdd($.n, 2))", '2:7'],
  ["States.Format('{} {} \\{\\}', $.nothing, true)", 'null true {}'],
  ["States.Format('it\\'s \\\\ {}', 'a \\'b\\' \\\\')", "it's \\ a 'b' \\"],
  ["States.Format('{} {}', $.l, $.a)", '{a=1, n={l=1}} [1, 2]'],
  ["States.Format('none')", 'none'],
  ["States.Format('{}', $['a,b)'])", 'odd'],
  ['States.StringToJson(\'{"a": [1]}\')', { a: [1] }],
  ["States.StringToJson(' ')", null],
  ['States.JsonToString($.l)', '{"a":1,"n":{"l":1}}'],
  ['States.JsonToString($.nothing)', 'null'],
  ["States.Array('a', 1.5, -2, null, true, $.n, $v)", ['a', 1.5, -2, null, true, 5, [9]]],
  ['States.Array()', []],
  ['States.ArrayPartition($.twice, 4)', [[null, null, 1, 1.1], [1, {}, {}, [2]], [[2]]]],
  ['States.ArrayPartition(States.Array(), 4)', []],
  ['States.ArrayContains($.twice, States.Array(2))', true],
  ['States.ArrayContains($.a, 3)', false],
  ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
  ['States.ArrayRange(0, 10, 3)', [0, 3, 6, 9]],
  ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
  ['States.ArrayRange(3, 1, 1)', []],
  ['States.ArrayGetItem($.a, 0)', 1],
  ['States.ArrayLength($.a)', 2],
  ['States.ArrayUnique($.twice)', [null, 1, 1.1, {}, [2]]],
  ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
  ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
  ["States.Hash('input data', 'MD5')", '812f45842bc6d66ee14572ce20db8e86'],
  ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  [
    "States.Hash('input data', 'SHA-256')",
    'b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3',
  ],
  ['States.JsonMerge($.l, $.r, false)', { a: 1, n: { r: 2 } }],
  ['States.MathAdd($.half, -1.51)', -3],
  ['States.MathAdd(0.5, 2.5)', 4],
  ["States.StringSplit(', , ,', ',')", [' ', ' ']],
  ["States.StringSplit(',,,,', ',')", []],
  ['States.StringSplit($.text, $.both)', ['This', 'is', 'a', 'test', 'string']],
  ["States.ArrayGetItem(States.StringSplit($$.StateMachine.Name, '-'), 0)", 'a'],
  ['States.ArrayLength( $.a[*] )', 2],
])('%s', (expression, expected) => {
  expect(evaluate(expression, scope)).toEqual(expected);
});

test('random values', () => {
  expect(evaluate('States.UUID()', scope)).toMatch(
    /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
  );
  const drawn = Array.from({ length: 200 }, () => evaluate('States.MathRandom(1, 4)', scope));
  expect(new Set(drawn)).toEqual(new Set([1, 2, 3]));
  const seeded = evaluate('States.MathRandom(1, 1000, 7)', scope);
  expect(evaluate('States.MathRandom(1, 1000, 7)', scope)).toBe(seeded);
});

describe('a runtime error that nothing catches', () => {
  test.each([
    'States.ArrayLength($.n)',
    'States.ArrayLength($.a, 1)',
    'States.ArrayGetItem($.a, 2)',
    'States.ArrayGetItem($.a, -1)',
    'States.ArrayPartition($.a, 0)',
    'States.ArrayRange(1, 2, 0)',
    'States.ArrayRange(1, 1001, 1)',
    "States.Format('{}')",
    "States.Format('{}', 1, 2)",
    "States.StringToJson('{')",
    "States.Hash('x', 'CRC')",
    'States.JsonMerge($.l, $.r, true)',
    'States.JsonMerge($.l, $.a, false)',
    "States.MathAdd('1', 2)",
    'States.MathRandom(2, 2)',
    'States.UUID(1)',
    'States.Nothing(1)',
    'States.toString()',
  ])('%s', (expression) => {
    expect(() => evaluate(expression, scope)).toThrow(
      expect.objectContaining({
        error: 'States.Runtime',
        terminal: true,
        cause: expect.stringContaining(`The function '${expression}' had the following error: `),
      }),
    );
  });

  test.each([
    'States.Format',
    "States.Format('a'",
    "States.Format('a',)",
    "States.Format('a') x",
    'States.Array(a)',
    'Array(1)',
  ])('%s is no call', (expression) => {
    expect(() => evaluate(expression, scope)).toThrow('Invalid intrinsic function call');
  });

  test('of a path to nothing names it', () => {
    expect(() => evaluate('States.Array($.no)', { ...scope, input: {} })).toThrow(
      "The JsonPath argument for the field '$.no' could not be found in the input '{}'",
    );
  });

  test('of more than ten levels', () => {
    const nested = (depth: number): string => (depth === 0 ? '1' : `States.Array(${nested(depth - 1)})`);
    expect(evaluate(nested(10), scope)).toBeDefined();
    expect(() => evaluate(nested(11), scope)).toThrow('Invalid intrinsic function call');
  });
});
