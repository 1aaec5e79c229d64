import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionOf } from '../../../console/graph/condition.ts';
import { layoutOf } from '../../../console/graph/layout.ts';
import { edgesOf, graphOf, nodesOf } from '../../../console/graph/model.ts';
import type { Definition } from '../../../step-functions/definition.ts';
import { definitionOf, plansWith } from '../../step-functions/engine/random-machines.ts';
import { layoutProblems } from './problems.ts';

const end = { Type: 'Pass', End: true };

/** With each kind of way: forwards, backwards, to itself, after failures, and into what nothing leads to. */
const definition: Definition = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Next: 'Which one of all of them is it?',
      Catch: [
        { ErrorEquals: ['BadError', 'WorseError'], Next: 'Park' },
        { ErrorEquals: ['States.ALL'], Next: 'Park' },
      ],
    },
    'Which one of all of them is it?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.again', BooleanEquals: true, Next: 'Ask' },
        { Variable: '$.left', NumericGreaterThan: 0, Next: 'Both' },
      ],
      Default: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 1, Next: 'Wait' },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Each',
          States: {
            Each: { Type: 'Map', ItemProcessor: { StartAt: 'Item', States: { Item: end } }, End: true },
          },
        },
        { StartAt: 'AVeryLongNameWithoutAnySpacesInIt', States: { AVeryLongNameWithoutAnySpacesInIt: end } },
      ],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Park: { Type: 'Fail' },
    Island: end,
  },
};

test('every state and every way is in the graph once', () => {
  const graph = graphOf(definition);
  expect([...nodesOf(graph)].map(({ name }) => name).sort()).toEqual(
    [...Object.keys(definition.States), 'Each', 'Item', 'AVeryLongNameWithoutAnySpacesInIt'].sort(),
  );
  expect(
    edgesOf(graph).map(({ from, to, kind, conditions }) => `${from} ${kind} ${to} ${conditions}`),
  ).toEqual([
    'Ask next Which one of all of them is it? ',
    'Ask caught Park BadError, WorseError,any error',
    'Which one of all of them is it? choice Ask again',
    'Which one of all of them is it? choice Both left > 0',
    'Which one of all of them is it? otherwise Wait otherwise',
    'Both next Done ',
    'Wait next Wait ',
  ]);
});

test('it is laid out without overlaps, and each way leads from its state to the next', async () => {
  const graph = graphOf(definition);
  expect(layoutProblems(graph, await layoutOf(graph))).toEqual([]);
});

test('so is any machine', async () => {
  await fc.assert(
    fc.asyncProperty(plansWith({ fewestItems: 1 }), async (plan) => {
      const graph = graphOf(definitionOf(plan) as Definition);
      expect(layoutProblems(graph, await layoutOf(graph))).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test.each([
  [{ Variable: '$.a.b', StringEquals: 'known', Next: '' }, 'a.b is known'],
  [{ Not: { Variable: '$.a', StringEquals: 'two words' }, Next: '' }, 'a is not “two words”'],
  [{ Variable: '$.a', BooleanEquals: false, Next: '' }, 'not a'],
  [{ Variable: '$.a', IsPresent: false, Next: '' }, 'a is not there'],
  [{ Variable: '$.a', NumericLessThanEqualsPath: '$.b', Next: '' }, 'a ≤ b'],
  [
    {
      And: [
        { Variable: '$.a', NumericEquals: 1 },
        {
          Or: [
            { Variable: '$.b', IsNull: true },
            { Variable: '$.c', StringMatches: 'x*' },
          ],
        },
      ],
      Next: '',
    },
    'a is 1 and (b is null or c is like x*)',
  ],
  [{ Condition: "{% $states.input.a = 'x' %}", Next: '' }, "$states.input.a = 'x'"],
])('the condition %j reads as %s', (rule, words) => {
  expect(conditionOf(rule)).toBe(words);
});
