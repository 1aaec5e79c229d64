import { expect, test } from 'vitest';
import { type Check, type Report, right, runChecks, wrong } from '../../../admin/doctor/check.ts';
import { exitCodeOf } from '../../../admin/doctor/doctor.ts';
import { NotHereError } from '../../../admin/doctor/not-here-error.ts';
import { reportInWords } from '../../../admin/doctor/report-in-words.ts';
import { contextOf } from './doubles.ts';

const check = (name: string, run: Check['run']): Check => ({ name, run });
const failing = (name: string, error: Error) => check(name, async () => Promise.reject(error));
const ofAws = Object.assign(new Error('User x is not\n authorized to perform: ses:GetAccount'), {
  ...{ name: 'AccessDeniedException', $metadata: {} },
});

test('a check that fails, hangs or has nothing to look at does not stop the others', async () => {
  const all = [
    failing('denied', ofAws),
    failing('deleted', Object.assign(new Error('no bucket'), { name: 'NoSuchBucket', $metadata: {} })),
    failing('quoting', new Error('sk_live_key is no key')),
    failing('elsewhere', new NotHereError('the embedded cloud has none')),
    check('hanging', () => new Promise(() => {})),
    check('well', async () => right('it is there')),
  ];
  expect(await runChecks(all, contextOf(), 10)).toEqual([
    {
      ...{ name: 'denied', state: 'unknown', mend: expect.stringContaining('permission') },
      found: 'AccessDeniedException: User x is not authorized to perform: ses:GetAccount',
    },
    {
      ...{ name: 'deleted', state: 'wrong', found: 'NoSuchBucket: no bucket' },
      mend: expect.stringContaining('detect-stack-drift'),
    },
    { name: 'quoting', state: 'unknown', found: 'Error', mend: expect.stringContaining('again') },
    { name: 'elsewhere', state: 'left out', found: 'the embedded cloud has none' },
    { name: 'hanging', state: 'unknown', found: 'no answer within 0.01 s', mend: expect.any(String) },
    { name: 'well', state: 'right', found: 'it is there' },
  ]);
});

const report = (...checks: Report['checks']): Report => ({ stage: 'prod', checks });

test('the exit code says whether somebody has to look', () => {
  const well = { name: 'a', ...right('x') };
  const elsewhere = { name: 'b', state: 'left out' as const, found: 'x' };
  expect(exitCodeOf(report(well, elsewhere))).toBe(0);
  expect(exitCodeOf(report(well, { name: 'c', ...wrong('x', 'y') }))).toBe(2);
  expect(exitCodeOf(report(well, { name: 'd', state: 'unknown', found: 'x' }))).toBe(2);
});

test('in words, it is a table, with what to do below what is wrong', () => {
  const words = reportInWords(
    report(
      { name: 'secret', ...right('a live key of Stripe') },
      { name: 'dead letters', ...wrong('FailedStarts 1', 'docs/runbook.md.') },
    ),
  );
  expect(words.split('\n')).toEqual([
    'Stage prod: 1 wrong',
    '',
    '  right     secret        a live key of Stripe',
    '  wrong     dead letters  FailedStarts 1',
    '                          → docs/runbook.md.',
  ]);
});
