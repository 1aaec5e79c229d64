import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decision, decision } from '../../../core/brackets/decisions.ts';
import { drawRules } from '../../../core/brackets/draw-rules.ts';
import type { Said } from '../lists/people.ts';
import { boys, divisionOf, idOf, planOf, usualRules } from './draw.ts';

const alone: Said = { name: 'Alone', weight: 58 };
const id = idOf(alone);
const fin = 'middle_cadet_m_fin';
const middle = 'middle_cadet_m_light middle';
const wideRules = drawRules.parse({ lone: { mostPercent: 60 } });
const group = boys([61, 62, 64]);
const inGroup = idOf(group[0] ?? alone);

const move: Decision = { id, division: fin, outcome: 'move', to: middle };
const exhibition: Decision = {
  id,
  division: fin,
  outcome: 'exhibition',
  with: inGroup,
  consent: 'both coaches',
};

describe('for somebody alone is proposed', () => {
  const proposalOf = (said: readonly Said[], rules = usualRules) => planOf(said, { rules }).proposals;

  test('the neighbouring class, where everybody’s weight is near', () => {
    expect(proposalOf([alone, ...group])).toEqual([
      {
        id,
        division: fin,
        proposed: move,
        reason: 'Weighs 58 lb, and those of the neighbouring class 61 lb to 64 lb',
      },
    ]);
  });

  test('that one moves, of two alone in neighbouring classes', () => {
    const heavier = { name: 'Heavier', weight: 61 };
    expect(proposalOf([alone, heavier]).map(({ id, proposed }) => [id, proposed?.outcome])).toEqual([
      [id, 'move'],
      [idOf(heavier), undefined],
    ]);
  });

  test('no class that another proposal has emptied', () => {
    const rules = drawRules.parse({ lone: { mostPercent: 100 } });
    const [up, heavy] = [
      { name: 'Up', weight: 61 },
      { name: 'Heavy', weight: 101 },
    ];
    const proposals = proposalOf([alone, { name: 'Second', weight: 59 }, up, heavy], rules);
    expect(proposals.map(({ id, proposed }) => [id, proposed])).toEqual([
      [idOf(up), { id: idOf(up), division: middle, outcome: 'move', to: fin }],
      [idOf(heavy), { id: idOf(heavy), division: 'middle_cadet_m_heavy', outcome: 'move', to: fin }],
    ]);
  });

  test('an exhibition match, where the neighbouring class has somebody much heavier', () => {
    const [first] = proposalOf([alone, ...group, { name: 'Heavy', weight: 99 }]);
    expect(first?.proposed).toEqual({ id, division: fin, outcome: 'exhibition', with: inGroup });
  });

  test('an exhibition match with each other, of two alone in age groups next to each other', () => {
    const younger = { name: 'Younger', weight: 57, age: 11 };
    expect(proposalOf([alone, younger]).map(({ proposed }) => proposed)).toEqual([
      { id: idOf(younger), division: 'middle_youth_m_fin', outcome: 'exhibition', with: id },
      { id, division: fin, outcome: 'exhibition', with: idOf(younger) },
    ]);
  });

  test.each<[string, Said]>([
    ['of another gender', { name: 'Girl', gender: 'female', weight: 58 }],
    ['two age groups older', { name: 'Old', age: 20, weight: 58 }],
    ['two belt groups higher', { name: 'Black', belt: 'black', weight: 58 }],
    ['of another style', { name: 'Style', events: 'sparring-wc', weight: 58 }],
    ['much heavier', { name: 'Heavy', weight: 90 }],
  ])('the medal without a match, where the only other person is %s', (_, other) => {
    const proposal = proposalOf([alone, other]).find((one) => one.id === id);
    expect(proposal?.proposed).toEqual({ id, division: fin, outcome: 'uncontested' });
  });

  test('what the stage’s limit allows', () => {
    const rules = drawRules.parse({ lone: { mostPercent: 5 } });
    expect(proposalOf([alone, ...boys([64, 65])], rules)[0]?.proposed?.outcome).toBe('uncontested');
  });
});

test('all proposals together can be carried out, and leave nobody alone without a decision', async () => {
  const weight = fc.integer({ min: 40, max: 130 });
  const belt = fc.constantFrom('white', 'green', 'blue', 'red');
  const one = fc.record({ weight, belt, age: fc.integer({ min: 8, max: 16 }) });
  await fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), (list) => {
      const people = list.map((said, index) => ({ name: `P${index}`, ...said }));
      const decisions = planOf(people, { rules: wideRules }).proposals.flatMap(({ proposed }): Decision[] => {
        if (!proposed) return [];
        return [proposed.outcome === 'exhibition' ? { ...proposed, consent: 'both coaches' } : proposed];
      });
      const plan = planOf(people, { rules: wideRules, decisions });
      expect([plan.staleDecisions, plan.proposals]).toEqual([[], []]);
    }),
    { numRuns: 200 },
  );
});

