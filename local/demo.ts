import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { SheetsRun } from '../admin/sheets/sheets-run.ts';
import { type EntryItem, textOf } from '../core/domain/entry-item.ts';
import { parseSheetOrder } from '../core/sheets/sheet-order.ts';
import {
  checkReport,
  checkSheets,
  type DemoRow,
  type DemoSheets,
  findingsInWords,
  rowsAsTable,
  sheetsInWords,
} from './demo-report.ts';
import { readEntryFile } from './entry-file.ts';
import { FrontEnd } from './front-end.ts';
import { Outcomes } from './outcome.ts';
import { putPhoto } from './seed.ts';
import { synthesise } from './synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from './tournament-cloud.ts';

const usage = `npm run demo -- [--entries FILE] [--photos DIR] [--json]

Sends entries through the whole workflow on an embedded cloud and shows what became of them.

  --entries FILE  your own: an SQS event, or one or a list of message bodies or SendMessage requests
  --photos DIR    where the files named by imgFilename are; without it, your own entries have no photos
  --json          print the result as JSON`;

const projectRoot = join(import.meta.dirname, '..');
const samples = join(import.meta.dirname, 'samples');
const output = join(projectRoot, '.local/demo');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      entries: { type: 'string' },
      photos: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const progress = (text: string) => console.error(`${elapsed()}  ${text}`);

  const file = values.entries ?? join(samples, 'entries.json');
  const photos = values.photos ?? (values.entries ? undefined : join(samples, 'photos'));
  const { entries, problems } = readEntryFile(file);
  if (photos && !statSync(photos, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`--photos ${photos}: not a folder`);
  }
  for (const problem of problems) progress(problem);

  progress('Synthesising the stack, bundling its Lambdas …');
  const assembly = await synthesise('local');
  progress('Starting the embedded cloud …');
  const cloud = await startTournamentCloud({ assembly, logDir: join(output, 'logs') });
  const stop = () => void cloud.stop().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  try {
    const rows = await Promise.all(
      entries.map(async ({ number, body }) => {
        const where = `${basename(file)}, entry ${number}`;
        const photoProblem = photos && (await uploadPhoto(cloud, body, photos));
        if (photoProblem) {
          problems.push(`${where}: ${photoProblem}`);
          progress(`${where}: ${photoProblem}`);
        }
        return register(cloud, { number, where, body }, progress);
      }),
    );
    progress('Making the print sheets …');
    const sheets = await printSheets(cloud);
    const wrong = [...rows.flatMap(checkReport), ...checkSheets(sheets, rows)];
    writeResults(rows);
    if (values.json) {
      const plain = rows.map(({ badge: _badge, mails: _mails, ...row }) => row);
      console.log(JSON.stringify({ rows: plain, sheets, problems: [...problems, ...wrong] }, undefined, 2));
    } else {
      console.log(`\n${rowsAsTable(rows)}\n`);
      for (const text of findingsInWords(rows)) console.log(text);
      for (const text of [...problems, ...wrong]) console.log(`  ! ${text}`);
      if (sheets.files.length > 0) console.log(sheetsInWords(sheets, projectRoot));
      console.log(`Badges and mails are in ${output}`);
    }
    return problems.length + wrong.length === 0 ? 0 : 1;
  } finally {
    await cloud.stop();
  }
}

/** Uploads the photo that an entry names to where the form puts it. @returns what is wrong, in words. */
async function uploadPhoto(
  cloud: TournamentCloud,
  body: EntryItem,
  directory: string,
): Promise<string | undefined> {
  const key = textOf(body.imgFilename);
  if (typeof key !== 'string' || key === '') return undefined;
  const file = join(directory, basename(key));
  if (!existsSync(file))
    return `imgFilename: ${basename(key)} is not in ${directory}; the badge has a silhouette`;
  await putPhoto(cloud, key, readFileSync(file));
  return undefined;
}

interface NumberedEntry {
  number: number;
  /** File and entry, for messages. */
  where: string;
  body: EntryItem;
}

