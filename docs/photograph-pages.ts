/** Takes the pictures of docs/organisers.md and README.md from `npm start`, as a browser shows it. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { openBrowser } from '../local/browser.ts';
import { waitFor } from '../local/outcome.ts';
import { startProcess } from '../local/start-process.ts';
import { pagePicture } from './page-picture.ts';

const projectRoot = join(import.meta.dirname, '..');
const folder = join(import.meta.dirname, 'organisers');
const limitMs = 120_000;

/** Which part of a page is in the picture, in px from its upper left corner; all of what is in the window otherwise. */
interface Part {
  width?: number;
  height?: number;
}

mkdirSync(folder, { recursive: true });
const files = mkdtempSync(join(tmpdir(), 'pictures-'));
const running = await startProcess(28_566);
const browser = await openBrowser();
try {
  const page = await browser.newPage({ colorScheme: 'light' });
  page.setDefaultTimeout(limitMs);
  await photograph(page);
} finally {
  await browser.close();
  await running.stop();
  rmSync(files, { recursive: true, force: true });
}

async function photograph(page: Page): Promise<void> {
  const { home } = running;
  const take = async (name: string, { width = 1200, height = 800 }: Part = {}) => {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => document.fonts.ready);
    await save(name, await page.screenshot());
  };
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const follow = (name: string | RegExp) => page.getByRole('link', { name }).first().click();

  await page.goto(home);
  await page.getByText('Registering').first().waitFor({ state: 'detached' });
  await take('home', { height: 760 });

  await page.goto(`${home}/form?example=child`);
  await take('form', { width: 760, height: 1000 });
  await press(/^Register$/);
  await press(/^Pay by card$/);
  await page.getByText("in the organisers' folder").first().waitFor();
  await take('thanks', { width: 760, height: 1000 });
  const [entryId = ''] = page.url().split('/').slice(-1);

  await follow('Read the mail');
  await page.goto(`${page.url().replace(/[?#].*/, '')}/html?mode=light`);
  await take('confirmation', { width: 700, height: 1000 });

  await page.goto(`${home}/entries/${entryId}`);
  await take('entry', { height: 1000 });
  await page.goto(`${home}/executions/${entryId}`);
  await take('console', { height: 1000 });

  await page.goto(`${home}/break`);
  await press('Break: The folder in Drive is full');
  await press('Let a family register');
  await page.getByText('Needs attention').first().waitFor();
  await page.goto(`${home}/mails/${await idOfMail('A badge could not be made')}/html?mode=light`);
  await take('attention', { width: 700, height: 900 });
  await page.goto(`${home}/break`);
  await press('Mend all');

  await page.goto(`${home}/thanks/${entryId}`);
  await follow('See the payment');
  await press(/^Refund/);
  await page.getByText('Nothing is left to refund').waitFor();
  await take('refund', { width: 900, height: 900 });
  await follow('Drive');
  await take('drive');

  admin('lists', '--out', join(files, 'lists'));
  await savePage('groups', 'lists/**/sparring_groups.pdf');
  const classes = join(projectRoot, 'stages/weight_classes.example.json');
  admin('brackets', 'plan', '--classes', classes, '--no-open', '--out', join(files, 'brackets'));
  await page.goto(`file://${found('brackets/**/plan.html')}`);
  await take('draw', { width: 900, height: 1000 });
  admin('sheets', '--out', join(files, 'sheets'));
  // The second school has more than one person.
  await savePage('envelope', 'sheets/**/envelopes.pdf', 1);
  await savePage('sheet', 'sheets/**/badges-1-of-*.pdf');
}

/** The id of the mail with this in its subject, once it is there. */
async function idOfMail(about: string): Promise<string> {
  const { aws } = JSON.parse(readFileSync(running.endpoints, 'utf8')) as { aws: string };
  const find = async () => {
    const { emails } = (await (await fetch(`${aws}/_mails`)).json()) as {
      emails: { messageId: string; subject: string }[];
    };
    return emails.find(({ subject }) => subject.includes(about))?.messageId;
  };
  return waitFor(`a mail about ${about}`, find, { withinMs: limitMs, everyMs: 500 });
}

/** A command of the engineer's tool, on what runs. */
function admin(...args: string[]): void {
  execFileSync(process.execPath, [join(projectRoot, 'admin/admin.ts'), ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
    timeout: limitMs,
  });
}

function found(pattern: string): string {
  const [file] = globSync(pattern, { cwd: files });
  if (!file) throw new Error(`no file fits ${pattern}`);
  return join(files, file);
}

/** A page of a PDF; `index` counts from 0. */
async function savePage(name: string, pattern: string, index = 0): Promise<void> {
  await save(name, await pagePicture(readFileSync(found(pattern)), index, 1.3));
}

async function save(name: string, picture: Buffer): Promise<void> {
  const file = join(folder, `${name}.jpg`);
  writeFileSync(file, await sharp(picture).jpeg({ quality: 85, mozjpeg: true }).toBuffer());
  console.log(file);
}
