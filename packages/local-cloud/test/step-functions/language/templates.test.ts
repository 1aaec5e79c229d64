import { describe, expect, test } from 'vitest';
import type { Scope } from '../../../step-functions/language/scope.ts';
import { fillTemplate, readField } from '../../../step-functions/language/templates.ts';

const scope: Scope = {
  input: { n: 4, u: [{ y: 1997 }, { y: 1998 }], falsy: 0 },
  context: { State: { Name: 'S' }, Execution: { Input: [1] } },
  variables: { x: { y: 2 }, zero: 0 },
};

test.each<[string, unknown, unknown]>([
  ['plain values stay', { a: 1, b: [null, 'x'], c: '$.n' }, { a: 1, b: [null, 'x'], c: '$.n' }],
  ['fields that end with .$ are computed', { 'c.$': '$.n' }, { c: 4 }],
  [
    'at any depth, in arrays too',
    { a: [{ 'b.$': '$.n' }, [{ 'c.$': '$' }]] },
    { a: [{ b: 4 }, [{ c: scope.input }]] },
  ],
  ['a filter gives a list', { 'v.$': '$.u[?(@.y==1997)]' }, { v: [{ y: 1997 }] }],
  ['a wildcard without a match gives an empty list', { 'v.$': '$.no[*]' }, { v: [] }],
  ['the context', { 'v.$': '$$.State.Name', 'w.$': '$$.Execution.Input[0]' }, { v: 'S', w: 1 }],
  ['variables', { 'v.$': '$x.y', 'w.$': '$x', 'z.$': '$zero' }, { v: 2, w: { y: 2 }, z: 0 }],
  ['intrinsic functions', { 'v.$': "States.Format('{}', $.n)" }, { v: '4' }],
  ['falsy values', { 'v.$': '$.falsy' }, { v: 0 }],
])('%s', (_, template, expected) => {
  expect(fillTemplate(template, scope)).toEqual(expected);
});

describe('a failure names the field', () => {
  // The texts are AWS's, recorded by LocalStack (scenarios/test_base_scenarios.snapshot.json, invalid_jsonpath).
  test('of a path to nothing', () => {
    const cause = "The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '{}'";
    expect(() => fillTemplate({ 'v.$': '$.x' }, { ...scope, input: {} })).toThrow(
      expect.objectContaining({ error: 'States.Runtime', cause, terminal: true }),
    );
    expect(() => readField('ErrorPath', '$.no', { ...scope, input: {} })).toThrow(
      "The JSONPath '$.no' specified for the field 'ErrorPath' could not be found in the input '{}'",
    );
  });

  test('of a path into the context', () => {
    expect(() => fillTemplate({ 'v.$': '$$.No' }, scope)).toThrow(
      "The JSONPath '$$.No' specified for the field 'v.$'",
    );
  });

  test.each([[1], [null], ['text'], [{}]])('of %j, which is no expression', (value) => {
    expect(() => fillTemplate({ 'v.$': value }, scope)).toThrow("The value for the field 'v.$' must be");
  });
});

test('a variable that is not assigned is a runtime error', () => {
  expect(() => fillTemplate({ 'v.$': '$y.a' }, scope)).toThrow("The variable '$y' is not assigned");
  expect(() => fillTemplate({ 'v.$': '$toString' }, scope)).toThrow(
    "The variable '$toString' is not assigned",
  );
});
