import { expect, test } from 'vitest';
import { keptBriefly } from '../../../local/playground/kept-briefly.ts';

test('an answer that took long is kept for longer; a failure is not kept', async () => {
  let [time, asked] = [0, 0];
  const ask = keptBriefly(
    async () => {
      asked += 1;
      time += 10;
      if (asked === 3) throw new Error('refused');
      return asked;
    },
    () => time,
  );
  expect([await ask(), await ask()]).toEqual([1, 1]);
  time += 99;
  expect(await ask()).toBe(1);
  time += 1;
  expect(await ask()).toBe(2);
  time += 1_000;
  await expect(ask()).rejects.toThrow('refused');
  expect(await ask()).toBe(4);
});
