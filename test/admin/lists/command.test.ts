import { describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { parseCommand } from '../../../admin/lists/command.ts';

describe('the command line', () => {
  test('may say nothing', () => {
    expect(parseCommand([])).toEqual({ stage: 'local', paper: 'letter', out: 'lists', json: false });
  });

  test('may say everything', () => {
    const said = ['--stage', 'prod', '--paper', 'a4', '--out', 'here', '--json'];
    expect(parseCommand(said)).toEqual({ stage: 'prod', paper: 'a4', out: 'here', json: true });
  });

  test('may ask for help', () => {
    expect(parseCommand(['--help'])).toBe('help');
  });

  test.each([[['--paper', 'a3']], [['--papers', 'a4']], [['a4']]])('%j is refused', (args) => {
    expect(() => parseCommand(args)).toThrow(CommandError);
    expect(() => parseCommand(args)).toThrow(args[0]);
  });
});
