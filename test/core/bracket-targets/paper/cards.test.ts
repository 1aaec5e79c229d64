import { describe, expect, test } from 'vitest';
import { type CompetitorCard, cardsContent } from '../../../../core/bracket-targets/paper/card-content.ts';
import { drawCards } from '../../../../core/bracket-targets/paper/cards-document.ts';
import type { Decision } from '../../../../core/brackets/decisions.ts';
import { drawRules } from '../../../../core/brackets/draw-rules.ts';
import type { Plan } from '../../../../core/brackets/plan.ts';
import { expectToMatchGolden } from '../../badges/drawing/golden.ts';
import { boys, idOf, planOf } from '../../brackets/draw.ts';
import { pageAsPng, withPdf } from '../../sheets/rasterise.ts';

const competition = { name: 'Riverside Open', year: 2027 };
const cardsOf = (plan: Plan) => cardsContent(plan, competition).cards;
const matchesOf = (plan: Plan) => cardsOf(plan).map(({ entries }) => entries.map(({ matches }) => matches));

describe('a competitor’s card', () => {
  test('says the first match, and where its winner goes', () => {
    const plan = planOf(boys([61, 62, 63, 64, 65, 66]));
    const [division] = plan.divisions;
    if (!division) expect.fail();
    const { seeds, matches, ring } = division;
    for (const { id, entries } of cardsOf(plan)) {
      const seed = seeds.indexOf(id) + 1;
      const first = matches.find(({ sides }) => sides.some((side) => 'seed' in side && side.seed === seed));
      const next = matches.find(({ sides }) =>
        sides.some((side) => 'winnerOf' in side && side.winnerOf === first?.id),
      );
      // Who has a bye starts in the second round.
      expect(first?.round).toBe(seed <= 2 ? 2 : 1);
      expect(entries).toEqual([
        {
          ring,
          division: 'Sparring: Cadet male, middle belts, light middle',
          matches: `Match ${first?.number}, then ${next?.number} if you win`,
        },
      ]);
    }
  });

  test('says all matches of a pool or of two people, and which one is fought only if needed', () => {
    expect(
      matchesOf(planOf(boys([61, 62, 63])))
        .flat()
        .toSorted(),
    ).toEqual(['Matches 101, 102', 'Matches 101, 103', 'Matches 102, 103']);
    expect(matchesOf(planOf(boys([61, 62])))).toEqual([['Match 101'], ['Match 101']]);
    const rules = drawRules.parse({
      formats: [{ upTo: 2, format: 'best of three' }, { format: 'single elimination' }],
    });
    expect(matchesOf(planOf(boys([61, 62]), { rules }))[0]).toEqual(['Matches 101, 102, and 103 if needed']);
  });

  test('says what was decided about somebody alone, to both who have an exhibition', () => {
    const [alone, partner, other] = [...boys([41], { name: 'Lone Wolf' }), ...boys([71, 72])];
    if (!alone || !partner || !other) expect.fail();
    const said = [alone, partner, other];
    const before = planOf(said);
    const { key: division = '' } = before.divisions.find(({ format }) => format === 'alone') ?? {};
    const entriesOf = (decisions: Decision[], of: typeof alone) =>
      cardsOf(planOf(said, { decisions }))
        .find(({ id }) => id === idOf(of))
        ?.entries.map(({ matches }) => matches);
    const id = idOf(alone);
    const exhibition: Decision = {
      ...{ id, division, outcome: 'exhibition', with: idOf(partner) },
      consent: 'both coaches',
    };
    expect(entriesOf([], alone)).toEqual(['Alone: nothing is decided yet']);
    expect(entriesOf([{ id, division, outcome: 'uncontested' }], alone)).toEqual(['Gold without a match']);
    expect(entriesOf([exhibition], alone)).toEqual([`Exhibition match with ${partner.name}`]);
    expect(entriesOf([exhibition], partner)).toEqual(['Match 101', 'Exhibition match with Lone Wolf']);
  });

  test('is one for all divisions of somebody; cards are in the order of schools, then of names', () => {
    const events = 'sparring, sparring-gr';
    const said = [
      ...boys([61, 62], { school: 'Tigers' }),
      ...boys([63, 64], { school: 'Dojang', events }),
      ...boys([65], { school: 'TIGERS', name: 'Boy 00' }),
    ].map((one, index) => ({ ...one, name: `${one.name}${index % 2}` }));
    const cards = cardsOf(planOf(said));
    expect(cards.map(({ school, entries }) => [school.toLowerCase(), entries.length])).toEqual([
      ...[1, 2].map(() => ['dojang', 2]),
      ...[1, 2, 3].map(() => ['tigers', 1]),
    ]);
  });
});

describe('the document of cards', async () => {
  const names = ['Jordan Rivera', '홍길동', 'Nguyễn Văn Đức', 'محمد علي', 'अनिता शर्मा'];
  const cards = names.map((name, index): CompetitorCard => {
    const division = 'Sparring (grass roots): Cadet male, low belts, light middle';
    const entries = [
      { ring: 2, matches: 'Match 203, then 207 if you win', division },
      { ring: 3, matches: 'Matches 301, 302, 305, 307', division },
      { ring: 4, matches: 'Exhibition match with Anna Guadalupe Hernandez', division },
    ];
    return {
      id: `T1-7K3M9-QXAB${index}`,
      name,
      school: 'Golden Tiger',
      entries: entries.slice(0, 1 + (index % 3)),
    };
  });
  const draw = (of = cards) => drawCards({ competition, cards: of }, 'letter');
  const pdf = await draw();
  const textsOf = (of: Buffer) =>
    withPdf(of, async ({ pages, textOf }) =>
      Array.from({ length: pages }, (_, index) => textOf(index + 1).replace(/\s+/g, ' ')),
    );
  const versionsIn = async (of: Buffer) =>
    [...(await textsOf(of)).join(' ').matchAll(/Version (\w{6})/g)].map(([, one]) => one);

  test('looks as approved', async () => {
    await expectToMatchGolden('cards', await pageAsPng(pdf, 1), 'brackets');
  });

  test('has everybody’s name, rings and matches as text, four on a page', async () => {
    const [first = '', second = ''] = await textsOf(pdf);
    for (const words of [
      'Jordan',
      '홍길동',
      'Văn',
      'محمد',
      'RING 3',
      'Matches 301, 302, 305, 307',
      'page 1 of 2',
    ])
      expect(first).toContain(words);
    expect(second).toContain('Match 203, then 207 if you win');
  });

  test('has another version on those cards alone that differ, and the same bytes for the same', async () => {
    const [card, ...others] = cards as [CompetitorCard, ...CompetitorCard[]];
    const moved = { ...card, entries: card.entries.map((entry) => ({ ...entry, ring: 1 })) };
    const [before, after] = [await versionsIn(pdf), await versionsIn(await draw([moved, ...others]))];
    expect(before).toHaveLength(cards.length);
    expect(before.filter((version) => !after.includes(version))).toHaveLength(1);
    expect((await draw()).equals(pdf)).toBe(true);
  });
});