/** Submits an entry as the form does, pays for it, and waits for its execution to end. */
async function register(
  cloud: TournamentCloud,
  { number, where, body }: NumberedEntry,
  progress: (text: string) => void,
): Promise<DemoRow> {
  const frontEnd = new FrontEnd(cloud);
  const outcomes = new Outcomes(cloud);
  let since = Date.now();
  const { entryId, sessionId } = await frontEnd.submit(body);
  if (sessionId) {
    since = Date.now();
    await frontEnd.press('card', sessionId);
    progress(`Entry ${number}: paid, webhook delivered`);
  }
  await outcomes.ended(entryId, 120_000, `${where}: its execution to end`);
  const outcome = await outcomes.of(entryId);
  progress(`Entry ${number}: ${outcome.execution.status}`);
  const name = textOf(body.full_name);
  return {
    ...outcome.execution,
    number,
    where,
    entryId,
    name: typeof name === 'string' ? name : '',
    registrationType: String(textOf(body.reg_type) ?? ''),
    paid: sessionId !== undefined,
    registered: outcome.registration !== undefined,
    findings: findingsOf(outcome.registration),
    mailed: outcome.confirmation?.recipients ?? [],
    adminTold: outcome.adminAlert !== undefined,
    photo: outcome.badge?.photo,
    driveFile: outcome.driveFile?.id,
    emailMs: outcome.endedAt.confirmation && outcome.endedAt.confirmation - since,
    driveMs: outcome.endedAt.drive && outcome.endedAt.drive - since,
    badge: outcome.badge?.jpeg,
    mails: [outcome.confirmation, outcome.adminAlert].filter((mail) => mail !== undefined),
  };
}

/** The registration's findings, such as `beltRank: unknown`, and those about its payment. */
function findingsOf({ findings, payment_findings: payment }: Record<string, unknown> = {}): string[] {
  return [findings, payment].flatMap((noted) => (typeof noted === 'string' ? noted.split('; ') : []));
}

/** Makes the sheets of all badges, and fetches them. */
async function printSheets(cloud: TournamentCloud): Promise<DemoSheets> {
  const directory = join(output, 'sheets');
  rmSync(directory, { recursive: true, force: true });
  try {
    const run = new SheetsRun(awsClientConfig(cloud), 'local');
    const order = parseSheetOrder({ filter: { kind: 'all' }, paper: 'letter' });
    const result = await run.end(await run.start(order));
    if (!('report' in result)) return { badges: 0, notPrinted: 0, withFindings: 0, files: [] };
    const { badges, notPrinted, withFindings } = result.report;
    return { badges, notPrinted, withFindings, files: await run.download(result, directory) };
  } catch (error) {
    return { badges: 0, notPrinted: 0, withFindings: 0, files: [], failure: (error as Error).message };
  }
}

/** Writes each entry's badge and mails to files named by its number. */
function writeResults(rows: readonly DemoRow[]): void {
  for (const kind of ['badges', 'mails']) {
    rmSync(join(output, kind), { recursive: true, force: true });
    mkdirSync(join(output, kind), { recursive: true });
  }
  for (const { number, badge, mails } of rows) {
    if (badge) writeFileSync(join(output, 'badges', `${number}.jpg`), badge);
    for (const [index, { body, subject, attachments }] of mails.entries()) {
      const stem = join(output, 'mails', `${number}-${index + 1}`);
      writeFileSync(`${stem}.txt`, `${subject}\n\n${body.text ?? ''}`);
      let html = body.html ?? '';
      for (const { filename, content, contentId } of attachments) {
        if (!filename) continue;
        const file = `${stem}-${basename(filename)}`;
        writeFileSync(file, Buffer.from(content, 'base64'));
        // A browser finds a mail's pictures beside its page.
        if (contentId) html = html.replaceAll(`cid:${contentId}`, basename(file));
      }
      writeFileSync(`${stem}.html`, html);
    }
  }
}

const started = Date.now();
const elapsed = () => `${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s`;

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
