import { describe, expect, test } from 'vitest';
import { evaluateJsonata } from '../../../step-functions/language/jsonata.ts';

const states = {
  input: { n: 4, list: [1, 2], one: [{ a: 1 }], nothing: null },
  context: { State: { Name: 'S' } },
};
const evaluated = (value: unknown, field = 'Output') =>
  evaluateJsonata(field, value, states, { x: { y: 2 } });

test.each<[unknown, unknown]>([
  ['{% $states.input.n + 1 %}', 5],
  ['{%$states.input.n%}', 4],
  [' {% 1 %}', ' {% 1 %}'],
  ['{% 1 %} ', '{% 1 %} '],
  ['text', 'text'],
  [null, null],
  ['{% null %}', null],
  ['{% false %}', false],
  ['{% $states.input.nothing %}', null],
  ['{% $x.y %}', 2],
  ['{% $states.input.one %}', [{ a: 1 }]],
  ['{% $states.input.list[$ > 1] %}', 2],
  [{ a: ['{% $states.context.State.Name %}', { 'b.$': '$.n' }] }, { a: ['S', { 'b.$': '$.n' }] }],
  ['{% $partition($states.input.list, 1) %}', [[1], [2]]],
  ['{% $partition([], 2) %}', []],
  ['{% $range(0, 9, 3) %}', [0, 3, 6, 9]],
  ["{% $hash('input data', 'MD5') %}", '812f45842bc6d66ee14572ce20db8e86'],
  ['{% $random(3) = $random(3) %}', true],
  ['{% $random() < 1 %}', true],
  ['{% $length($uuid()) %}', 36],
  ['{% $parse(\'{"a": 1}\') %}', { a: 1 }],
])('%j gives %j', async (value, expected) => {
  expect(await evaluated(value)).toEqual(expected);
});

test('a result is a copy', async () => {
  const result = (await evaluated('{% $states.input %}')) as typeof states.input;
  result.list.push(3);
  expect(states.input.list).toEqual([1, 2]);
});

// The texts are AWS's, recorded by LocalStack (statevariables, outputdecl, intrinsic_functions).
describe('a failure names the expression and its field', () => {
  const given = (expression: string, field = 'Output') =>
    `The JSONata expression '${expression}' specified for the field '${field}'`;

  test.each<[string, string]>([
    ['$doesNotExist', 'returned nothing (undefined).'],
    ['$states.input.no', 'returned nothing (undefined).'],
    ['$', 'returned nothing (undefined).'],
    ['n', 'returned nothing (undefined).'],
    ['$fn := function($x){$x}', 'returned an unsupported result type.'],
    ['[$uuid]', 'returned an unsupported result type.'],
    ['$no()', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ["$eval('1')", 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ["1 + 'a'", 'threw an error during evaluation. T2002: '],
    ["$parse('{')", 'threw an error during evaluation. '],
    ['$range(1, 2, 0)', 'threw an error during evaluation. '],
    ['($f := function($n) { 1 + $f($n) }; $f(0))', 'threw an error during evaluation. D1011: '],
  ])('%s', async (expression, problem) => {
    await expect(evaluated(`{% ${expression} %}`)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      terminal: false,
      location: 'Output',
      cause: expect.stringContaining(`${given(expression)} ${problem}`),
    });
  });

  test('at its depth', async () => {
    await expect(evaluated({ a: { b: '{% $no %}' } }, 'Arguments')).rejects.toMatchObject({
      location: 'Arguments/a/b',
      cause: `${given('$no', 'Arguments/a/b')} returned nothing (undefined).`,
    });
  });
});
