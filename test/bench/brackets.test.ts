import { expect, test } from 'vitest';
import { compareDraws } from '../../bench/brackets.ts';

test('of generated tournaments, no draw has fewer school-mates in round one than ours, or costs less', () => {
  const { bound, aboveBound, ways, firstMatches } = compareDraws(2);
  const ours = ways.find(({ way }) => way === 'this draw');
  expect(ours?.schoolMates).toBe(bound);
  expect(aboveBound).toBe(0);
  for (const { way, schoolMates, cost } of ways) {
    expect(schoolMates, way).toBeGreaterThanOrEqual(ours?.schoolMates ?? firstMatches);
    expect(cost, way).toBeGreaterThanOrEqual(ours?.cost ?? 0);
  }
});