describe('a decision', () => {
  test('to move somebody is carried out, and nothing is proposed any more', () => {
    const plan = planOf([alone, ...group], { decisions: [move] });
    expect(plan.divisions.map(({ key, format }) => [key, format])).toEqual([[middle, 'round robin']]);
    expect(divisionOf(plan, middle).moved).toEqual([{ id, from: fin }]);
    expect(divisionOf(plan, middle).seeds).toContain(id);
    expect([plan.proposals, plan.staleDecisions]).toEqual([[], []]);
  });

  test.each<[Decision]>([[exhibition], [{ id, division: fin, outcome: 'uncontested' }]])(
    'for %j stays with the division',
    (decided) => {
      const plan = planOf([alone, ...group], { decisions: [decided] });
      expect(divisionOf(plan, fin)).toMatchObject({ format: 'alone', seeds: [id], decided });
      expect(plan.proposals).toEqual([]);
    },
  );

  const company = { name: 'Company', weight: 50 };
  test.each<[string, readonly Said[], Decision, string]>([
    ['who is not alone any more', [alone, company, ...group], move, 'One more is there now'],
    ['who is not registered any more', group, move, `Nobody is in ${fin}`],
    ['in whose division is somebody else', [company, ...group], move, `Somebody else is in ${fin}`],
    ['who should move where nobody is', [alone], move, `Nobody is in ${middle}`],
    ['who should stay', [alone], { ...move, to: fin }, 'It is the same division'],
    [
      'who should move to another style',
      [alone, ...boys([61, 62], { events: 'sparring-wc' })],
      { ...move, to: 'middle-wc_cadet_m_light middle' },
      'middle-wc_cadet_m_light middle is of another style',
    ],
    ['whose partner is gone', [alone], exhibition, 'The other person is not in the draw'],
    ['who is the partner', [alone], { ...exhibition, with: id }, 'Nobody can fight with himself or herself'],
  ])('about somebody %s is stale', (_, said, decided, reason) => {
    const plan = planOf(said, { decisions: [decided] });
    expect(plan.staleDecisions).toEqual([{ decision: decided, reason }]);
    expect(plan.divisions.flatMap(({ seeds }) => seeds)).toHaveLength(said.length);
  });

  test('is stale where an earlier one is about the same person, or has emptied the division', () => {
    const heavier = { name: 'Heavier', weight: 61 };
    const back: Decision = { id: idOf(heavier), division: middle, outcome: 'move', to: fin };
    const uncontested: Decision = { id, division: fin, outcome: 'uncontested' };
    const decisions = [move, back, uncontested];
    expect(planOf([alone, heavier], { decisions }).staleDecisions.map(({ reason }) => reason)).toEqual([
      'One more is there now',
      `Nobody is in ${fin}`,
    ]);
    expect(planOf([alone], { decisions: [uncontested, uncontested] }).staleDecisions).toHaveLength(1);
  });

  test('to move somebody into a division that has started is stale', () => {
    const previous = planOf([alone, ...group]);
    const plan = planOf([alone, ...group], { previous, started: new Set([middle]), decisions: [move] });
    expect(plan.staleDecisions[0]?.reason).toBe(`${middle} has started`);
  });

  test.each<[Decision, string]>([
    [move, middle],
    [exhibition, middle],
    [exhibition, fin],
  ])('holds on when a division that it is about has started: %j in %s', (decided, key) => {
    const previous = planOf([alone, ...group], { decisions: [decided] });
    const plan = planOf([alone, ...group], { previous, started: new Set([key]), decisions: [decided] });
    expect([plan.staleDecisions, plan.proposals]).toEqual([[], []]);
    expect(plan.divisions.map(({ started: _, ...division }) => division)).toEqual(
      previous.divisions.map(({ started: _, ...division }) => division),
    );
    expect(Object.keys(plan.people)).toEqual(Object.keys(previous.people));
  });

  test.each([
    [{ ...exhibition, consent: ' ' }],
    [{ ...move, to: undefined }],
    [{ ...move, outcome: 'win' }],
    [{ ...move, note: 'x' }],
  ])('is refused when it is not complete: %j', (wrong) => {
    expect(decision.safeParse(wrong).success).toBe(false);
  });
});
