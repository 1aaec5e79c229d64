import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stageFileKeys } from '../../lib/stage-config.ts';
import { blocksOf, chapterOf, keysOf, projectRoot, read, scriptsIn, statesIn, tableOf } from './document.ts';
import { definitionOf, statesOf } from './stack.ts';

describe('README.md', () => {
  const text = read('README.md');

  test('lists every script of package.json with what it does, and no other', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const rows = tableOf(text, 'command', 'what it does').map(([command = '']) => scriptsIn(command));
    expect(rows).not.toContainEqual([]);
    const listed = rows.flat();
    expect(listed.toSorted()).toEqual(Object.keys(scripts).sort());
  });

  test('explains every key of a stage file, and no other', () => {
    const explained = keysOf(tableOf(text, 'key', 'what it is'));
    expect(explained.toSorted()).toEqual(stageFileKeys().toSorted());
  });

  test('shows every state of the registration workflow by its name, and no other', () => {
    const [picture = ''] = blocksOf(text, 'mermaid');
    expect(statesIn(picture).sort()).toEqual([...statesOf(definitionOf('registration')).keys()].sort());
  });

  test('says what each folder is, those of core/ and packages/ one by one', () => {
    const [tree = ''] = blocksOf(chapterOf(text, 'Develop it'), '');
    const listed = tree.split('\n').flatMap((line) => /^(\S+)\/ {2,}\S/.exec(line)?.[1] ?? []);
    for (const folder of listed.filter((path) => !path.includes('<')))
      expect(foldersIn(join(folder, '..'))).toContain(folder);
    const expected = ['.', 'core', 'packages'].flatMap(foldersIn);
    const covered = (folder: string) =>
      listed.some((path) => path === folder || path.startsWith(`${folder}/`));
    expect(expected.filter((folder) => !covered(folder))).toEqual([]);
  });
});

/** A folder's own folders, except those that git ignores. */
function foldersIn(folder: string): string[] {
  const ignored = read('.gitignore').split('\n');
  return readdirSync(join(projectRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .filter((path) => ![path, `${path}/`, `/${path}/`].some((line) => ignored.includes(line)));
}
