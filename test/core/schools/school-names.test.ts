import { describe, expect, test } from 'vitest';
import {
  canonicalNames,
  problemsIn,
  withApproved,
  withoutApproved,
} from '../../../core/schools/school-names.ts';

describe('a list of names', () => {
  test.each([
    [{ A: ['a school', 'b'], C: ['d'] }, []],
    [{ 'Golden Dragon': ['golden-dragon'] }, []],
    [{ A: ['x'], B: ['X'] }, ['“X” is a spelling of both “A” and “B”.']],
    [{ A: ['b'], B: ['x'] }, ['“b” is a canonical name itself, and cannot be a spelling of “A”.']],
    [{ A: ['x'], 'a.': ['y'] }, ['“a.” and “A” are the same name: keep one as the canonical one.']],
    [{ A: [' '] }, ['A spelling of “A” is empty.']],
    [{ ' ': ['x'] }, ['A canonical name is empty.']],
  ])('%j: what is wrong with it', (names, problems) => {
    expect(problemsIn(names as Record<string, string[]>)).toEqual(problems);
  });

  test('says what a school is called, however it is typed', () => {
    expect(canonicalNames({ 'Golden Dragon': ['GD Owasso'] }).get('gdowasso')).toBe('Golden Dragon');
  });
});

describe('what is known', () => {
  test.each([
    ['grows', {}, { A: ['x'] }, { A: ['x'] }],
    ['keeps what was approved before', { A: ['x'], B: ['y'] }, { A: ['z'] }, { A: ['x', 'z'], B: ['y'] }],
    ['follows the latest approval', { A: ['x', 'y'] }, { B: ['X'] }, { A: ['y'], B: ['X'] }],
    ['takes along the spellings of a name that became one', { A: ['x'] }, { B: ['A'] }, { B: ['x', 'A'] }],
    [
      'has a spelling that became a name no longer as one',
      { A: ['b', 'x'] },
      { B: ['y'] },
      { A: ['x'], B: ['y'] },
    ],
    [
      'writes a name as it was approved last',
      { 'golden dragon': ['x'] },
      { 'Golden Dragon': ['y'] },
      { 'Golden Dragon': ['x', 'y'] },
    ],
  ])('%s', (_, known, approved, expected) => {
    const after = withApproved(known as Record<string, string[]>, approved as Record<string, string[]>);
    expect(after).toEqual(expected);
    expect(withApproved(after, approved as Record<string, string[]>)).toEqual(after);
    expect(problemsIn(after)).toEqual([]);
  });

  test('loses what an undone list approved, and nothing else', () => {
    expect(withoutApproved({ A: ['x', 'y'], B: ['z'] }, { A: ['X'], B: ['z'] })).toEqual({ A: ['y'] });
  });
});
