import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesOf } from '../../../step-functions/distributed-map/batches.ts';

test('so many items for each child, the last with what is left', () => {
  expect(batchesOf([1, 2, 3], { maxItems: 2 })).toEqual([{ Items: [1, 2] }, { Items: [3] }]);
  expect(batchesOf([1, 2, 3], { maxItems: 2 }, { t: 'x' })).toEqual([
    { BatchInput: { t: 'x' }, Items: [1, 2] },
    { BatchInput: { t: 'x' }, Items: [3] },
  ]);
  expect(batchesOf([], { maxItems: 2 })).toEqual([]);
});

test("so many bytes, of the child's whole input", () => {
  // {"BatchInput":"12345","Items":["aa","aa"]}
  expect(batchesOf(['aa', 'aa', 'aa'], { maxBytes: 42 }, '12345').map(({ Items }) => Items.length)).toEqual([
    2, 1,
  ]);
  expect(batchesOf(['aa', 'aa', 'aa'], { maxBytes: 41 }, '12345').map(({ Items }) => Items.length)).toEqual([
    1, 1, 1,
  ]);
});

test('never more than an input may have', () => {
  const large = 'x'.repeat(100_000);
  expect(batchesOf([large, large, large], { maxItems: 9 }).map(({ Items }) => Items.length)).toEqual([2, 1]);
});

test('an item larger than the limit has a batch of its own', () => {
  expect(batchesOf(['long text', 1, 2], { maxBytes: 15 })).toEqual([
    { Items: ['long text'] },
    { Items: [1, 2] },
  ]);
});

test('each item is in one batch, in order, and no batch is over a limit that each of its items fits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 10, max: 200 }),
      fc.option(fc.jsonValue({ maxDepth: 1 }), { nil: undefined }),
      (items, maxItems, maxBytes, batchInput) => {
        const batches = batchesOf(items, { maxItems, maxBytes }, batchInput);
        expect(batches.flatMap(({ Items }) => Items)).toEqual(items);
        for (const batch of batches) {
          expect(batch.Items.length).toBeGreaterThan(0);
          expect(batch.Items.length).toBeLessThanOrEqual(maxItems);
          if (batch.Items.length > 1) {
            expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(maxBytes);
          }
        }
      },
    ),
  );
});
