import { expect, test } from 'vitest';
import type { BracketTarget } from '../../../core/bracket-targets/bracket-target.ts';
import {
  allTargets,
  computedTargetsOf,
  connectedTargets,
  targetsOf,
} from '../../../lambdas/runtime/bracket-targets.ts';
import { boys, planOf } from '../../core/brackets/draw.ts';
import { MemoryTarget } from '../../doubles/memory-target.ts';

const variables = {
  ...{ COMPETITION_NAME: 'Open', COMPETITION_YEAR: '2027', PAPER: 'a4' },
  ...{ PROGRESS_TABLE: 'progress', CONFIG_BUCKET: 'config' },
};
const challonge = {
  SECRET_ID: 'secret',
  CHALLONGE: JSON.stringify({
    ...{ callsPerMonth: 500, callsPerMinute: 30, api: 'v2.1', names: 'short', private: true },
  }),
};
const withoutChallonge = connectedTargets.parse(variables);
const withChallonge = connectedTargets.parse({ ...variables, ...challonge });

test('paper is a target of every stage, Challonge of one that has it, and comes last', () => {
  expect(targetsOf(withoutChallonge).map(({ name }) => name)).toEqual(['paper']);
  expect(targetsOf(withChallonge).map(({ name, label }) => [name, label])).toEqual([
    ['paper', 'Paper'],
    ['challonge', 'Challonge'],
  ]);
});

test('names are what items and orders can carry', () => {
  for (const name of Object.keys(allTargets)) expect(name).toMatch(/^[a-z]+$/);
});

test('what there is to do is computed without a connection; calls are counted where they are few', () => {
  const draw = planOf(boys([70, 71, 72]));
  const [paper, others] = computedTargetsOf(withChallonge);
  expect(paper?.compute.plan(draw).map(({ part }) => part)).toContain('ring-1.pdf');
  expect(paper?.calls).toBeUndefined();
  expect(others?.compute.plan(draw).map(({ part }) => part)).toEqual(['middle_cadet_m_light middle']);
  expect(others?.calls).toBeDefined();
});

test('a further target is one more entry', async () => {
  const board = new MemoryTarget();
  const entry = {
    label: 'Board',
    compute: () => ({ compute: board }),
    connect: () => (use: Parameters<(typeof board)['using']>[0]) => use(board as BracketTarget),
  };
  const targets = targetsOf(withChallonge, undefined, { ...allTargets, board: entry as never });
  expect(targets.map(({ name }) => name)).toEqual(['paper', 'challonge', 'board']);
  expect(await targets.at(-1)?.using((target) => target.started([]))).toEqual([]);
});
