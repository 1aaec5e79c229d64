import { describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { filterInWords, parseSheetOrder, type SheetFilter } from '../../../core/sheets/sheet-order.ts';

const all = { kind: 'all' };

describe('an order', () => {
  test('starts at the first position and has cut lines when it does not say otherwise', () => {
    expect(parseSheetOrder({ filter: all, paper: 'letter' })).toEqual({
      filter: all,
      paper: 'letter',
      first: 1,
      cutLines: true,
    });
    const order = { filter: all, paper: 'a4', first: 4, cutLines: false };
    expect(parseSheetOrder(order)).toEqual(order);
  });

  test.each<SheetFilter>([
    { kind: 'all' },
    { kind: 'school', school: 'Golden Dragon TKD - Owasso' },
    { kind: 'type', registrationType: 'coach' },
    { kind: 'changed' },
    { kind: 'ids', ids: ['T1-7K3M9-QXAB2', 'cs_test_a1'] },
  ])('may ask for %j', (filter) => {
    expect(parseSheetOrder({ filter, paper: 'letter' }).filter).toEqual(filter);
  });

  test.each<[what: string, order: unknown, message: RegExp]>([
    ['nothing', undefined, /^order: /],
    ['a text', 'all', /^order: /],
    ['no filter and no paper', {}, /^paper: .*; filter: /],
    ['a filter of no kind that there is', { filter: { kind: 'some' }, paper: 'letter' }, /^filter\.kind: /],
    [
      'a filter that says more than it can',
      { filter: { ...all, school: 'A' }, paper: 'letter' },
      /^filter: /,
    ],
    [
      'a school without a name',
      { filter: { kind: 'school', school: ' ' }, paper: 'letter' },
      /^filter\.school: /,
    ],
    [
      'a type that is none',
      { filter: { kind: 'type', registrationType: 'spectator' }, paper: 'a4' },
      /^filter\.registrationType: /,
    ],
    ['a list of none', { filter: { kind: 'ids', ids: [] }, paper: 'letter' }, /^filter\.ids: /],
    ['an id of nothing', { filter: { kind: 'ids', ids: ['A', ''] }, paper: 'letter' }, /^filter\.ids\.1: /],
    [
      "more ids than an execution's input holds",
      { filter: { kind: 'ids', ids: Array(2_001).fill('A') }, paper: 'a4' },
      /^filter\.ids: /,
    ],
    ['a paper that is none', { filter: all, paper: 'a3' }, /^paper: .*letter.*a4/],
    ['a position that is no whole number', { filter: all, paper: 'a4', first: 1.5 }, /^first: /],
    ['a position before the first', { filter: all, paper: 'a4', first: 0 }, /^first: /],
    ['cut lines by a word', { filter: all, paper: 'a4', cutLines: 'no' }, /^cutLines: /],
    ['something that is not known', { filter: all, paper: 'a4', copies: 2 }, /^order: .*copies/],
    ['several at once', { filter: all, paper: 'a3', first: 0 }, /^paper: .*; first: /],
  ])('of %s is refused, by the names of its fields', (_, order, message) => {
    expect(() => parseSheetOrder(order)).toThrow(InputInvalidError);
    expect(() => parseSheetOrder(order)).toThrow(message);
  });

  test("is refused without its values, which may be somebody's name", () => {
    const order = {
      filter: { kind: 'type', registrationType: 'Zebulon' },
      paper: 'Quackenbush',
      first: 'Owasso',
    };
    expect(() => parseSheetOrder(order)).toThrow(/^(?!.*(Zebulon|Quackenbush|Owasso))/);
  });

  test('of the most and longest ids is one that an execution takes', () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `${index}`.padEnd(80, 'x'));
    const order = { filter: { kind: 'ids', ids }, paper: 'letter' };
    expect(parseSheetOrder(order).filter).toEqual(order.filter);
    expect(Buffer.byteLength(JSON.stringify(order))).toBeLessThan(256 * 1024);
  });
});

test.each<[SheetFilter, string]>([
  [{ kind: 'all' }, 'all registrations'],
  [{ kind: 'school', school: 'Golden Dragon' }, 'the school Golden Dragon'],
  [{ kind: 'type', registrationType: 'coach' }, 'every coach'],
  [{ kind: 'changed' }, 'what has changed since the last sheets'],
  [{ kind: 'ids', ids: ['a'] }, 'one badge'],
  [{ kind: 'ids', ids: ['a', 'b'] }, 'a list of 2 badges'],
])('%j is %j in words', (filter, words) => {
  expect(filterInWords(filter)).toBe(words);
});
