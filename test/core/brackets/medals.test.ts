import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medalsOf } from '../../../core/brackets/medals.ts';
import { boys, idOf, planOf } from './draw.ts';
import { onlyDivision, planOfSize, playThrough, wonBySeeds } from './played.ts';

const first = () => true;

/** What a division's result says, of people by their seeds. */
function resultIn(
  plan: ReturnType<typeof planOfSize>,
  ...rest: [Parameters<typeof medalsOf>[1], Parameters<typeof medalsOf>[2]?]
) {
  const division = onlyDivision(plan);
  const { divisions, problems } = medalsOf(plan, ...rest);
  const seedOf = (id: string) => division.seeds.indexOf(id) + 1;
  const [result] = divisions;
  if (!result) throw new Error('there is no result');
  return {
    ...result,
    medals: result.medals.map(({ medal, id }) => `${medal} ${seedOf(id)}`),
    problems: problems.map(({ match, problem }) => (match === undefined ? problem : `${match}: ${problem}`)),
  };
}

describe('medals of a division', () => {
  test('of single elimination: both who lose a semifinal have bronze', () => {
    const plan = planOfSize(8, 'single elimination');
    const played = playThrough(onlyDivision(plan), first);
    expect(resultIn(plan, played)).toMatchObject({
      progress: 'complete',
      medals: ['gold 1', 'silver 2', 'bronze 4', 'bronze 3'],
      decided: 7,
      matches: 7,
      next: [],
      problems: [],
    });
  });

  test.each([
    [2, ['gold 1', 'silver 2']],
    [3, ['gold 1', 'silver 2', 'bronze 3']],
    [5, ['gold 1', 'silver 2', 'bronze 4', 'bronze 3']],
  ])('of a bracket of %i, in which a bye may lead into a semifinal', (people, medals) => {
    const plan = planOfSize(people, 'single elimination');
    expect(resultIn(plan, playThrough(onlyDivision(plan), first))).toMatchObject({ medals, problems: [] });
  });

  test.each([
    ['one match', [true], ['gold 1', 'silver 2']],
    ['best of three', [true, true], ['gold 1', 'silver 2']],
    ['best of three', [true, false, false], ['gold 2', 'silver 1']],
  ] as const)('of %s', (format, upperWins, medals) => {
    const plan = planOfSize(2, format);
    const played = playThrough(onlyDivision(plan), (match) => upperWins[match - 1] ?? false);
    expect(played).toHaveLength(upperWins.length);
    expect(resultIn(plan, played)).toMatchObject({ progress: 'complete', medals, problems: [], next: [] });
  });

  test('of a round robin: by wins, then by the match between two with as many', () => {
    const plan = planOfSize(4, 'round robin');
    const results = [
      [1, 2],
      [2, 3],
      [1, 4],
      [3, 1],
      [3, 4],
      [4, 2],
    ] as const;
    expect(resultIn(plan, wonBySeeds(onlyDivision(plan), results))).toMatchObject({
      progress: 'complete',
      medals: ['gold 3', 'silver 1', 'bronze 4'],
      ties: [],
    });
  });

  test('a tie for a medal waits for the organisers, and says why; they break it', () => {
    const plan = planOfSize(4, 'round robin');
    const division = onlyDivision(plan);
    const circle = wonBySeeds(division, [
      [1, 2],
      [2, 3],
      [3, 1],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    const [a = '', b = '', c = '', d = ''] = division.seeds;
    const tied = resultIn(plan, circle);
    expect(tied).toMatchObject({ progress: 'going on', medals: [], next: [], problems: [] });
    expect(tied.ties).toEqual([
      { place: 1, people: [a, b, c].sort(), reason: 'Each has won 2 matches, 1 of them against each other' },
    ]);
    const broken = resultIn(plan, circle, { tieBreaks: [{ division: division.key, order: [c, a, b] }] });
    expect(broken).toMatchObject({
      progress: 'complete',
      medals: ['gold 3', 'silver 1', 'bronze 2'],
      ties: [],
    });
    const wrong = resultIn(plan, circle, { tieBreaks: [{ division: division.key, order: [d, a, b] }] });
    expect(wrong.problems).toEqual(['A tie was broken between people who are not tied']);
  });

  test('a tie for places without a medal is nobody’s concern', () => {
    const plan = planOfSize(6, 'round robin');
    const over = [
      [1, 2],
      [1, 3],
      [1, 4],
      [1, 5],
      [1, 6],
      [2, 3],
      [2, 4],
      [2, 5],
      [2, 6],
      [3, 4],
      [3, 5],
      [3, 6],
    ] as const;
    const circle = [
      [4, 5],
      [5, 6],
      [6, 4],
    ] as const;
    expect(resultIn(plan, wonBySeeds(onlyDivision(plan), [...over, ...circle]))).toMatchObject({
      progress: 'complete',
      medals: ['gold 1', 'silver 2', 'bronze 3'],
      ties: [],
    });
  });

  test('of somebody who is alone: gold without a match, none for an exhibition, or still to be decided', () => {
    const [alone, ...others] = boys([50, 70, 71]).map((one, index) => ({ ...one, school: `S${index}` }));
    if (!alone || !others[0]) throw new Error('nobody');
    const people = [alone, ...others];
    const about = { id: idOf(alone), division: 'middle_cadet_m_fin' };
    const results = [
      planOf(people),
      planOf(people, { decisions: [{ ...about, outcome: 'uncontested' }] }),
      planOf(people, {
        decisions: [{ ...about, outcome: 'exhibition', with: idOf(others[0]), consent: 'both' }],
      }),
    ].map((plan) => medalsOf(plan, []).divisions.find(({ division }) => division === about.division));
    expect(results).toMatchObject([
      { progress: 'not started', medals: [], note: 'One person is alone, and nothing is decided' },
      { progress: 'complete', medals: [{ medal: 'gold', id: about.id }], note: 'Gold without a match' },
      { progress: 'complete', medals: [], note: 'Exhibition match, no medal' },
    ]);
  });

  test('are none before its end: it says which matches can be fought now', () => {
    const plan = planOfSize(6, 'single elimination');
    const division = onlyDivision(plan);
    expect(resultIn(plan, [])).toMatchObject({ progress: 'not started', medals: [], decided: 0, matches: 5 });
    const played = playThrough(division, first).slice(0, 3);
    expect(resultIn(plan, played)).toMatchObject({
      progress: 'going on',
      decided: 3,
      medals: [],
      next: [104],
    });
    const started = new Set([division.key]);
    expect(resultIn(plan, [], { started })).toMatchObject({ progress: 'going on', next: [101, 102] });
  });
});

describe('results that cannot be right are listed, and count for nothing', () => {
  const plan = planOfSize(6, 'single elimination');
  const division = onlyDivision(plan);
  const played = playThrough(division, first);
  const [seed1 = '', , , , , seed6 = ''] = division.seeds;
  const instead = (match: number, winner: string) =>
    played.map((one) => (one.match === match ? { ...one, winner } : one));

  test.each([
    [
      'two targets differ',
      [...played, { division: division.key, match: 5, winner: seed6 }],
      ['105: There are different results for it'],
    ],
    ['the winner does not fight in it', instead(5, seed6), ['105: Its winner does not fight in it']],
    [
      'a match before it has none',
      played.filter(({ match }) => match !== 3),
      ['105: It has a result, and match 103 before it has none'],
    ],
    [
      'nor does it hide behind those that follow',
      instead(1, 'somebody'),
      ['101: Its winner does not fight in it'],
    ],
    [
      'the draw has no such match',
      [...played, { division: division.key, match: 9, winner: seed1 }],
      ['The draw has no match with the id 9 here'],
    ],
    [
      'the draw has no such division',
      [...played, { division: 'x', match: 1, winner: seed1 }],
      ['The draw has no such division, and there are results for it'],
    ],
  ])('%s', (_, winners, problems) => {
    expect(resultIn(plan, winners).problems).toEqual(problems);
  });

  test('the same result from two targets is no problem', () => {
    expect(resultIn(plan, [...played, ...played])).toMatchObject({ progress: 'complete', problems: [] });
  });

  test('a third match after two that one person has won', () => {
    const best = planOfSize(2, 'best of three');
    const two = playThrough(onlyDivision(best), first);
    const third = two.map((one) => ({ ...one, match: 3 })).slice(0, 1);
    expect(resultIn(best, [...two, ...third])).toMatchObject({
      progress: 'complete',
      problems: ['103: It was not needed, and has a result'],
    });
  });
});

describe('whatever happens', () => {
  const sizes = fc.integer({ min: 2, max: 40 });
  const outcomes = fc.infiniteStream(fc.boolean());
  const plans = new Map(
    Array.from({ length: 39 }, (_, index) => [index + 2, planOfSize(index + 2, 'single elimination')]),
  );

  test('a bracket that is fought through is complete: one gold, one silver, and at most two bronzes', async () => {
    await fc.assert(
      fc.property(sizes, outcomes, (size, upperWins) => {
        const plan = plans.get(size) ?? planOfSize(size);
        const played = playThrough(onlyDivision(plan), () => upperWins.next().value ?? true);
        const result = resultIn(plan, played);
        expect(result).toMatchObject({ progress: 'complete', problems: [], next: [], matches: size - 1 });
        const names = result.medals.map((one) => one.split(' ')[0]);
        expect(names).toEqual(['gold', 'silver', 'bronze', 'bronze'].slice(0, size));
        expect(new Set(result.medals.map((one) => one.split(' ')[1])).size).toBe(names.length);
      }),
    );
  });

  test('a round robin has one medal of each kind, or says who is tied for them', async () => {
    await fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), outcomes, (size, upperWins) => {
        const plan = planOfSize(size, 'round robin');
        const result = resultIn(
          plan,
          playThrough(onlyDivision(plan), () => upperWins.next().value ?? true),
        );
        const most = Math.min(3, size);
        const shared = result.ties.flatMap(({ place, people }) =>
          people.map((_, index) => place + index).filter((one) => one <= most),
        );
        expect(result.medals.length + shared.length).toBe(most);
        expect(result.progress).toBe(shared.length === 0 ? 'complete' : 'going on');
      }),
    );
  });

  test('nothing that is entered makes it fail, and medals are given for matches alone', async () => {
    const plan = plans.get(11) ?? planOfSize(11);
    const { key, seeds } = onlyDivision(plan);
    const winner = fc.record({
      division: fc.constantFrom(key, 'other'),
      match: fc.integer({ min: -1, max: 13 }),
      winner: fc.constantFrom('nobody', ...seeds),
    });
    await fc.assert(
      fc.property(fc.array(winner, { maxLength: 40 }), (winners) => {
        const { progress, medals, decided, matches } = resultIn(plan, winners);
        expect(matches).toBe(10);
        expect(progress === 'complete').toBe(decided === matches);
        expect(medals).toHaveLength(decided === matches ? 4 : 0);
      }),
    );
  });
});
