import { expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { checkThatItIsDue } from '../../../admin/retention/retention.ts';

test('what is not due yet is counted, and not forgotten', () => {
  const now = new Date('2027-04-14T12:00:00Z');
  for (const day of [undefined, '2027-03-01', '2027-04-14']) checkThatItIsDue(day, now);
  expect(() => checkThatItIsDue('2028-04-14', now)).toThrow(CommandError);
});
