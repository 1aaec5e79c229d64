import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isReferencePath, lookUp, readPath, writePath } from '../../../step-functions/language/paths.ts';

const scopeOf = (input: unknown) => ({ input, context: {}, variables: {} });

const store = {
  book: [
    { title: 'A', price: 8, tags: ['x', 'y'] },
    { title: 'B', price: 12, tags: [] },
    { title: 'C', price: 20, isbn: '1' },
  ],
  limit: 10,
  'odd name': { "it's": null },
};

describe('a definite path', () => {
  test.each<[string, unknown]>([
    ['$', store],
    ['$.limit', 10],
    ['$.book[0].title', 'A'],
    ['$.book[-1].title', 'C'],
    ["$['book'][1]['price']", 12],
    ['$["limit"]', 10],
    ["$['odd name']['it\\'s']", null],
    ["$.book[0]['title','price']", { title: 'A', price: 8 }],
    ['$.book.length()', 3],
    ['$.book[0].title.length()', 1],
  ])('%s leads to one value', (path, expected) => {
    expect(readPath(path, scopeOf(store))).toEqual(expected);
  });

  test.each([[0], [''], [false], [null]])('$ is the root itself, also when that is %j', (root) => {
    expect(readPath('$', scopeOf(root))).toBe(root);
    expect(readPath('$.a', scopeOf({ a: root }))).toBe(root);
    expect(readPath('$[0]', scopeOf([root]))).toBe(root);
  });

  // The texts are AWS's, recorded by LocalStack (scenarios/test_base_scenarios.snapshot.json, invalid_jsonpath).
  test.each([
    ['$.no', "Invalid path '$.no' : No results for path: $['no']"],
    ['$.no.such.path', "Invalid path '$.no.such.path' : Missing property in path $['no']"],
    ['$.book[3]', "Invalid path '$.book[3]' : No results for path: $['book'][3]"],
    ['$.limit.x', "Invalid path '$.limit.x' : No results for path: $['limit']['x']"],
    ['$.__proto__', "Invalid path '$.__proto__' : No results for path: $['__proto__']"],
  ])('%s to nothing is a runtime error that says how far it got', (path, cause) => {
    expect(() => readPath(path, scopeOf(store))).toThrow(
      expect.objectContaining({ error: 'States.Runtime', cause, terminal: true }),
    );
    expect(lookUp(path, scopeOf(store))).toBeUndefined();
  });
});

describe('an indefinite path', () => {
  test.each<[string, unknown[]]>([
    ['$.book[*].title', ['A', 'B', 'C']],
    ['$.book.*.title', ['A', 'B', 'C']],
    ['$.book[*].isbn', ['1']],
    ['$.book[0,2].title', ['A', 'C']],
    ['$.book[0:2].title', ['A', 'B']],
    ['$.book[1:].title', ['B', 'C']],
    ['$.book[-1:].title', ['C']],
    ['$..price', [8, 12, 20]],
    ["$..['isbn']", ['1']],
    ['$..tags[0]', ['x']],
    ['$.book[?(@.price < 10)].title', ['A']],
    ['$.book[?(@.price>$.limit)].title', ['B', 'C']],
    ["$.book[?(@.title == 'B' || @.title=='C')].price", [12, 20]],
    ["$.book[?(!(@.title == 'B') && @.price >= 8)].price", [8, 20]],
    ['$.book[?(@.isbn)].title', ['C']],
    ['$.book[?(@.title =~ /[ab]/i)].title', ['A', 'B']],
    ["$.book[?(@.title in ['A', 'Z'])].price", [8]],
    ["$.book[?(@.title nin ['A', 'Z'])].price", [12, 20]],
    ['$.book[?(@.tags empty true)].title', ['B']],
    ['$.book[?(@.tags size 2)].title', ['A']],
    ["$.book[?('x' in @.tags)].title", ['A']],
    ['$.book[?(@.price == 8)]', [{ title: 'A', price: 8, tags: ['x', 'y'] }]],
    ['$.no[*]', []],
    ['$..no', []],
    ['$.book[5:]', []],
    ['$.book[?(@.price == "8")]', []],
    ['$.limit[*]', []],
    ['$.book.[?(@.price < 10)].title', ['A']],
    ['$..[0].title', ['A']],
  ])('%s gives a list of all that fit', (path, expected) => {
    expect(readPath(path, scopeOf(store))).toEqual(expected);
  });
});

test.each([
  '',
  'a',
  '$a.',
  '$.',
  '$[',
  '$[]',
  '$[a]',
  "$['a]",
  "$['a',]",
  '$.a b',
  '$[?(@.a ==)]',
  '$[?(1)]',
  '$.a()',
])('%j is no path', (path) => {
  expect(() => readPath(path, scopeOf({}))).toThrow(`Invalid path '${path}'`);
});

test.each<[string, boolean]>([
  ['$', true],
  ['$.a.b[2]', true],
  ["$['a b']", true],
  ['$.a[*]', false],
  ['$..a', false],
  ['$.a[0:1]', false],
  ['$.a[0,1]', false],
  ["$['a','b']", false],
  ['$.a[?(@.b)]', false],
  ['$.a[-1]', false],
  ['a', false],
])('%s names one place: %s', (path, expected) => {
  expect(isReferencePath(path)).toBe(expected);
});

describe('writing', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['$', { a: 1 }, 0, 0],
    ['$.b', { a: 1 }, 2, { a: 1, b: 2 }],
    ['$.r.s', { n: 1 }, { v: 1 }, { n: 1, r: { s: { v: 1 } } }],
    ['$.a[1].b', { a: [0, { c: 1 }] }, null, { a: [0, { c: 1, b: null }] }],
    ["$['a.b']", {}, 1, { 'a.b': 1 }],
  ])('at %s of %j', (path, root, value, expected) => {
    const before = structuredClone(root);
    expect(writePath(path, root, value)).toEqual(expected);
    expect(root).toEqual(before);
  });

  test.each<[string, unknown]>([
    ['$.a.b', { a: 1 }],
    ['$.a', 'text'],
    ['$.a', [1]],
    ['$.a', null],
    ['$.a[1]', { a: [0] }],
    ['$.a[0]', { a: {} }],
  ])('at %s of %j fails: something else is in the way', (path, root) => {
    expect(() => writePath(path, root, 1)).toThrow(
      expect.objectContaining({ error: 'States.ReferencePathConflict', terminal: false }),
    );
  });

  test('is found again at the same path, and changes nothing else', () => {
    const name = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 4 }),
        fc.dictionary(name, fc.jsonValue()),
        fc.jsonValue(),
        (names, root, value) => {
          const escaped = names.map((one) => `['${one.replace(/['\\]/g, '\\$&')}']`);
          const path = `$${escaped.join('')}`;
          let written: unknown;
          try {
            written = writePath(path, root, value);
          } catch (error) {
            expect(error).toMatchObject({ error: 'States.ReferencePathConflict' });
            return;
          }
          expect(readPath(path, scopeOf(written))).toEqual(value);
          const [first = ''] = names;
          const others = (from: object) => Object.entries(from).filter(([key]) => key !== first);
          expect(others(written as object)).toEqual(others(root));
        },
      ),
    );
  });
});
