import { expect, test } from 'vitest';
import type { ProgressItem } from '../../../../core/progress/progress-record.ts';
import {
  type ForgetPeopleDependencies,
  forgetItem,
} from '../../../../lambdas/retention/forget-people/forget-people.ts';

const id = 'cs_test_1';
const days = { neverPaid: 7, medical: 30, pictures: 90, names: 400 };
const rules = { lastDay: '2027-03-14', days };

/** Forgets the family that never paid when the plan was made, of which the progress table says this by now. */
async function forgetUnpaid(progress: ProgressItem, on = '2027-03-23') {
  const deleted: string[] = [];
  const dependencies = {
    rules,
    entries: {
      get: async () => ({ entryId: { S: id }, checkout: { S: id } }),
      delete: async (entryId: string) => {
        deleted.push(entryId);
      },
    },
    registrations: { find: async () => undefined, get: async () => undefined },
    badges: { erase: async () => 0 },
    photos: { erase: async () => 0 },
    progress: { read: async () => progress, forget: async () => {}, delete: async () => {}, now: () => 0 },
    lease: { holdingBadge: (_id: string, _execution: string, work: () => unknown) => work() },
  } as unknown as ForgetPeopleDependencies;
  const outcome = await forgetItem({ id, found: 'names' }, { on, execution: 'e' }, dependencies);
  return { outcome, deleted };
}

test('who still has not paid is forgotten', async () => {
  expect(await forgetUnpaid({})).toEqual({ outcome: 'names forgotten', deleted: [id] });
});

test('who has paid since the plan was made stays, until it is everybody’s turn', async () => {
  const paid = { registrationKey: 'pk', registrationKeys: new Set(['pk']) };
  expect(await forgetUnpaid(paid)).toEqual({ outcome: 'paid meanwhile', deleted: [] });
  expect(await forgetUnpaid(paid, '2029-01-01')).toMatchObject({ outcome: 'names forgotten' });
});
