import { pictureOf } from '@tkd-registration/local-cloud/machine-graph';
import { expect, test } from 'vitest';
import { layoutProblems } from '../../packages/local-cloud/test/console/graph/problems.ts';
import { definitionsOf } from '../lib/machines.ts';
import { stacks } from '../lib/stacks.ts';

const local = stacks.find(({ name }) => name.includes('local'));
if (!local) throw new Error('there is no stage local');

test.each([...definitionsOf(local.template)])(
  'the graph of %s has all states and ways in their places',
  async (_, definition) => {
    const { graph, layout } = await pictureOf(JSON.stringify(definition));
    expect(layoutProblems(graph, layout)).toEqual([]);
  },
);
