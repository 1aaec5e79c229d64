import { describe, expect, test } from 'vitest';
import { drawnAttributes, entrantsOf } from '../../../core/brackets/entrants.ts';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import { competitionYear, rowOf } from '../lists/people.ts';

const drawn = (...rows: Parameters<typeof entrantsOf>[0]) => {
  const { people, checkedIn } = entrantsOf(rows, competitionYear);
  return {
    people: people.map(({ name }) => name),
    checkedIn: people.filter(({ id }) => checkedIn.has(id)).map(({ name }) => name),
  };
};

test('who takes part is drawn, and whose money went back is not', () => {
  const rows = [
    rowOf({ name: 'Paid' }),
    rowOf({ name: 'Disputed', payment_state: 'on hold' }),
    rowOf({ name: 'Refunded', payment_state: 'refunded' }),
    rowOf({ name: 'Going back', payment_state: 'refund pending' }),
  ];
  expect(drawn(...rows)).toEqual({ people: ['Paid', 'Disputed'], checkedIn: [] });
});

describe('checked in', () => {
  test.each<[AttributeValue, boolean]>([
    [{ BOOL: true }, true],
    [{ S: '2027-03-13T08:15:00Z' }, true],
    [{ S: 'yes' }, true],
    [{ N: '1' }, true],
    [{ BOOL: false }, false],
    [{ S: 'False' }, false],
    [{ S: ' ' }, false],
    [{ S: 'no' }, false],
    [{ N: '0' }, false],
    [{ NULL: true }, false],
    [{ L: [] }, false],
  ])('%j: %s', (checked_in, expected) => {
    expect(drawn({ ...rowOf({ name: 'Ana' }), checked_in }).checkedIn).toEqual(expected ? ['Ana'] : []);
  });

  test('is only said of competitors: a coach who is there does not keep everybody else out', () => {
    const coach = { ...rowOf({ name: 'Coach', type: 'coach' }), checked_in: { BOOL: true } };
    expect(drawn(coach, rowOf({ name: 'Ana' })).checkedIn).toEqual([]);
  });
});

test('a medical form is not read', () => {
  expect(drawnAttributes).toContain('checked_in');
  expect(drawnAttributes.filter((name) => /medical|allerg|email|phone/.test(name))).toEqual([]);
});
