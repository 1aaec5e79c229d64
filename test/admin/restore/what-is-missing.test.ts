import { describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { restore } from '../../../admin/restore/restore.ts';
import {
  countsOf,
  type Item,
  missingEntries,
  missingProgress,
  missingRegistrations,
} from '../../../admin/restore/what-is-missing.ts';

const none: ReadonlySet<string> = new Set();
const entry = (id: string, email = 'a@example.com'): Item => ({ entryId: { S: id }, email: { S: email } });
const row = (pk: string, more: Item = {}): Item => ({
  pk: { S: pk },
  entryId: { S: `entry_${pk}` },
  ...more,
});

test('an entry that is gone is put back; one that is there, or of somebody who was erased, is not', () => {
  const before = [entry('gone'), entry('same'), entry('corrected'), entry('erased')];
  const now = [entry('same'), entry('corrected', 'b@example.com'), entry('new')];
  const plan = missingEntries({ before, now, erased: new Set(['erased']) });
  expect(plan).toMatchObject({ missing: [entry('gone')], left: { same: 1, differs: 1, erased: 1 } });
});

describe('of registrations', () => {
  test('what is gone is put back, unless it has another key now or was erased', () => {
    const before = [row('gone'), row('moved'), row('erased')];
    const now = [row('moved-here', { entryId: { S: 'entry_moved' } })];
    const plan = missingRegistrations({ before, now, erased: new Set(['entry_erased']) }, false);
    expect(plan).toMatchObject({ missing: [row('gone')], left: { moved: 1, erased: 1 } });
  });

  test('what was changed stays, unless that is what is asked for; what we have noted stays always', () => {
    const before = [row('a', { school: { S: 'Right' }, payment_state: { S: 'paid' } })];
    const now = [
      row('a', { school: { S: 'Wrong' }, payment_state: { S: 'refunded' }, badge_id: { S: 'T1-1' } }),
    ];
    expect(countsOf(missingRegistrations({ before, now, erased: none }, false))).toMatchObject({
      ...{ missing: 0, changed: 0, differs: 1 },
    });
    expect(missingRegistrations({ before, now, erased: none }, true).changed).toEqual([
      row('a', { school: { S: 'Right' }, payment_state: { S: 'refunded' }, badge_id: { S: 'T1-1' } }),
    ]);
  });

  test('what was forgotten since stays forgotten', () => {
    const before = [row('a', { full_name: { S: 'Jo' }, medical_form: { S: 'Peanuts' } })];
    const now = [row('a', { full_name: { S: 'Jp' }, forgotten: { S: 'medical' } })];
    expect(missingRegistrations({ before, now, erased: none }, true).changed).toEqual([
      row('a', { full_name: { S: 'Jo' }, forgotten: { S: 'medical' } }),
    ]);
  });
});

describe('of what has been done', () => {
  const sent = { M: { status: { S: 'sent' }, attempts: { N: '1' } } };
  const done = (more: Item = {}): Item => ({ entryId: { S: 'cs_1' }, registrationKey: { S: 'k' }, ...more });
  const planOf = (before: Item[], now: Item[] = []) => missingProgress({ before, now, erased: none });

  test('all is put back but what was of the moment', () => {
    const item = done({ 'mail confirmation': sent, 'attention badge': { M: {} } });
    const busy = { ...item, badgeLease: { M: {} }, untold: { S: 'yes' }, untoldSince: { N: '1' } };
    const others = ['digest', 'drive_pace', 'told badge 2027-03-01T12'].map((id) => ({ entryId: { S: id } }));
    expect(planOf([busy, ...others]).missing).toEqual([item]);
  });

  test.each(['sending', 'waiting'])(
    'a mail that was %s may have been sent: only a person has it sent again',
    (status) => {
      const item = done({ 'mail confirmation': { M: { status: { S: status }, attempts: { N: '1' } } } });
      expect(planOf([item]).missing).toMatchObject([
        { 'mail confirmation': { M: { status: { S: 'sending' }, attempts: { N: '2' } } } },
      ]);
    },
  );

  test('an item that is there gains what it lacks, and loses nothing', () => {
    const before = [
      done({ badge: { M: {} }, drive: { M: {} }, 'mail confirmation': sent, 'attention badge': { M: {} } }),
    ];
    const now: Item[] = [{ entryId: { S: 'cs_1' }, badgeWithdrawn: { BOOL: true }, 'mail refunded': sent }];
    expect(planOf(before, now).additions).toEqual([
      { entryId: { S: 'cs_1' }, registrationKey: { S: 'k' }, 'mail confirmation': sent },
    ]);
    expect(countsOf(planOf(before, before))).toMatchObject({ same: 1, incomplete: 0 });
  });

  test('of somebody who was erased since, nothing comes back', () => {
    const now: Item[] = [{ entryId: { S: 'cs_1' }, erasedAt: { S: '2027-03-02' } }];
    const person = { entryId: { S: 'person_1' }, heldBy: { S: 'cs_1' }, registrationKey: { S: 'k' } };
    const plan = missingProgress({ before: [done(), person], now, erased: new Set(['cs_1']) });
    expect(countsOf(plan)).toMatchObject({ erased: 2, incomplete: 0, missing: 0 });
  });
});

test('the command wants a time with its zone, and knows the tables', () => {
  expect(restore.read(['--at', '2027-03-01T12:00:00+01:00', '--tables', 'entries,progress'])).toMatchObject([
    { at: new Date('2027-03-01T11:00:00Z'), tables: ['entries', 'progress'] },
  ]);
  // Without what has been done, whatever is put back would be registered and mailed once more.
  expect(restore.read(['--at', '2027-03-01T12:00:00Z', '--tables', 'entries'])).toMatchObject([
    { tables: ['entries', 'progress'] },
  ]);
  for (const time of ['yesterday', '2027-03-01', '2027-03-01T12:00:00']) {
    expect(() => restore.read(['--at', time]), time).toThrow('2027-03-01T12:00:00Z');
  }
  expect(() => restore.read(['--at', '2027-03-01T12:00:00Z', '--tables', 'lookup'])).toThrow(CommandError);
});
