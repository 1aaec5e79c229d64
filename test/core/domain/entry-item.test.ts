import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EntryItem, sameContent, toAttributeValues } from '../../../core/domain/entry-item.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };

describe('the same content', () => {
  test.each<[a: unknown, b: unknown]>([
    [{ N: '85' }, { N: '085.00' }],
    [{ N: '85' }, { N: '8.5e1' }],
    [{ N: '0' }, -0],
    [{ N: '0.5' }, { N: '.5' }],
    [{ NULL: true }, null],
    [{ BOOL: true }, true],
    [{ L: [{ S: 'a' }, { N: '1' }] }, ['a', 1]],
    [{ M: { a: { S: '1' }, b: { S: '2' } } }, { b: '2', a: '1' }],
    [{ S: '\ud800' }, { S: '\ufffd' }],
  ])('%j is %j', (a, b) => {
    expect(sameContent({ field: a }, { field: b })).toBe(true);
  });

  test.each<[a: EntryItem, b: EntryItem]>([
    [{ field: '85' }, { field: 85 }],
    [{ field: 'a' }, { field: 'A' }],
    [{ field: 1 }, { field: -1 }],
    [{ field: { N: '10' } }, { field: { N: '100' } }],
    [{ field: { N: '0.1' } }, { field: { N: '0.01' } }],
    [{ field: 'a' }, { other: 'a' }],
    [{ field: 'a' }, { field: 'a', other: '' }],
    [{}, JSON.parse('{"__proto__": "a"}')],
  ])('%j is not %j', (a, b) => {
    expect(sameContent(a, b)).toBe(false);
  });
});

describe('an item in DynamoDB’s format', () => {
  test('bare attributes become typed, typed ones stay unchanged', () => {
    expect(
      toAttributeValues({
        phone: 9185550177,
        name: 'Alex',
        age: { N: '11.0' },
        empty: '',
        none: null,
        yes: true,
      }),
    ).toEqual({
      phone: { N: '9185550177' },
      name: { S: 'Alex' },
      age: { N: '11.0' },
      empty: { S: '' },
      none: { NULL: true },
      yes: { BOOL: true },
    });
    expect(toAttributeValues(competitor)).toEqual(competitor);
  });

  test('a typed null, which the form sends for a choice not made, becomes NULL at any depth', () => {
    expect(
      toAttributeValues({
        tshirt: { S: null },
        age: { N: null },
        medical_form: { M: { contacts: { S: null } } },
      }),
    ).toEqual({
      tshirt: { NULL: true },
      age: { NULL: true },
      medical_form: { M: { contacts: { NULL: true } } },
    });
  });

  const nested = (levels: number): unknown => (levels === 0 ? 'a' : [nested(levels - 1)]);

  test.each<[what: string, value: unknown, stored: unknown]>([
    ['a number as text', { S: 5 }, { S: '5' }],
    ['a number that is not one', { N: 'eighty' }, { S: 'eighty' }],
    ['a number of blanks', { N: ' ' }, { S: ' ' }],
    ['a number of 39 digits', { N: '1'.repeat(39) }, { S: '1'.repeat(39) }],
    ['a number too large', { N: '1e126' }, { S: '1e126' }],
    ['a number too small', { N: '1e-131' }, { S: '1e-131' }],
    ['a boolean that is a text', { BOOL: 'true' }, { S: 'true' }],
    ['a list that is not one', { L: 'a' }, { S: 'a' }],
    ['a map that is not one', { M: ['a'] }, { S: '["a"]' }],
    ['a map with a nameless member', { M: { '': 'a' } }, { S: '{"":"a"}' }],
    ['a set', { SS: ['a'] }, { S: '["a"]' }],
    ['bytes', { B: 'YQ==' }, { S: 'YQ==' }],
    ['a number within a map', { M: { a: { N: 'x' } } }, { M: { a: { S: 'x' } } }],
    ['not a number', Number.NaN, { S: 'null' }],
    ['nothing', undefined, { S: '' }],
  ])('%s is kept as text', (_, value, stored) => {
    expect(toAttributeValues({ weight: value })).toEqual({ weight: stored });
  });

  test('a value nested deeper than DynamoDB allows is kept as JSON', () => {
    const deepest = (value: unknown): unknown => (Array.isArray(value) ? deepest(value[0]) : value);
    expect(deepest(nested(33))).toBe('a');
    const stored = JSON.stringify(toAttributeValues({ weight: nested(33) }));
    expect(stored.match(/"L"/g)).toHaveLength(32);
    expect(stored).toContain('{"S":"[\\"a\\"]"}');
    expect(() =>
      toAttributeValues({ weight: JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) }),
    ).not.toThrow();
  });

  test('the largest and smallest numbers are accepted', () => {
    for (const number of ['9.99e125', '1e-130', '1'.repeat(38), '-0', '+.5', '5.']) {
      expect(toAttributeValues({ number: { N: number } })).toEqual({ number: { N: number } });
    }
  });

  test('an attribute without a name is refused', () => {
    expect(() => toAttributeValues({ '': 'a' })).toThrow(InputInvalidError);
  });

  test('an item over 400 KB is refused', () => {
    expect(() => toAttributeValues({ full_name: 'a'.repeat(400 * 1024) })).toThrow(InputInvalidError);
    expect(() => toAttributeValues({ full_name: 'a'.repeat(390 * 1024) })).not.toThrow();
  });

  test('an arbitrary object can be stored, and its stored form does not change when stored again', () => {
    const value = fc.oneof(
      fc.anything(),
      fc
        .tuple(fc.constantFrom('S', 'N', 'L', 'M'), fc.anything())
        .map(([type, content]) => ({ [type]: content })),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (item) => {
        const stored = toAttributeValues(item);
        expect(sameContent(stored, item)).toBe(true);
        expect(toAttributeValues(stored)).toEqual(stored);
      }),
    );
  });
});
