import { expect, test } from 'vitest';
import { dueOn, lastDayOf, retentionDays } from '../../../core/domain/retention.ts';

const rules = { lastDay: '2027-03-14', days: retentionDays.parse({}) };

test.each([
  ['2027-03-21', undefined, false],
  ['2027-03-22', undefined, true],
  ['2027-04-13', undefined, true],
  ['2027-04-14', 'medical', true],
  ['2027-06-12', 'medical', true],
  ['2027-06-13', 'pictures', true],
  ['2028-04-17', 'pictures', true],
  ['2028-04-18', 'names', true],
] as const)('on %s, %s is due of everybody, and never paid entries: %s', (day, extent, neverPaid) => {
  const { objectsUntil, ...due } = dueOn(day, rules);
  expect(due).toEqual({ extent, neverPaid });
  expect(new Date(objectsUntil).toISOString()).toBe('2027-06-13T00:00:00.000Z');
});

test('several that are due on the same day are the one that includes the others', () => {
  const days = retentionDays.parse({ medical: 0, pictures: 0, names: 0 });
  expect(dueOn('2027-03-15', { ...rules, days }).extent).toBe('names');
});

test('a stage says first when medical facts go, then pictures, then names', () => {
  expect(retentionDays.safeParse({ medical: 91 }).success).toBe(false);
  expect(retentionDays.safeParse({ names: 89 }).success).toBe(false);
});

test('without its days, a tournament ends with its year', () => {
  expect(lastDayOf({ year: 2027 })).toBe('2027-12-31');
  expect(lastDayOf({ year: 2027, ends: '2027-03-14' })).toBe('2027-03-14');
});
