import { describe, expect, test } from 'vitest';
import { miscOf } from '../../../../core/bracket-targets/challonge/content.ts';
import { decidedMatches } from '../../../../core/brackets/decided-matches.ts';
import type { Bracket } from '../../../../core/clients/challonge/challonge.ts';
import { drawOf, idsFrom, Publisher, type SaidDivision } from './published.ts';

const fin = 'low_cadet_m_fin';
const misc = (id: string) => miscOf('test', id);

async function fought(said: SaidDivision, results: readonly (readonly [string, string, string?])[]) {
  const publisher = new Publisher();
  const draw = drawOf({ [fin]: said });
  await publisher.publish(draw, { started: [fin] });
  for (const [winner, loser, score] of results)
    publisher.challonge.win(fin, misc(winner), misc(loser), score);
  return { publisher, draw, read: () => winnersOf(publisher, draw) };
}

async function winnersOf({ target, records }: Publisher, draw: ReturnType<typeof drawOf>) {
  const record = records.get(fin);
  return record ? target.results(draw, record) : [];
}

const inShort = (winners: Awaited<ReturnType<typeof winnersOf>>) =>
  winners.map(({ match, winner, score = '' }) => `${match}: ${winner} ${score}`);

describe('results from Challonge', () => {
  test('are the winners of our matches, in a bracket with byes', async () => {
    const { publisher, draw, read } = await fought({ seeds: idsFrom(1, 6) }, [
      ['5', '4', '7-5'],
      ['3', '6'],
      ['1', '5'],
    ]);
    publisher.callsMade();
    expect(inShort(await read())).toEqual(['1: 5 5-7', '2: 3 2-1', '3: 1 2-1']);
    expect(publisher.callsMade()).toEqual(['find']);
    publisher.challonge.win(fin, misc('2'), misc('3'));
    publisher.challonge.win(fin, misc('2'), misc('1'));
    const [division] = draw.divisions;
    const { decided, open, problems } = decidedMatches(
      division ?? { key: '', seeds: [], matches: [] },
      await read(),
    );
    expect([decided.at(-1)?.winner, open, problems]).toEqual(['2', [], []]);
  });

  test('are found by who met, whatever the order of a round robin there', async () => {
    const { read } = await fought({ seeds: idsFrom(1, 4), format: 'round robin' }, [
      ['1', '2', '3-1,2-0'],
      ['4', '3'],
    ]);
    expect(inShort(await read())).toEqual(['5: 1 3-1,2-0', '6: 4 1-2']);
  });

  test.each([
    ['3-1,1-2,4-0', ['1: 2 3-1', '2: 1 1-2', '3: 2 4-0']],
    ['3-1,2-0', ['1: 2 3-1', '2: 2 2-0']],
    ['2-1', ['1: 2 ', '2: 2 ']],
    ['1-1,3-0,3-0', ['1: 2 ', '2: 2 ']],
    ['walkover', ['1: 2 ', '2: 2 ']],
  ])('of a best of three come from the sets of one match: %s', async (score, expected) => {
    const { read } = await fought({ seeds: ['2', '1'], format: 'best of three' }, [['2', '1', score]]);
    expect(inShort(await read())).toEqual(expected);
  });

  test('of a bracket that was changed there count where the same two people met', async () => {
    const { publisher, read } = await fought({ seeds: idsFrom(1, 6) }, []);
    const { participants } = publisher.challonge.at(fin);
    // 3 and 5 exchanged: 4 meets 3, and 5 meets 6.
    for (const one of participants) one.seed = one.seed === 3 ? 5 : one.seed === 5 ? 3 : one.seed;
    for (const pair of [
      ['4', '3'],
      ['6', '5'],
      ['1', '4'],
      ['2', '6'],
      ['1', '2'],
    ])
      publisher.challonge.win(fin, misc(pair[0] ?? ''), misc(pair[1] ?? ''));
    expect(await read()).toEqual([]);
  });

  test('come from the letter of a match where Challonge does not say who met', async () => {
    const { publisher, draw, read } = await fought({ seeds: idsFrom(1, 4) }, [
      ['1', '4'],
      ['3', '2'],
      ['3', '1'],
    ]);
    const whole = await publisher.challonge.find(publisher.challonge.at(fin).id);
    if (!whole) throw new Error('there is none');
    const silent: Bracket = { ...whole, matches: whole.matches.map((one) => ({ ...one, participants: [] })) };
    publisher.challonge.find = async () => silent;
    expect((await read()).map(({ match, winner }) => [match, winner])).toEqual([
      [1, '1'],
      [2, '3'],
      [3, '3'],
    ]);
    expect(draw.divisions).toHaveLength(1);
  });

  test('are none for people who were added there, and for a tournament that is gone', async () => {
    const { publisher, read } = await fought({ seeds: idsFrom(1, 2) }, [['1', '2']]);
    for (const one of publisher.challonge.at(fin).participants) one.misc = '';
    expect(await read()).toEqual([]);
    publisher.challonge.tournaments = [];
    expect(await read()).toEqual([]);
  });

  test('of a bracket of 40 have letters after Z', async () => {
    const ids = idsFrom(1, 40);
    const { publisher, draw } = await fought({ seeds: ids }, []);
    const whole = await publisher.challonge.find(publisher.challonge.at(fin).id);
    const [division] = draw.divisions;
    if (!whole || !division) throw new Error('there is none');
    // The better seed always wins.
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', ...[...'ABCDEFGHIJKLM'].map((letter) => `A${letter}`)];
    const best = new Map<number, number>();
    for (const { id, sides } of division.matches) {
      best.set(
        id,
        Math.min(...sides.map((side) => ('seed' in side ? side.seed : (best.get(side.winnerOf) ?? 99)))),
      );
    }
    const idOf = (seed = 0) => whole.participants[seed - 1]?.id ?? '';
    const matches = whole.matches.map((match, index) => ({
      ...match,
      identifier: letters[index] ?? '',
      participants: [],
      state: 'complete' as const,
      winner: idOf(best.get(index + 1)),
    }));
    publisher.challonge.find = async () => ({ ...whole, matches });
    const winners = await winnersOf(publisher, draw);
    expect(winners).toHaveLength(39);
    expect(winners.at(-1)).toEqual({ division: fin, match: 39, winner: '1' });
  });
});
