import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { completionOf, fetchLists, inWords } from '../../../admin/lists/lists.ts';
import type { MadeLists } from '../../../core/lists/files/list-state.ts';
import { StepFunctionsDouble } from '../step-functions-double.ts';

const lists: MadeLists = {
  bucket: 'config',
  files: [{ key: 'lists/an-execution/GfG.csv' }],
  forPeople: [{ key: 'lists/an-execution/GfG.csv' }],
  documents: [
    { name: 'sparring_groups', paper: 'letter' },
    { name: 'breaking_groups', paper: 'letter' },
  ],
  takingPart: 412,
  notTakingPart: 3,
  withFindings: 12,
  groups: { sparring: 57, breaking: 20, poomsae: 63 },
};

const exited = (name: string, output: object): HistoryEvent => ({
  ...{ id: 1, timestamp: new Date(0), type: 'TaskStateExited' },
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});

test('progress is how many documents are drawn, once it is known how many there are', () => {
  expect(completionOf([])).toBeUndefined();
  const made = exited('Make lists', { lists });
  expect(completionOf([made])).toEqual({ total: 2, done: 0 });
  expect(completionOf([made, exited('Draw group sheets', {})])).toEqual({ total: 2, done: 1 });
});

test('the result says how many people and groups are on the lists, and where they are', () => {
  expect(inWords(lists, ['lists/an-execution/GfG.csv'])).toBe(
    [
      '412 take part, 3 do not; 12 to look at, in attention.csv.',
      'Groups: 57 for sparring, 20 for breaking, 63 for poomsae.',
      '  lists/an-execution/GfG.csv',
    ].join('\n'),
  );
});

test('every file is fetched into a folder, the group sheets first', async () => {
  const double = new StepFunctionsDouble();
  const directory = mkdtempSync(join(tmpdir(), 'lists-'));
  const pdf = 'lists/an-execution/sparring_groups.pdf';
  double.objects = { [`/config/${pdf}`]: 'a PDF', '/config/lists/an-execution/GfG.csv': 'a list' };
  const documents = [{ name: 'sparring_groups', paper: 'letter', drawn: { key: pdf } }] as const;
  const result = { lists, documents: [...documents] };
  try {
    const config = await double.start();
    const paths = await fetchLists(result, join(directory, 'here'), config);
    expect(paths).toEqual(['sparring_groups.pdf', 'GfG.csv'].map((name) => join(directory, 'here', name)));
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['a PDF', 'a list']);
    const inAFile = fetchLists(result, join(directory, 'here', 'GfG.csv', 'folder'), config);
    await expect(inAFile).rejects.toThrow(CommandError);
  } finally {
    await double.stop();
    rmSync(directory, { recursive: true });
  }
});
