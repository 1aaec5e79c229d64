import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { failureInWords } from '../../local/failures-in-terminal.ts';

const console = 'http://127.0.0.1:4571';
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:tkd-registration-local';
const execution = (input: object, name = 'entry_1') => ({
  ...{ name, stateMachineArn: machine, input: JSON.stringify(input) },
  executionArn: `arn:aws:states:us-east-1:000000000000:execution:tkd-registration-local:${name}`,
});
const at = Date.parse('2027-01-02T03:04:05Z');
const line = (text: string) => ({ function: 'f', at, line: text });
const words = (failure: Parameters<typeof failureInWords>[0]) =>
  stripVTControlCharacters(failureInWords(failure, console));

test('a step that is tried again says when, and what its function wrote', () => {
  const step = {
    kind: 'step',
    what: 'Push to Drive',
    error: 'DriveUnavailableError',
    reason: '503',
  } as const;
  const again = { attempt: 2, retryAt: at + 4_200, lines: [line('first'), line('two\nlines')] };
  expect(words({ ...step, ...again, at, execution: execution({ entryId: 'entry_1' }) })).toBe(
    `03:04:05 Push to Drive failed, attempt 2, again in 4.2 s (entry entry_1): DriveUnavailableError
  503
  | first
  | two
  | lines`,
  );
});

test('what only waits for something else is said as that', () => {
  const waiting = {
    kind: 'step',
    what: 'Confirm payment',
    error: 'PaymentPendingError',
    reason: '',
  } as const;
  const entry = execution({ entryId: 'entry_1' });
  expect(words({ ...waiting, at, retryAt: at + 1, lines: [], execution: entry })).toBe(
    '03:04:05 Confirm payment waits for the payment (entry entry_1)',
  );
  expect(words({ ...waiting, at, lines: [], execution: entry })).toContain('Confirm payment failed');
});

test('one that is not, and an execution that failed, lead to the entry’s page, others to their own', () => {
  const reason = 'entry entry_1: full_name: missing';
  const failed = { what: 'Validate entry', error: 'EntryInvalidError', reason, at, lines: [] };
  const entry = execution({ entryId: 'entry_1' });
  expect(words({ ...failed, kind: 'step', execution: entry })).toBe(
    `03:04:05 Validate entry failed (entry entry_1): EntryInvalidError\n  full_name: missing`,
  );
  expect(words({ ...failed, kind: 'execution', execution: entry })).toBe(
    `03:04:05 entry entry_1 needs attention: EntryInvalidError\n  ${console}/entries/entry_1`,
  );
  const other = execution({ changed: 're_1' }, 'charge_refunded-re_1-12345678');
  expect(words({ ...failed, kind: 'execution', what: 'payment-change', execution: other })).toBe(
    `03:04:05 charge_refunded-re_1-12345678 failed on payment-change: EntryInvalidError
  ${console}/executions/charge_refunded-re_1-12345678?machine=tkd-registration-local`,
  );
});

test('a function that no execution asked for is said by its name, with no more lines than fit', () => {
  const lines = Array.from({ length: 20 }, (_, number) => line(`line ${number} ${'x'.repeat(400)}`));
  const said = words({
    kind: 'function',
    what: 'follow-photos',
    error: 'TypeError',
    reason: 'oops',
    at,
    lines,
  });
  expect(said).toContain('03:04:05 follow-photos failed (no execution): TypeError\n  oops\n  | line 12 x');
  expect(said.split('\n')).toHaveLength(10);
  expect(Math.max(...said.split('\n').map(({ length }) => length))).toBeLessThan(320);
});
