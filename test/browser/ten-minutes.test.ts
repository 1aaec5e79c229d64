import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openBrowser } from '../../local/browser.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(60_000);
});
afterAll(() => browser?.close());

const follow = (name: string | RegExp) => page.getByRole('link', { name }).first().click();
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
/** Waits until the page shows the text, by itself: nothing is loaded again. */
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();
const heading = () => page.getByRole('heading', { level: 1 }).first();

test('a newcomer registers a child, pays, reads the mail, breaks something and mends it, without a document', async () => {
  await page.goto(inject('home'));
  await shows('no money moves');

  // The form is filled in already; nothing has to be typed.
  await follow('Register a child');
  const name = await page.getByLabel('First name').inputValue();
  await press(/^Register$/);
  await shows('Total');
  await press('Card declined');
  await shows(/declined/);
  await press(/^Pay by card$/);

  // The page follows the registration by itself.
  await shows(/is registered/);
  await shows('stored');
  expect(await heading().innerText()).toContain(name);
  expect(await pictureWidth('main img')).toBeGreaterThan(0);

  await follow('Read the mail');
  const mail = page.frameLocator('iframe').first();
  await mail.getByText(name).first().waitFor();
  expect(await mail.locator('body').innerText()).toContain('103.00 USD');
  await page.goBack();

  await follow('The steps it went through');
  await follow(/^Send confirmation/);
  await shows(/attempt/i);
  await page.goBack();
  await page.goBack();
  await follow('All about this entry');
  await shows('What happened');

  // The sample's families would be met by what is broken too.
  await follow('Tournament playground');
  await page.getByText('Registering').first().waitFor({ state: 'hidden' });

  // Break it: the family's badge does not get into Drive, and everything else does.
  await follow('Break it');
  await press('Break: The folder in Drive is full');
  await press('Let a family register');
  await shows('Needs attention');
  await follow('Mend it and run it again');
  const entry = page.url();
  await shows(/DriveFullError|full/i);

  // Mend it, run it again, and nothing is left to do.
  await follow('Break it');
  await press('Mend: The folder in Drive is full');
  await shows('Nothing is broken');
  await page.goto(entry);
  await press(/Run it again/i);
  const stands = () => page.locator('main').innerText();
  await expect.poll(stands, { timeout: 60_000 }).not.toContain('Needs attention');
  await expect.poll(stands, { timeout: 60_000 }).toMatch(/is in the organisers. folder/);

  // The home page has ticked off what was tried.
  await follow('Tournament playground');
  await shows('Nothing needs attention');
});

/** As far as the picture has loaded. */
const pictureWidth = (selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((picture) => (picture as unknown as { naturalWidth: number }).naturalWidth);
