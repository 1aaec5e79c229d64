import { describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { exitCodeOf, reconcile } from '../../../admin/reconcile/reconcile.ts';
import { compared } from './compared.ts';

describe('the command line', () => {
  test('asks by default what would be done about the last three days of the local stage', () => {
    expect(reconcile.read([])).toEqual([{ stage: 'local', since: '3d' }]);
  });

  test('says for which stage, since when, and whether to do it', () => {
    expect(reconcile.read(['--stage', 'prod', '--since', '36h', '--apply', '--json'])).toEqual([
      { stage: 'prod', since: '36h', apply: true, json: true },
    ]);
  });

  test.each(['yesterday', '0d', '3'])('is refused when it says --since %s', (since) => {
    expect(() => reconcile.read(['--since', since])).toThrow(
      new CommandError(`--since: say a number of days or hours, such as 3d or 36h, not “${since}”.`),
    );
  });
});

test.each([
  [{}, false, 0],
  [{}, true, 0],
  [{ repairs: 1 }, false, 3],
  [{ repairs: 1 }, true, 0],
  [{ repairs: 1, decisions: 1 }, false, 2],
  [{ decisions: 1 }, true, 2],
])('with %j and --apply %s it ends with %i', (counts, applied, code) => {
  expect(exitCodeOf(compared(counts), applied)).toBe(code);
});
