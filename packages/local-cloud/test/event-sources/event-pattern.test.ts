import { describe, expect, test } from 'vitest';
import { checkPattern, fitsPattern } from '../../event-sources/event-pattern.ts';

describe('a filter pattern', () => {
  const event = {
    eventName: 'MODIFY',
    size: 5,
    tags: ['a', 'b'],
    dynamodb: { NewImage: { status: { S: 'paid' }, id: { S: 'cs_test_1' } } },
  };
  const id = (condition: unknown) => ({ dynamodb: { NewImage: { id: { S: [condition] } } } });
  test.each<[string, object, boolean]>([
    ['an equal value', { eventName: ['MODIFY'] }, true],
    ['one of several values', { eventName: ['INSERT', 'MODIFY'] }, true],
    ['another value', { eventName: ['INSERT'] }, false],
    ['every key', { eventName: ['MODIFY'], size: [6] }, false],
    ['a nested key', { dynamodb: { NewImage: { status: { S: ['paid'] } } } }, true],
    ['a nested key that is absent', { dynamodb: { OldImage: { status: { S: ['paid'] } } } }, false],
    ['an element of a list', { tags: ['b'] }, true],
    ['a prefix', id({ prefix: 'cs_' }), true],
    ['another prefix', id({ prefix: 'pi_' }), false],
    ['a suffix', id({ suffix: '_1' }), true],
    ['a text with a wildcard', id({ wildcard: 'cs_*_1' }), true],
    ['a text with a wildcard that does not reach its end', id({ wildcard: 'cs_*_' }), false],
    ['a text with a star in it', id({ wildcard: 'cs_\\*_1' }), false],
    ['a text with a dot, which is not a wildcard', id({ wildcard: 'cs.*' }), false],
    ['a value in any case', { eventName: [{ 'equals-ignore-case': 'modify' }] }, true],
    ['anything but another value', id({ 'anything-but': ['manual', 'free'] }), true],
    ['anything but the value', id({ 'anything-but': 'cs_test_1' }), false],
    ['anything but a prefix it has', id({ 'anything-but': { prefix: 'cs_' } }), false],
    ['anything but a prefix it does not have', id({ 'anything-but': { prefix: 'pi_' } }), true],
    ['anything but a value, for an absent key', { nothing: [{ 'anything-but': 'x' }] }, false],
    ['that a leaf exists', id({ exists: true }), true],
    [
      'that an absent leaf does not exist',
      { dynamodb: { OldImage: { id: { S: [{ exists: false }] } } } },
      true,
    ],
    ['that a branch exists, which only a leaf does', { dynamodb: [{ exists: true }] }, false],
    ['a range', { size: [{ numeric: ['>', 0, '<=', 5] }] }, true],
    ['a range it is outside', { size: [{ numeric: ['>', 5] }] }, false],
    ['one of two patterns', { $or: [{ eventName: ['INSERT'] }, { size: [5] }] }, true],
    ['neither of two patterns', { $or: [{ eventName: ['INSERT'] }, { size: [6] }], tags: ['a'] }, false],
  ])('asks for %s', (_, pattern, fits) => {
    expect(fitsPattern(event, pattern)).toBe(fits);
  });

  test('with an unknown condition is an error', () => {
    expect(() => fitsPattern(event, { size: [{ cidr: '10.0.0.0/8' }] })).toThrow('does not know the filter');
  });

  test.each<[string, unknown]>([
    ['an unknown condition', { size: [{ cidr: '10.0.0.0/8' }] }],
    [
      'a deeply nested unknown condition',
      { $or: [{ a: { b: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] } }] },
    ],
    ['a value that is not a list', { size: 5 }],
    ['nothing', undefined],
  ])('of %s is refused before any event', (_, pattern) => {
    expect(() => checkPattern(pattern)).toThrow();
    expect(() => checkPattern({ size: [5, { exists: false }], id: [{ prefix: 'cs_' }] })).not.toThrow();
  });
});
