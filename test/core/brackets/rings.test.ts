import { expect, test } from 'vitest';
import { eliminationMatches } from '../../../core/brackets/bracket.ts';
import { drawRules } from '../../../core/brackets/draw-rules.ts';
import { minutesFor, type Scheduled, scheduleOf } from '../../../core/brackets/rings.ts';
import { roundRobinMatches } from '../../../core/brackets/round-robin.ts';

const bracket = (key: string, people: number): Scheduled => ({
  key,
  matches: eliminationMatches(people),
  minutes: people - 1,
});

test('the longest divisions go first, each into the ring with the least to do', () => {
  const schedule = scheduleOf([bracket('a', 4), bracket('b', 9), bracket('c', 6), bracket('d', 4)], 2);
  // By hand: b (8) to 1, c (5) to 2, a (3) to 2, d (3) to 1 as both have 8.
  expect([...schedule].map(([key, { ring }]) => `${key} ${ring}`).sort()).toEqual([
    'a 2',
    'b 1',
    'c 2',
    'd 1',
  ]);
});

test('match numbers are the ring times 100, and one after the other; nobody fights twice in a row who need not', () => {
  const schedule = scheduleOf([bracket('a', 5), bracket('b', 2), bracket('c', 3)], 1);
  // By hand: of five, match 3 (2v3) before match 2, which waits for a winner; before the final, the match of the two.
  expect(schedule.get('a')?.numbers).toEqual([101, 103, 102, 105]);
  expect(schedule.get('b')?.numbers).toEqual([104]);
  // There is nothing left to come between.
  expect(schedule.get('c')?.numbers).toEqual([106, 107]);
});

test('two round robins of three are fought in turns', () => {
  const three = (key: string) => ({ key, matches: roundRobinMatches(3), minutes: 3 });
  const schedule = scheduleOf([three('a'), three('b')], 1);
  expect([schedule.get('a')?.numbers, schedule.get('b')?.numbers]).toEqual([
    [101, 103, 105],
    [102, 104, 106],
  ]);
});

test('with more than 99 matches in a ring they are the ring times 1000, in all rings', () => {
  const schedule = scheduleOf([bracket('a', 128), bracket('b', 3)], 2);
  expect(schedule.get('a')?.numbers[0]).toBe(1001);
  expect(schedule.get('b')?.numbers).toEqual([2001, 2002]);
});

test('a match takes its rounds, the breaks between them and the change', () => {
  const [colour, , worldClass] = drawRules.parse({}).styles;
  expect(colour && minutesFor(2, colour)).toBe((2 * (2 * 90 + 30 + 60)) / 60);
  expect(worldClass && minutesFor(1, worldClass)).toBe((3 * 120 + 2 * 60 + 60) / 60);
});
