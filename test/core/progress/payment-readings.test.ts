import { beforeEach, describe, expect, test } from 'vitest';
import type { PaymentReadings } from '../../../core/progress/payment-readings.ts';
import { documentTables } from '../../doubles/document-tables.ts';
import { progressIn } from '../../doubles/progress.ts';
import { reading, refund } from '../money/readings.ts';

describe.each(documentTables)('%s', (_, open) => {
  let payments: PaymentReadings;
  let money: (entryId: string) => Promise<unknown>;

  beforeEach(async () => {
    const { progress, payments: opened } = progressIn(await open());
    payments = opened;
    money = async (entryId) => (await progress.get(entryId)).money;
  });

  const first = reading({ readAt: 1_000 });
  const second = reading({ readAt: 2_000, refunds: [refund('succeeded')] });
  const { id } = first.session;

  test('a later reading replaces an earlier one', async () => {
    expect((await payments.record(first, undefined)).money).toEqual(first);
    expect((await payments.record(second, undefined)).money).toEqual(second);
    expect(await money(id)).toEqual(second);
  });

  test('an earlier reading that comes later is dropped, and the later one returned', async () => {
    await payments.record(second, 5_000);
    expect((await payments.record(first, undefined)).money).toEqual(second);
    expect(await money(id)).toEqual(second);
    expect(await payments.unsettledBy(6_000, 10)).toEqual([{ entryId: id, lookAgainAt: 5_000 }]);
  });

  test('payments about which more is expected are found from their time on, the oldest first', async () => {
    const named = (name: string, readAt = 1_000) =>
      reading({ session: { ...first.session, id: name }, readAt });
    await payments.record(named('late'), 3_000);
    await payments.record(named('early'), 1_000);
    await payments.record(named('settled'), undefined);
    expect((await payments.unsettledBy(3_000, 10)).map(({ entryId }) => entryId)).toEqual(['early', 'late']);
    expect(await payments.unsettledBy(2_999, 10)).toHaveLength(1);
    expect(await payments.unsettledBy(3_000, 1)).toHaveLength(1);
    expect(await payments.unsettledBy(3_000, 10, 1_001)).toEqual([{ entryId: 'late', lookAgainAt: 3_000 }]);
    await payments.record(named('early', 2_000), undefined);
    expect(await payments.unsettledBy(2_000, 10)).toEqual([]);
  });

  test('what the organisers have heard is remembered, once each', async () => {
    await payments.recordTold(id, ['re_1 succeeded']);
    await payments.recordTold(id, ['re_1 succeeded', 'du_1 disputed']);
    await payments.recordTold(id, []);
    const { moneyTold } = await payments.record(first, undefined);
    expect(moneyTold?.sort()).toEqual(['du_1 disputed', 're_1 succeeded']);
  });
});
