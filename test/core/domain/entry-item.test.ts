import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contentIdOf,
  type EntryItem,
  entryIdOf,
  isCheckoutSessionId,
  sameContent,
  toAttributeValues,
} from '../../../core/domain/entry-item.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import coach from '../../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitor from '../../fixtures/entries/competitor.json' with { type: 'json' };
import manualEntry from '../../fixtures/entries/manual-entry.json' with { type: 'json' };

/** Texts and numbers, each as the bare and the typed attribute. */
const attribute = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => ({ bare: text, typed: { S: text } })),
  fc
    .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }))
    .filter((number) => number === 0 || Math.abs(number) > 1e-100)
    .map((number) => ({ bare: number, typed: { N: String(number) } })),
);
const attributes = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), attribute), {
  selector: ([name]) => name,
});

describe('the id of an entry', () => {
  test('is the Checkout Session’s when it has one, typed or bare', () => {
    expect(entryIdOf(competitor)).toBe('cs_test_a1JordanRivera0001');
    expect(entryIdOf({ ...competitor, checkout: ' cs_live_b1 ' })).toBe('cs_live_b1');
  });

  test('is made from the content when it has none', () => {
    expect(entryIdOf(coach)).toBe('entry_3c77a23bdd35b6de84b3553ec85231de');
    expect(entryIdOf(coach)).toBe(contentIdOf(coach));
    expect(entryIdOf(manualEntry)).toMatch(/^entry_[0-9a-f]{32}$/);
    expect(entryIdOf({ ...coach, checkout: { S: 'cs_test_/../x' } })).toMatch(/^entry_/);
  });

  test('differs when a name differs', () => {
    expect(entryIdOf({ ...coach, full_name: { S: 'Alex Morena' } })).not.toBe(entryIdOf(coach));
  });

  test('does not depend on the order of attributes, nor on typed or bare ones', () => {
    fc.assert(
      fc.property(attributes, (pairs) => {
        const typed = Object.fromEntries(pairs.map(([name, { typed }]) => [name, typed]));
        const bare = Object.fromEntries(pairs.toReversed().map(([name, { bare }]) => [name, bare]));
        expect(contentIdOf(bare)).toBe(contentIdOf(typed));
        expect(contentIdOf({ ...bare, entryId: 'entry_1' })).toBe(contentIdOf(typed));
        expect(sameContent(toAttributeValues(bare), typed)).toBe(true);
      }),
    );
  });
});

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

describe('an item as DynamoDB takes it', () => {
  test('bare attributes are typed, typed ones stay', () => {
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

  test('a typed null, which the form sends for a choice nobody made, becomes NULL at any depth', () => {
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
    ['a number that is none', { N: 'eighty' }, { S: 'eighty' }],
    ['a number of blanks', { N: ' ' }, { S: ' ' }],
    ['a number of 39 digits', { N: '1'.repeat(39) }, { S: '1'.repeat(39) }],
    ['a number too large', { N: '1e126' }, { S: '1e126' }],
    ['a number too small', { N: '1e-131' }, { S: '1e-131' }],
    ['a yes that is a text', { BOOL: 'true' }, { S: 'true' }],
    ['a list that is none', { L: 'a' }, { S: 'a' }],
    ['a map that is none', { M: ['a'] }, { S: '["a"]' }],
    ['a map with a nameless member', { M: { '': 'a' } }, { S: '{"":"a"}' }],
    ['a set', { SS: ['a'] }, { S: '["a"]' }],
    ['bytes', { B: 'YQ==' }, { S: 'YQ==' }],
    ['a number within a map', { M: { a: { N: 'x' } } }, { M: { a: { S: 'x' } } }],
    ['not a number', Number.NaN, { S: 'null' }],
    ['nothing', undefined, { S: '' }],
  ])('%s is kept as text', (_, value, stored) => {
    expect(toAttributeValues({ weight: value })).toEqual({ weight: stored });
  });

  test('what is nested deeper than DynamoDB takes it is kept as its JSON', () => {
    const deepest = (value: unknown): unknown => (Array.isArray(value) ? deepest(value[0]) : value);
    expect(deepest(nested(33))).toBe('a');
    const stored = JSON.stringify(toAttributeValues({ weight: nested(33) }));
    expect(stored.match(/"L"/g)).toHaveLength(32);
    expect(stored).toContain('{"S":"[\\"a\\"]"}');
    expect(() =>
      toAttributeValues({ weight: JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) }),
    ).not.toThrow();
  });

  test('the largest and smallest numbers are taken', () => {
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

  test('an arbitrary object can be stored, and stored again the same', () => {
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

describe('a Checkout Session’s id', () => {
  test.each([
    ['cs_test_a1B2', true],
    ['cs_live_a1B2', true],
    [`cs_test_${'a'.repeat(72)}`, true],
    [`cs_test_${'a'.repeat(73)}`, false],
    ['cs_test_', false],
    ['cs_test_a\n', false],
    ['cs_prod_a1', false],
    ['manual_entry', false],
    ['', false],
  ])('%j: %j', (text, is) => {
    expect(isCheckoutSessionId(text)).toBe(is);
  });
});
