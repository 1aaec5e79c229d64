/** What every page must do for people who see little, use a keyboard, or hold a phone. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Both colour schemes and both widths: what a page looks like in one does not depend on the other. */
const views = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 390 },
] as const;

/**
 * Opens a page in light and dark, on a screen and on a phone.
 * @returns what is wrong with it, a line each: serious and critical findings of axe, content wider than the screen, and what
 * the browser complains of, such as a blocked script.
 */
export async function problemsOf(browser: Browser, url: string): Promise<string[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error') problems.add(`the browser says: ${message.text()}`);
  });
  page.on('pageerror', ({ message }) => problems.add(`a script fails: ${message}`));
  await page.goto(url);
  await page.evaluate(axeSource);
  for (const { colorScheme, width } of views) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    const view = `${colorScheme}, ${width} px`;
    for (const finding of await seriousFindings(page)) problems.add(`${view}: ${finding}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) problems.add(`${view}: ${wider} px wider than the screen`);
  }
  await context.close();
  return [...problems].map((problem) => `${new URL(url).pathname}, ${problem}`);
}

/** Frames have pages of their own. */
async function seriousFindings(page: Page): Promise<string[]> {
  const violations = await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    return (await loaded.run(document, { resultTypes: ['violations'], iframes: false })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 160))
          .slice(0, 3)
          .join(' | ')}`,
    );
}

/** @returns one page of each kind that links lead to from the home page, on every server of the site. */
export async function pagesFrom(home: string): Promise<string[]> {
  const found = new Map<string, string>([[kindOf(new URL(home)), new URL(home).href]]);
  for (const url of found.values()) {
    const response = await fetch(url, { headers: { accept: 'text/html' } });
    const { headers } = response;
    // Where a page runs no scripts, as a mail's HTML, axe cannot run either.
    const isPage =
      headers.get('content-type')?.startsWith('text/html') &&
      !headers.get('content-security-policy')?.includes('sandbox');
    if (!isPage) {
      found.delete(kindOf(new URL(url)));
      continue;
    }
    for (const [, href = ''] of (await response.text()).matchAll(
      /<(?:a|iframe)\b[^>]* (?:href|src)="([^"#]+)/g,
    )) {
      const link = new URL(href.replaceAll('&amp;', '&'), url);
      if (link.hostname === new URL(home).hostname && !found.has(kindOf(link)))
        found.set(kindOf(link), link.href);
    }
  }
  return [...found.values()];
}

/** The same for pages that differ only in what they are about, or in what is filtered and opened there. */
function kindOf({ port, pathname }: URL): string {
  const path = pathname
    .split('/')
    .map((part) => (part.length > 20 || /\d{3}|%/.test(part) ? '*' : part))
    .join('/');
  return `${port} ${path}`;
}
