import { expect, test } from 'vitest';
import { isOpen, resultsInWords } from '../../../admin/brackets/results-in-words.ts';
import type { ResultSummary } from '../../../core/bracket-targets/results.ts';
import { medalsOf } from '../../../core/brackets/medals.ts';
import { boys, divisionOf, planOf } from '../../core/brackets/draw.ts';
import { playThrough, wonBySeeds } from '../../core/brackets/played.ts';

const plan = planOf(boys([50, 51, 70, 71, 72, 120, 121, 122, 123]));
const [fin, middle, heavy] = ['fin', 'light middle', 'heavy'].map((name) =>
  divisionOf(plan, `middle_cadet_m_${name}`),
) as [ReturnType<typeof divisionOf>, ReturnType<typeof divisionOf>, ReturnType<typeof divisionOf>];
const summaryOf = (winners: Parameters<typeof medalsOf>[1]): ResultSummary => ({
  ...medalsOf(plan, winners),
  plan: 'drawn',
  madeAt: '2027-03-02T00:00:00.000Z',
});
const final = playThrough(fin, () => true);

test('says how far each division is, and what can be fought next', () => {
  const summary = summaryOf([...final, ...playThrough(heavy, () => true).slice(0, 3)]);
  const [first, , ...going] = resultsInWords(summary).split('\n');
  expect(first).toBe('1 division complete, 1 going on, 1 not started: 2 medals.');
  const numbers = heavy.matches.slice(3).map(({ number }) => number);
  expect(going).toEqual([`  middle_cadet_m_heavy  3 of 6 matches  next: ${numbers.join(', ')}`]);
  expect(isOpen(summary)).toBe(false);
});

test('says what is to be settled, without a name', () => {
  const circle = wonBySeeds(middle, [
    [1, 2],
    [2, 3],
    [3, 1],
  ]);
  const summary = summaryOf([...circle, ...final.map((one) => ({ ...one, winner: 'nobody' }))]);
  const words = resultsInWords(summary);
  expect(words).toContain(
    '  middle_cadet_m_light middle: 3 people for first to third place. Each has won 1 match',
  );
  expect(words).toContain(
    `  middle_cadet_m_fin, match ${fin.matches[0]?.number}: Its winner does not fight in it`,
  );
  expect(words).not.toContain('Boy');
  expect(isOpen(summary)).toBe(true);
});
