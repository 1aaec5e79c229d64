import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

test('the home page says what runs', async () => {
  const page = await browser.newPage();
  await page.goto(inject('home'));
  expect(await page.title()).toContain('Embedded cloud');
});
