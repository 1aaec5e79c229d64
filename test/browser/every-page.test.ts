import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser } from '../../local/browser.ts';
import { pagesFrom, problemsOf } from './accessibility.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** Pages that need an entry to be there. */
const ofAnEntry = ['/entries/', '/executions/', '/mails/', '/pay/', '/view'];

test('every page can be read by everybody, in light and dark, on a screen and on a phone', async () => {
  const home = inject('home');
  const missing = async () => {
    const found = String(await pagesFrom(home));
    return ofAnEntry.filter((part) => !found.includes(part));
  };
  await expect.poll(missing, { timeout: 120_000, interval: 2_000 }).toEqual([]);
  const problems: string[] = [];
  for (const url of await pagesFrom(home)) problems.push(...(await problemsOf(browser, url)));
  expect(problems).toEqual([]);
}, 300_000);
