import { expect, test } from 'vitest';
import { stageFileKeys } from '../../lib/stage-config.ts';
import { blocksOf, chapterOf, read } from './document.ts';

test('docs/migrating.md shows every resource that a stage may adopt, and no other', () => {
  const [example = ''] = blocksOf(chapterOf(read('docs/migrating.md'), 'What is adopted'), 'json');
  const { adopt } = JSON.parse(`{${example}}`) as { adopt: Record<string, unknown> };
  const keys = stageFileKeys().filter((key) => key.startsWith('adopt.'));
  expect(
    Object.keys(adopt)
      .map((key) => `adopt.${key}`)
      .sort(),
  ).toEqual(keys.sort());
});
