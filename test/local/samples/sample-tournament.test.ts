import { expect, test } from 'vitest';
import { sampleTournament } from '../../../local/samples/sample-tournament.ts';

test('a sample tournament of any size has people with names of their own, and coaches', () => {
  for (const competitors of [20, 60, 400]) {
    const rows = sampleTournament(competitors, 2027);
    const { competitor = [], coach = [] } = Object.groupBy(rows, ({ reg_type }) => reg_type?.S ?? '');
    expect(competitor).toHaveLength(competitors);
    expect(coach).toHaveLength(Math.ceil(competitors / 10));
    expect(new Set(competitor.map(({ full_name }) => full_name?.S)).size).toBe(competitors);
    expect(new Set(rows.map(({ pk }) => pk?.S)).size).toBe(rows.length);
    expect(rows).toEqual(sampleTournament(competitors, 2027));
  }
});
