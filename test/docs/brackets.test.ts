import { describe, expect, test } from 'vitest';
import { ways } from '../../bench/brackets.ts';
import { resultFiles } from '../../core/bracket-targets/results.ts';
import { decisionFile } from '../../core/brackets/decisions.ts';
import { drawRules, formatFor } from '../../core/brackets/draw-rules.ts';
import { readWeightClasses } from '../../core/brackets/weight-classes.ts';
import { blocksOf, chapterOf, keysOf, read, tableOf } from './document.ts';

describe('docs/brackets.md', () => {
  const text = read('docs/brackets.md');
  const usual = drawRules.parse({});

  test('explains every setting, and no other', () => {
    expect(keysOf(tableOf(text, 'setting', 'what it is', 'when nothing is said'))).toEqual(
      Object.keys(usual),
    );
  });

  test('gives the limits of groups, and their defaults', () => {
    const [style] = drawRules.parse({
      styles: [{ name: 'color belt', event: 'sparring', suffix: '', spread: {} }],
    }).styles;
    const rows = tableOf(text, 'limit', 'what it is', 'when nothing is said');
    expect(rows.map(([limit = '', , value]) => [limit.replaceAll('`', ''), Number(value)])).toEqual(
      Object.entries(style?.spread ?? {}),
    );
  });

  test('gives the format of every size', () => {
    const formats = tableOf(text, 'people', 'format').map(([sizes = '', format = '']) => ({
      from: Number(/^\d+/.exec(sizes)?.[0]),
      format: format.replace(/:.*/, ''),
    }));
    for (let people = 2; people <= 20; people += 1) {
      const row = formats.findLast(({ from }) => from <= people);
      expect(row?.format, `${people}`).toBe(formatFor(people, usual));
    }
  });

  test('has files as examples that are understood', () => {
    const [classes = '', decisions = '', ties = ''] = blocksOf(text, 'json');
    expect(readWeightClasses(classes, ['cadet']).problems).toEqual([]);
    expect(decisionFile.parse(JSON.parse(decisions)).decisions.map(({ outcome }) => outcome)).toEqual([
      'move',
      'exhibition',
      'uncontested',
    ]);
    expect(decisionFile.parse(JSON.parse(ties)).ties).toHaveLength(1);
  });

  test('explains every file of results, and no other', () => {
    expect(keysOf(tableOf(chapterOf(text, 'Results and medals'), 'file', 'what is in it'))).toEqual([
      ...resultFiles,
    ]);
  });

  test('compares every way of drawing, in a table that the bench has made', () => {
    const chapter = chapterOf(text, 'Schools are kept apart');
    const rows = chapter.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.slice(1).map((row) => row.split(' | ')[0]?.slice(2))).toEqual([
      ...ways,
      'the bound',
      'the bound, `byes` even',
    ]);
  });
});
