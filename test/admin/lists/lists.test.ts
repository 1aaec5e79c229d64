import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { fetchLists, inWords } from '../../../admin/lists/lists.ts';
import type { MadeLists } from '../../../core/lists/files/list-state.ts';
import { StepFunctionsDouble } from '../step-functions-double.ts';

const keys = ['sparring_groups.pdf', 'breaking_groups.pdf', 'GfG.csv'].map(
  (name) => `lists/an-execution/${name}`,
);
const plan: MadeLists = {
  bucket: 'config',
  key: 'lists/an-execution/plan.jsonl',
  items: 3,
  order: { paper: 'letter' },
  files: keys.map((key) => ({ key })),
  counts: {
    ...{ takingPart: 412, notTakingPart: 3, withFindings: 12 },
    ...{ sparringGroups: 57, breakingGroups: 20, poomsaeGroups: 63 },
  },
};

test('the result says how many people and groups are on the lists, and where they are', () => {
  expect(inWords(plan.counts, ['lists/an-execution/GfG.csv'])).toBe(
    [
      '412 take part, 3 do not; 12 to look at, in attention.csv.',
      'Groups: 57 for sparring, 20 for breaking, 63 for poomsae.',
      '  lists/an-execution/GfG.csv',
    ].join('\n'),
  );
});

test('every file is fetched into a folder but those that could not be made', async () => {
  const double = new StepFunctionsDouble();
  const directory = join(mkdtempSync(join(tmpdir(), 'lists-')), 'here');
  double.objects = Object.fromEntries(keys.map((key) => [`/config/${key}`, `the content of ${key}`]));
  try {
    const config = await double.start();
    const notMade = new Set(['breaking_groups.pdf']);
    const paths = await fetchLists(plan, { notMade, directory, config });
    expect(paths).toEqual(['sparring_groups.pdf', 'GfG.csv'].map((name) => join(directory, name)));
    expect(readFileSync(paths[0] ?? '', 'utf8')).toBe(`the content of ${keys[0]}`);
    const inAFile = { notMade, config, directory: join(directory, 'GfG.csv', 'folder') };
    await expect(fetchLists(plan, inAFile)).rejects.toThrow(CommandError);
  } finally {
    double.stop();
    rmSync(directory, { recursive: true });
  }
});
