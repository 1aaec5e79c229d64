import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { ago, type Home, homePage } from '../../../../local/playground/home/home-page.ts';

const nobody: Home = {
  competition: { name: 'Riverside Open', year: 2027 },
  figures: {
    ...{ registered: {}, mails: 0, inDrive: 0, needAttention: 0 },
    ...{ badges: new Map(), toLookAt: new Set() },
  },
  happenings: [],
  tried: new Set(),
  places: [{ title: 'AWS services', url: 'http://127.0.0.1:1', note: 'for programs', isPage: false }],
  now: 100_000,
};
const shown = async (home: Partial<Home>) => String(await html`${homePage({ ...nobody, ...home })}`);

test('a home page without anybody says what to do first', async () => {
  const page = await shown({});
  expect(page).toContain('Nothing yet. <a href="/form">Register somebody</a>');
  expect(page).not.toContain('aria-label="Done:"');
  expect(page).not.toContain('href="http://127.0.0.1:1"');
});

test('it shows who came last, with the badge, and ticks off what was tried', async () => {
  const happening = {
    entryId: 'cs_1',
    name: 'cs_1',
    status: 'SUCCEEDED',
    startedAt: 90_000,
    who: '<b>Bo</b>',
  };
  const figures = { ...nobody.figures, badges: new Map([['cs_1', 'abc']]), needAttention: 2 };
  const page = await shown({ happenings: [happening], figures, tried: new Set(['form']) });
  expect(page).toContain('/entries/cs_1/badge.jpg?v=abc');
  expect(page).toContain('<bdi>&lt;b&gt;Bo&lt;/b&gt;</bdi>');
  expect(page).toContain('2 need attention');
  expect(page.match(/aria-label="Done:"/g)).toHaveLength(1);
  const looked = await shown({
    happenings: [happening],
    figures: { ...figures, toLookAt: new Set(['cs_1']) },
    sample: { entries: 26, done: 3 },
  });
  expect(looked).toContain('registered, to look at');
  expect(looked).toContain('3 of 26');
});

test.each([
  [-5_000, 'just now'],
  [9_000, 'just now'],
  [38_000, '30 seconds ago'],
  [61_000, 'a minute ago'],
  [3_599_000, '59 minutes ago'],
  [3_600_000, 'an hour ago'],
  [172_800_000, '2 days ago'],
])('%i ms are %s', (ms, words) => {
  expect(ago(ms)).toBe(words);
});
