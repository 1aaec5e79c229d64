import { describe, expect, test } from 'vitest';
import { hasResults, readPaperResults } from '../../../../core/bracket-targets/paper/paper-results.ts';
import { boys, idOf, planOf } from '../../brackets/draw.ts';

const said = boys([61, 62, 63, 64, 65, 66]).map((one, index) => ({
  ...one,
  name: ['Jordan Rivera', 'Zoë O’Brien', 'Rivera, Sam', '홍길동', 'Twin', 'Twin'][index] ?? '',
}));
/** Six people: seeds 1 and 2 have byes. 101 and 102 are in round one; then 103 and 104; then 105. */
const plan = planOf(said);
const [division] = plan.divisions;
const { key = '', seeds = [], matches = [] } = division ?? {};
const nameOf = (id = '') => plan.people[id]?.name ?? '';
const read = (text: string) => readPaperResults(text, plan);
const winner = (match: number, id: string | undefined, score?: string) => ({
  division: key,
  match,
  winner: id,
  ...(score && { score }),
});
/** The people of a match of round one. */
const fighters = (id: number) =>
  matches[id - 1]?.sides.map((side) => ('seed' in side ? seeds[side.seed - 1] : undefined)) ?? [];

describe('results on paper', () => {
  test('are read by name or by colour, round by round, whatever the order of the lines', () => {
    const [chung, hong] = [fighters(1)[0], fighters(2)[1]];
    const text = ['Match,Winner', '105,hong', '104,Chung', '103,RED', '102,hong', '101,blue'].join('\n');
    const { winners, problems } = read(text);
    expect(problems).toEqual([]);
    expect(winners.slice(0, 2)).toEqual([winner(1, chung), winner(2, hong)]);
    expect(winners.map(({ match }) => match)).toEqual([1, 2, 3, 4, 5]);
    expect(winners[4]?.winner).toBe(winners[3]?.winner);
  });

  test.each([
    [
      'a byte order mark, semicolons and a comma in a name',
      (name: string) => `\uFEFFMatch;Winner\r\n101;${name}\r\n`,
    ],
    ['tabs and other columns, in any order', (name: string) => `Winner\tRing\tMatch\n${name}\t1\tMatch 101`],
    ['quotation marks, blank lines and no headings', (name: string) => `\n"101","${name}"\n\n,\n`],
    [
      'a school in brackets, another case and no accents of typing',
      (name: string) => `#101;  ${name.toUpperCase()} (TIG)`,
    ],
  ])('may have %s', (_, textOf) => {
    const [first] = fighters(1).filter((id) => nameOf(id) !== 'Twin');
    expect(read(textOf(nameOf(first)))).toEqual({ winners: [winner(1, first)], problems: [] });
  });

  test('have scores, and matches that have not been fought yet', () => {
    expect(read('match,score,winner\n101,12 - 4,chung\n102,,\n').winners).toEqual([
      winner(1, fighters(1)[0], '12 - 4'),
    ]);
  });

  test('of later matches are read by name alone where earlier ones are missing', () => {
    expect(read('105,Jordan Rivera')).toEqual({
      winners: [winner(5, idOf(said[0] as (typeof said)[number]))],
      problems: [],
    });
    expect(read('105,chung')).toEqual({
      winners: [],
      problems: ["Line 1: who fought in match 105 is not known: write the winner's name"],
    });
  });

  test('that mean nobody or two people are listed by line, without names', () => {
    const text = [
      'Match,Winner',
      '999,chung',
      'x,chung',
      '101,Nobody Here',
      '105,Twin',
      '102,chung',
      '102,hong',
    ];
    expect(read(text.join('\n'))).toEqual({
      winners: [],
      problems: [
        'Line 2: there is no match 999',
        'Line 3: there is no match number',
        'Line 4: nobody of this name can be in match 101',
        'Line 5: more than one of match 105 has this name: write chung or hong',
        'Line 7: match 102 has another winner in line 6',
      ],
    });
    expect(read('')).toEqual({ winners: [], problems: [] });
    expect(read('Match,Winner').winners).toEqual([]);
  });

  test('are not lost without a word behind a quotation mark that is not closed', () => {
    const problem = 'a quotation mark is not closed, which may have taken in lines that follow';
    expect(read('101,chung,"3-1\n102,hong\n103,chung')).toEqual({
      winners: [],
      problems: [`Line 1: ${problem}`],
    });
    expect(read('Match,Winner,Score\n101,chung,"3\n102,hong,"2\n103,').problems).toContain(
      `Line 2: ${problem}`,
    );
    expect(read('Match,Winner,Note\n101,chung,"tight,\nbut clear"').problems).toEqual([]);
  });

  test('are there once anything is typed', () => {
    expect(['Match,Winner\n101,\n', 'Match,Winner\n101,x'].map(hasResults)).toEqual([false, true]);
  });

  test('cannot have somebody as a winner who has lost before', () => {
    const [lost] = fighters(2);
    expect(read(`102,hong\n105,chung\n104,${nameOf(lost)}`).problems.at(-1)).toMatch(/^Line 3: |^Line 2: /);
  });
});
