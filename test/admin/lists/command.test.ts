import { describe, expect, test } from 'vitest';
import { lists } from '../../../admin/lists/lists.ts';

describe('the command line', () => {
  test('may say nothing', () => {
    expect(lists.read([])).toEqual([{ stage: 'local', paper: 'letter', out: 'lists' }]);
  });

  test('may say everything', () => {
    const said = ['--stage', 'prod', '--paper', 'a4', '--out', 'here', '--json'];
    expect(lists.read(said)).toEqual([{ stage: 'prod', paper: 'a4', out: 'here', json: true }]);
  });

  test('is refused when its paper is unknown', () => {
    expect(() => lists.read(['--paper', 'a3'])).toThrow('--paper: say letter or a4, not “a3”.');
  });
});
