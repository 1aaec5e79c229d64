import { expect, test } from 'vitest';
import { compareDraws } from '../../bench/brackets.ts';

test('of generated tournaments, no draw has fewer school-mates in round one than ours, or costs less', () => {
  const { bound, boundEven, aboveBound, ways, firstMatches } = compareDraws(2);
  const ours = ways.find(({ way }) => way === 'this draw');
  expect(ours?.schoolMates).toBe(bound);
  expect(aboveBound).toBe(0);
  const even = ways.find(({ way }) => way.endsWith('even'));
  expect(even?.schoolMates).toBe(boundEven);
  for (const { way, schoolMates, cost } of ways) {
    if (way === even?.way) continue;
    expect(schoolMates, way).toBeGreaterThanOrEqual(ours?.schoolMates ?? firstMatches);
    expect(cost, way).toBeGreaterThanOrEqual(ours?.cost ?? 0);
  }
});
