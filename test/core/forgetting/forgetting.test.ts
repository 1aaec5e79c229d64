import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import { parseEntry } from '../../../core/domain/entry.ts';
import { type EntryItem, toAttributeValues } from '../../../core/domain/entry-item.ts';
import { type Extent, extents } from '../../../core/domain/forgotten.ts';
import { registrationItem } from '../../../core/domain/registration.ts';
import {
  entryAfter,
  lost,
  progressAfter,
  registrationAfter,
  settledOf,
} from '../../../core/forgetting/forgetting.ts';
import { type ProgressItem, progressAttributes } from '../../../core/progress/progress-record.ts';
import sentByTheForm from '../../fixtures/entries/sent-by-the-form.json' with { type: 'json' };

const messages = sentByTheForm.map(({ MessageBody }): EntryItem => JSON.parse(MessageBody));
const stored = messages.map((message, index) =>
  toAttributeValues({ ...message, entryId: { S: `entry_${index}` } }),
);
const rows = stored.map((item) =>
  registrationItem(item, parseEntry(item, { competitionYear: 2027 }), 'School-competitor-Name', {
    payment: 'pi_1',
    paidAt: 1_800_000_000,
  }),
);
type Row = Record<string, AttributeValue>;
const [row = {}]: Row[] = rows;
const at = '2027-04-14T00:00:00.000Z';

/** Every text and number anywhere in a value, as text. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (value instanceof Set) return [...value].flatMap(textsIn);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

const anything = fc.string({ minLength: 5 }).map((text) => `secret ${text}`);
/** Attributes with values that are found again; their names may be known ones. */
const attributes = (known: readonly string[]) =>
  fc.dictionary(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(...known)), anything);

/** What says who somebody is, or shows them. */
const personal = ['full_name', 'email', 'phone', 'parent', 'school', 'coach', 'birthdate', 'imgFilename'];

describe('what is left of an entry and of a row', () => {
  test.each(extents)(
    'has no medical form after %s, nor anything that the form was not known to ask',
    (extent) => {
      const asked = { ...row, medical_form: { S: 'asthma' }, allergies: { S: 'nuts' }, '': { S: '-' } };
      expect(lost(asked, registrationAfter(asked, extent))).toEqual(
        expect.arrayContaining(['medical_form', 'allergies', '']),
      );
      expect(entryAfter(asked, extent) ?? {}).not.toHaveProperty('medical_form');
    },
  );

  test('is the whole registration but for that, so that lists and badges stay as they are', () => {
    expect(stored.map((item) => lost(item, entryAfter(item, 'medical') ?? {}))).toEqual(
      stored.map((item) => ('medical_form' in item ? ['medical_form'] : [])),
    );
    expect(lost(row, registrationAfter(row, 'medical'))).toEqual(['medical_form']);
    expect(lost(row, registrationAfter(row, 'pictures'))).toEqual(['medical_form', 'imgFilename']);
  });

  test('says nothing of the person once names are forgotten', () => {
    fc.assert(
      fc.property(attributes(Object.keys(row)), (more) => {
        const before = { ...row, ...toAttributeValues(more), pk: { S: 'p' }, entryId: { S: 'e' } };
        const { pk: _, ...after } = registrationAfter(before, 'names');
        expect(Object.keys(after)).toEqual(
          expect.not.arrayContaining([...personal, 'medical_form', 'age', 'weight', 'badge_id']),
        );
        expect(
          Object.keys(after).filter((name) => !/^(entryId|reg_type|paid_at|payment.*|forgotten)$/.test(name)),
        ).toEqual([]);
        expect(entryAfter(before, 'names')).toBeUndefined();
      }),
    );
  });

  test('never says that less is forgotten than was', () => {
    const order: Extent[] = ['names', 'medical', 'pictures'];
    const last = order.reduce<Row>((left, extent) => registrationAfter(left, extent), row);
    expect(last.forgotten).toEqual({ S: 'names' });
    expect(registrationAfter(last, 'names')).toEqual(last);
  });
});

describe('what is left of a progress item', () => {
  const before = progressAttributes.ofEntries.filter((name) => name !== 'erasedAt' && name !== 'settled');
  const item: ProgressItem = {
    ...Object.fromEntries(before.map((name) => [name, `secret ${name}`])),
    entryId: 'cs_test_1',
    registrationKeys: new Set(['secret key']),
    'attention registration': { reason: 'secret reason' },
    'mail confirmation': { messageId: 'secret id' },
    money: { session: { id: 'cs_1' } },
  };

  test('after pictures, leads to no picture', () => {
    expect(lost(item, progressAfter(item, { extent: 'pictures', at })).sort()).toEqual(
      ['badge', 'badgeWithdrawn', 'drive', 'photoId', 'printedHash'].sort(),
    );
  });

  test('after names, is ids, sums and times', () => {
    const after = progressAfter(item, { extent: 'names', at });
    expect(after).toMatchObject({
      entryId: 'cs_test_1',
      erasedAt: at,
      money: { session: { id: 'cs_1' } },
    });
    expect(settledOf(row)).toEqual({
      payment: 'pi_1',
      paidAt: '2027-01-15T08:00:00.000Z',
      state: 'paid',
    });
    const money = ['admittedBy', 'due', 'unsettled', 'lookAgainAt', 'moneyTold', 'differencesTold'];
    expect(textsIn(after).filter((text) => text.startsWith('secret'))).toEqual(
      expect.not.arrayContaining(['secret key', 'secret reason', 'secret id', 'secret registrationKey']),
    );
    expect(
      Object.keys(after).filter((name) => String(after[name]).startsWith('secret') && !money.includes(name)),
    ).toEqual(['updatedAt', 'badgeLease']);
  });

  test('is no tombstone where no news of a payment can come', () => {
    const { erasedAt } = progressAfter({ ...item, entryId: 'entry_1' }, { extent: 'names', at });
    expect(erasedAt).toBeUndefined();
  });

  test('is no tombstone where nothing was paid: were it paid after all, it must not be dropped', () => {
    const unpaid = {
      entryId: 'cs_test_1',
      money: { session: { status: 'expired', paymentStatus: 'unpaid' } },
    };
    expect(progressAfter(unpaid, { extent: 'names', at })).toEqual(unpaid);
    expect(progressAfter({}, { extent: 'names', at })).toEqual({});
  });

  test('keeps when it was forgotten, and what is known of the payment, when it is forgotten again', () => {
    const settled = settledOf(row);
    const once = { ...progressAfter(item, { extent: 'names', at }), settled };
    expect(progressAfter(once, { extent: 'names', at: 'later' })).toEqual(once);
    expect(progressAfter(once, { extent: 'medical', at: 'later' })).toEqual(once);
  });
});
