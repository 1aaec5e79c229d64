import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { differencesInWords } from '../../../admin/reconcile/differences-in-words.ts';
import { reportTo } from '../../../admin/reconcile/reconcile.ts';
import { compared } from './compared.ts';

describe('the result in words', () => {
  test('says how much was compared, and that all is well', () => {
    expect(differencesInWords(compared(), true)).toBe(
      [
        'Compared 1,204 Checkout Sessions, 12 refunds, 1 dispute, 0 fraud warnings, 3 payments to be read again, made since 2027-03-07 12:00 UTC.',
        'All is well.',
      ].join('\n'),
    );
  });

  const found = compared(
    { repairs: 2, decisions: 300 },
    {
      repairs: [
        { code: 'not-started', id: 'cs_1', entryId: 'cs_1' },
        { code: 'unread', id: 're_1', entryId: 'cs_2' },
      ],
      decisions: [{ code: 'unknown-payment', id: 'du_1' }],
    },
  );

  test('lists what would be done', () => {
    expect(differencesInWords(found, false).split('\n').slice(1)).toEqual([
      '2 to be repaired, with --apply:',
      '  cs_1: paid, and nobody has begun to register it',
      '  re_1 of cs_2: not as it was last read',
      '300 for the organisers to decide:',
      '  du_1: about a payment that no registration has',
      '  and 299 more',
    ]);
  });

  test('lists what was done', () => {
    expect(differencesInWords(found, true)).toMatch(
      /2 being repaired:.*300 for the organisers to decide, who have a mail about it:/s,
    );
  });
});

test('progress is said when more has been compared', () => {
  const said: string[] = [];
  const report = reportTo((line) => said.push(line));
  const event = (sessions: number): HistoryEvent => ({
    ...{ id: 1, timestamp: new Date(0), type: 'TaskStateExited' },
    stateExitedEventDetails: {
      name: 'Compare with Stripe',
      output: JSON.stringify({ compared: compared({ sessions }) }),
    },
  });
  report([]);
  report([event(100)]);
  report([event(100)]);
  report([event(100), event(250)]);
  expect(said.map((line) => line.split(',')[0])).toEqual([
    '  100 Checkout Sessions',
    '  250 Checkout Sessions',
  ]);
});
