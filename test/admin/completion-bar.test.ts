import { expect, test } from 'vitest';
import { paceOf } from '../../admin/completion-bar.ts';

const now = new Date(2026, 10, 26, 14, 0).getTime();

test.each([
  ['many a second', { done: 300, left: 9_000, ms: 10_000 }, '30/s, done at 14:05'],
  ['some a second', { done: 32, left: 960, ms: 10_000 }, '3.2/s, done at 14:05'],
  ['a few a minute', { done: 2, left: 10, ms: 60_000 }, '2.0/min, done at 14:05'],
])('a pace of %s says when all will be done', (_, progress, words) => {
  expect(paceOf({ ...progress, now })).toBe(words);
});

test.each([
  ['before anything is done', { done: 0, left: 5, ms: 1_000 }],
  ['when all is', { done: 5, left: 0, ms: 1_000 }],
])('there is no pace %s', (_, progress) => {
  expect(paceOf({ ...progress, now })).toBeUndefined();
});
