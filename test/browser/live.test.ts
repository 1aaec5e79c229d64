/** A page that keeps itself up to date does not disturb its reader. */
import { listen } from '@tkd-registration/local-cloud/listen';
import { look } from '@tkd-registration/local-cloud/pages/look';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../../local/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

test('what changes is shown in place: scrolling, focus, open details and typed text stay', async () => {
  let count = 0;
  const app = new Hono().use(look(() => ({ name: 'Shop', home: 'http://127.0.0.1/', links: [] })));
  app.get('/', (context) =>
    context.render(
      html`<p id="count">${count} orders</p><details><summary>More</summary>Details of ${count}</details>
      <form><label>Note <input name="note" value="nothing"></label></form><ul>${Array.from({ length: count + 200 }, (_, n) => html`<li id="n${count - n}">${n}</li>`)}</ul>
      <a id="last" href="/other" data-in-place>The last</a>`,
      { title: `Orders ${count}`, live: count < 2 },
    ),
  );
  app.get('/other', (context) => context.render(html`<p id="there">Elsewhere</p>`, { title: 'Other' }));
  const { url, stop } = await listen((request) => app.fetch(request));
  onTestFinished(stop);
  const page = await browser.newPage();
  await page.goto(url);
  await page.click('summary');
  await page.fill('input', 'half a sentence');
  await page.focus('#last');
  const scrolled = await page.evaluate(() => scrollY);
  expect(scrolled).toBeGreaterThan(500);

  for (count = 1; count <= 2; count += 1) {
    await page.waitForFunction((shown) => document.title.startsWith(shown), `Orders ${count}`);
    expect(await page.textContent('details')).toContain(`Details of ${count}`);
    expect(await page.locator('details').getAttribute('open')).not.toBeNull();
    expect(await page.inputValue('input')).toBe('half a sentence');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('last');
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(500);
  }
  await page.click('#last');
  await page.waitForSelector('#there');
  expect(new URL(page.url()).pathname).toBe('/other');
  await page.goBack();
  await page.waitForSelector('#count');
});
