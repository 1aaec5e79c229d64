import { describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { parseCommand, usage } from '../../../admin/reconcile/command.ts';

describe('the command line', () => {
  const usual = { stage: 'local', input: { since: '3d', apply: false, everything: true }, json: false };

  test('asks by default what would be done about the last three days of the local stage', () => {
    expect(parseCommand([])).toEqual(usual);
  });

  test('says for which stage, since when, and whether to do it', () => {
    expect(parseCommand(['--stage', 'prod', '--since', '36h', '--apply', '--json'])).toEqual({
      ...{ stage: 'prod', json: true },
      input: { since: '36h', apply: true, everything: true },
    });
  });

  test('is explained on request', () => {
    expect(parseCommand(['--help'])).toBe('help');
    for (const option of usage.match(/--\w+/g) ?? []) expect(usage).toContain(option);
  });

  test.each([
    [['--since', 'yesterday'], /--since: say a number of days or hours, such as 3d or 36h, not “yesterday”/],
    [['--since', '0d'], /--since/],
    [['--since', '3'], /--since/],
    [['--aply'], /--aply/],
    [['now'], /now/],
  ])('that cannot be understood is refused by its option: %s', (args, expected) => {
    expect(() => parseCommand(args)).toThrow(CommandError);
    expect(() => parseCommand(args)).toThrow(expected);
  });
});
