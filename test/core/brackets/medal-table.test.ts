import { expect, test } from 'vitest';
import { madeUpPlan } from '../../../bench/brackets.ts';
import { medalTable } from '../../../core/brackets/medal-table.ts';
import { medalsOf } from '../../../core/brackets/medals.ts';
import { unnamed } from '../../../core/lists/participant.ts';
import { playThrough } from './played.ts';

test('schools are ranked by gold, silver, bronze; equal ones share a rank, and who has no school has none', () => {
  const people = Object.fromEntries(
    [
      ['a', 'Tiger'],
      ['b', 'TIGER '],
      ['c', 'Crane'],
      ['d', 'Oak'],
      ['e', 'Pine'],
      ['f', unnamed.school],
    ].map(([id = '', school = '']) => [id, { name: id, school }]),
  );
  const medalsIn = (...medals: ['gold' | 'silver' | 'bronze', string][]) => ({
    ...{ division: 'x', progress: 'complete' as const, ties: [], decided: 0, matches: 0, next: [] },
    medals: medals.map(([medal, id]) => ({ medal, id })),
  });
  const divisions = [
    medalsIn(['gold', 'a'], ['silver', 'c'], ['bronze', 'e']),
    medalsIn(['gold', 'f'], ['silver', 'd'], ['bronze', 'b']),
  ];
  expect(medalTable({ divisions }, { ...madeUpPlan(0, 1), people })).toEqual([
    { rank: 1, school: 'Tiger', gold: 1, silver: 0, bronze: 1, total: 2 },
    { rank: 2, school: 'Crane', gold: 0, silver: 1, bronze: 0, total: 1 },
    { rank: 2, school: 'Oak', gold: 0, silver: 1, bronze: 0, total: 1 },
    { rank: 4, school: 'Pine', gold: 0, silver: 0, bronze: 1, total: 1 },
    { school: unnamed.school, gold: 1, silver: 0, bronze: 0, total: 1 },
  ]);
});

test('a tournament’s medals are all in the table', () => {
  const plan = madeUpPlan(300, 5);
  const played = plan.divisions.flatMap((division) => playThrough(division, (match) => match % 3 > 0));
  const medals = medalsOf(plan, played);
  const given = medals.divisions.flatMap((one) => one.medals);
  expect(given.length).toBeGreaterThan(100);
  expect(medalTable(medals, plan).reduce((sum, { total }) => sum + total, 0)).toBe(given.length);
});
