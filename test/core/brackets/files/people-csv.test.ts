import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../../core/bracket-targets/paper/csv-rows.ts';
import { divisionsCsv, exhibitionCsv } from '../../../../core/brackets/files/people-csv.ts';
import { boys, idOf, planOf } from '../draw.ts';

const lines = (csv: string) => csvRows(csv).map(({ cells }) => cells);
const [lone, other] = boys([50, 120], { school: 'Tigers' }) as [Said, Said];
type Said = ReturnType<typeof boys>[number];
const pair = boys([70, 71], { belt: 'white' });

describe('who is in which division', () => {
  it('is one row for each person', () => {
    expect(lines(divisionsCsv(planOf([lone, ...pair])))).toEqual([
      ['division', 'style', 'ring', 'format', 'seed', 'name', 'school', 'age', 'belt', 'weight', 'started'],
      ...['1', '2'].map((seed) => [
        'low_cadet_m_light middle',
        'sparring',
        '1',
        'one match',
        seed,
        expect.stringMatching(/^Boy \d$/),
        expect.stringMatching(/^School \d$/),
        '13',
        'white',
        expect.stringMatching(/^7[01]$/),
        'no',
      ]),
      ['middle_cadet_m_fin', 'sparring', '', 'alone', '1', 'Boy 0', 'Tigers', '13', 'blue', '50', 'no'],
    ]);
  });
});

describe('the list of exhibitions', () => {
  it('is everybody who is alone, in the old columns', () => {
    expect(lines(exhibitionCsv(planOf([lone, other, ...pair])))).toEqual([
      ['name', 'belt', 'age', 'gender', 'weight', 'weight_class', 'school'],
      ['Boy 0', 'blue', '13', 'male', '50', 'fin', 'Tigers'],
      ['Boy 1', 'blue', '13', 'male', '120', 'heavy', 'Tigers'],
    ]);
  });

  it('has with whom an exhibition is agreed, and nobody who takes the medal without a match', () => {
    const alone = (said: Said, division: string) => ({ id: idOf(said), division });
    const decisions = [
      {
        ...alone(lone, 'middle_cadet_m_fin'),
        outcome: 'exhibition' as const,
        with: idOf(pair[0] as Said),
        consent: 'both',
      },
      { ...alone(other, 'middle_cadet_m_heavy'), outcome: 'uncontested' as const },
    ];
    const [, ...rows] = lines(exhibitionCsv(planOf([lone, other, ...pair], { decisions })));
    expect(rows.map(([name, , , , , weightClass]) => [name, weightClass])).toEqual([
      ['Boy 0', 'fin'],
      ['Boy 0', 'light middle'],
    ]);
  });
});
