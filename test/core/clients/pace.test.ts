import { describe, expect, test } from 'vitest';
import { paced } from '../../../core/clients/pace.ts';

/** A clock that moves only while somebody waits. */
function clock() {
  let time = 5_000;
  const turns: { until: number; go: () => void }[] = [];
  const wait = (ms: number) => new Promise<void>((go) => turns.push({ until: time + ms, go }));
  return {
    now: () => time,
    wait,
    async pass(ms: number) {
      time += ms;
      for (const { until, go } of turns) if (until <= time) go();
      await new Promise(setImmediate);
    },
  };
}

describe('calls at a pace', () => {
  test('begin at most so many times a second, in their order', async () => {
    const time = clock();
    const pace = paced(10, time);
    const begun: string[] = [];
    const calls = ['a', 'b', 'c'].map((name) => pace(async () => begun.push(name)));
    await time.pass(0);
    expect(begun).toEqual(['a']);
    await time.pass(99);
    expect(begun).toEqual(['a']);
    await time.pass(1);
    expect(begun).toEqual(['a', 'b']);
    await time.pass(100);
    await Promise.all(calls);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  test('do not wait after a while without any, and do not catch up for it', async () => {
    const time = clock();
    const pace = paced(10, time);
    await pace(async () => 'first');
    await time.pass(60_000);
    expect(await pace(async () => 'at once')).toBe('at once');
    let begun = false;
    void pace(async () => {
      begun = true;
    });
    await time.pass(99);
    expect(begun).toBe(false);
  });

  test('one that fails fails alone', async () => {
    const time = clock();
    const pace = paced(10, time);
    await expect(pace(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await time.pass(100);
    expect(await pace(async () => 'next')).toBe('next');
  });
});
