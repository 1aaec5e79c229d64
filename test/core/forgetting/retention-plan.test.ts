import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import type { Traces } from '../../../core/forgetting/forget.ts';
import { entryAfter, progressAfter, registrationAfter } from '../../../core/forgetting/forgetting.ts';
import {
  extentToForget,
  neverPaid,
  noteToForget,
  tracesIn,
} from '../../../core/forgetting/retention-plan.ts';

const entry = {
  entryId: { S: 'cs_test_1' },
  checkout: { S: 'cs_test_1' },
  full_name: { S: 'Jo' },
  medical_form: { S: '-' },
};
const unpaid: Traces = { id: 'cs_test_1', entry, rows: [], progress: {} };
const row: Record<string, AttributeValue> = { ...entry, pk: { S: 'pk' }, payment: { S: 'pi_1' } };
const registered: Traces = {
  ...unpaid,
  rows: [{ pk: 'pk', row }],
  progress: { entryId: 'cs_test_1', registrationKey: 'pk', registrationKeys: new Set(['pk']) },
};
const due = (extent: 'medical' | 'pictures' | 'names' | undefined) => ({
  ...{ extent, neverPaid: true, objectsUntil: 0 },
});

describe('a family that never paid', () => {
  test.each<[string, Partial<Traces>, boolean]>([
    ['went to the payment page', {}, true],
    ['Stripe says so', { progress: { money: { session: { paymentStatus: 'unpaid' } } } }, true],
    ['but Stripe says that it has', { progress: { money: { session: { paymentStatus: 'paid' } } } }, false],
    [
      'but a bank debit is on its way',
      { progress: { money: { session: { status: 'complete', paymentStatus: 'unpaid' } } } },
      false,
    ],
    ['but is registered', { rows: registered.rows }, false],
    ['but was registered', { progress: registered.progress }, false],
    ['but needs attention', { progress: { 'attention registration': { error: 'E' } } }, false],
    ['and had nothing to pay', { entry: { ...entry, checkout: { S: 'manual_entry' } } }, false],
    ['and sent no entry', { entry: undefined }, false],
  ])('%s', (_, changes, expected) => {
    expect(neverPaid({ ...unpaid, ...changes })).toBe(expected);
  });

  test('is forgotten altogether before anybody else', () => {
    expect(extentToForget(unpaid, due(undefined))).toBe('names');
    expect(extentToForget(registered, due(undefined))).toBeUndefined();
    expect(extentToForget({ ...unpaid, entry: undefined }, due(undefined))).toBeUndefined();
  });
});

test.each(['medical', 'pictures', 'names'] as const)(
  'who was forgotten to %s needs nothing more',
  (extent) => {
    expect(extentToForget(registered, due(extent))).toBe(extent);
    const { progress } = registered;
    const after: Traces = {
      id: 'cs_test_1',
      entry: entryAfter(entry, extent),
      rows: extent === 'names' ? [] : [{ pk: 'pk', row: registrationAfter(row, extent) }],
      progress: progressAfter(progress, { extent, at: '-' }),
    };
    expect(extentToForget(after, due(extent))).toBeUndefined();
  },
);

test('each item of the progress table is a note, a file or about an entry, and goes in its time', () => {
  const drive = { drive: true };
  const found = (item: object, extent: 'pictures' | 'names', has = drive) =>
    noteToForget({ entryId: 'x', ...item }, { extent }, has)?.found;
  expect(found({ heldBy: 'cs_1' }, 'pictures')).toBeUndefined();
  expect(found({ heldBy: 'cs_1' }, 'names')).toBe('note');
  expect(found({ followers: new Set(['cs_1']) }, 'pictures')).toBe('note');
  expect(found({ entryId: 'sheet_1', drive: { fileId: 'f' } }, 'pictures')).toBe('file');
  expect(found({ entryId: 'list_1', drive: { fileId: 'f' } }, 'pictures')).toBeUndefined();
  expect(found({ entryId: 'list_1', drive: { fileId: 'f' } }, 'names')).toBe('file');
  expect(found({ entryId: 'list_1', drive: { fileId: 'f' } }, 'names', { drive: false })).toBeUndefined();
  for (const item of [{ pace: 1 }, { paidFor: 'cs_1' }, { draw: {} }, { erasedAt: '-' }]) {
    expect(found(item, 'names')).toBeUndefined();
  }
  const progress = new Map([
    ['reg_1', { entryId: 'reg_1', registrationKeys: new Set(['pk']) }],
    ['cs_2', { entryId: 'cs_2', 'attention registration': {} }],
    ['person_1', { entryId: 'person_1', heldBy: 'reg_1', registrationKey: 'pk' }],
    ['drive_pace', { entryId: 'drive_pace', pace: 1 }],
  ]);
  const traces = tracesIn({ entries: new Map([['e1', entry]]), rows: new Map(), progress });
  expect(traces.map(({ id }) => id)).toEqual(['e1', 'reg_1', 'cs_2']);
});
