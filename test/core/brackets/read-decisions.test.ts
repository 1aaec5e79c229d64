import { expect, test } from 'vitest';
import { readDecisions } from '../../../core/brackets/read-decisions.ts';

const uncontested = { id: 'cs_live_a1', division: 'low_cadet_m_fin', outcome: 'uncontested' };
const read = (content: unknown) => readDecisions(JSON.stringify(content));

test('decisions are read in their order, also from an editor that marks its files', () => {
  const move = { ...uncontested, outcome: 'move', to: 'low_cadet_m_fly' };
  const text = `\uFEFF${JSON.stringify({ decisions: [move, uncontested] })}`;
  expect(readDecisions(text)).toEqual({ decisions: [move, uncontested], ties: [], problems: [] });
});

test('a decision that is not understood is a problem by its place, without its content; the others hold', () => {
  const { decisions, problems } = read({
    decisions: [
      { ...uncontested, outcome: 'move' },
      { ...uncontested, outcome: 'exhibition', with: '', consent: '' },
      { outcome: 'Ana Bell' },
      'Ana Bell',
      uncontested,
    ],
  });
  expect(decisions).toEqual([uncontested]);
  const idOfSomebody = 'expected the id of a registration, as the page has it';
  expect(problems).toEqual([
    'Decision 1: to: expected the name of a division, such as low_cadet_m_fin',
    `Decision 2: with: ${idOfSomebody}; consent: say who has agreed, and when`,
    'Decision 3: outcome: expected move, exhibition or uncontested',
    'Decision 4: expected { "id": …, "division": …, "outcome": … }',
  ]);
});

test('so are ties, beside them or alone', () => {
  const tie = { division: 'low_cadet_m_fin', order: ['cs_live_a1', 'cs_live_b2'] };
  expect(read({ ties: [tie, { division: 'low_cadet_m_fly' }, 'Ana Bell'] })).toEqual({
    decisions: [],
    ties: [tie],
    problems: [
      'Tie 2: order: expected the ids of everybody who is tied, best first',
      'Tie 3: expected { "division": …, "order": […] }',
    ],
  });
});

test.each(['', '[]', '{"decision": []}', 'null', '{'])('a file that is none is a problem: %s', (text) => {
  expect(readDecisions(text)).toEqual({
    decisions: [],
    ties: [],
    problems: ['Decisions: expected {"decisions": […]}'],
  });
});
