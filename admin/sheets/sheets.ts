import { mkdirSync } from 'node:fs';
import type { SheetFilter } from '../../core/sheets/sheet-order.ts';
import { adminCommand } from '../admin-command.ts';
import { clientConfigOf } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import { completionBar } from '../completion-bar.ts';
import { exitCodes } from '../exit-codes.ts';
import { nobodyInWords } from '../near-misses-in-words.ts';
import { defineSheets, orderOf } from './command.ts';
import { nothingInWords } from './nothing-in-words.ts';
import { type Result, SheetsRun } from './sheets-run.ts';

export const sheets = adminCommand(
  {
    name: 'sheets',
    what: 'makes print-ready PDFs of badges, and a report of what to look at before printing',
    more: 'Badges are sorted by school and name.',
    undo: `Throw the files away. Badges on a sheet count as printed: --changed leaves them out until they
change. --ids prints them again.`,
  },
  defineSheets,
  async (options) => {
    const { stage, json, out } = options;
    const order = orderOf(options);
    makeFolder(out);
    const run = new SheetsRun(clientConfigOf(stage), stage);
    const name = await run.start(order);
    console.error(await run.started(name));
    const bar = completionBar('Files');
    const result = await run.end(name, bar.update).finally(bar.stop);
    const missed = await run.nearMisses(result);
    if (!('report' in result)) {
      const nothing = { execution: name, badges: 0, notPrinted: 0, withFindings: 0, files: [], ...missed };
      if (json) console.log(inJson(nothing));
      console.error(nothingInWords(order.filter, missed));
      return mayBeNobody.includes(order.filter.kind) ? exitCodes.done : exitCodes.couldNot;
    }
    const files = await run.download(result, out);
    if (json) console.log(inJson({ execution: name, ...countsOf(result.report), files, ...missed }));
    else console.log(inWords(countsOf(result.report), files, order.cutLines));
    if (missed.ids) console.error(nobodyInWords(missed.ids));
    if (result.report.cause) console.error(notMadeInWords(result.report.cause));
    if (result.report.failed > 0) return exitCodes.needsAttention;
    return missed.ids ? exitCodes.couldNot : exitCodes.done;
  },
);

/** Done before the order is placed: badges count as printed even if their files cannot be fetched. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new CommandError(`--out: ${path} cannot be made a folder.`, { cause });
  }
}

/** Orders that may well fit nobody: they name nothing that has to exist. */
const mayBeNobody: SheetFilter['kind'][] = ['all', 'changed'];

const countsOf = ({ badges, notPrinted, withFindings }: Result['report']) => ({
  badges,
  notPrinted,
  withFindings,
});

const notMadeInWords = (cause: string) =>
  `Not everything could be made and put into the folder in Drive: ${cause}. The report lists the badges that are missing.`;

const inJson = (value: object) => JSON.stringify(value, undefined, 2);

function inWords(
  { badges, notPrinted, withFindings }: ReturnType<typeof countsOf>,
  files: readonly string[],
  cutLines: boolean,
): string {
  const look =
    withFindings > 0 ? `${withFindings} to look at before printing` : 'none with anything to look at';
  return [
    `${badges} ${badges === 1 ? 'badge' : 'badges'}, ${look}; ${notPrinted} not printed.`,
    ...files.map((file) => `  ${file}`),
    `Look at the report first. Print the badges at 100 %, not fitted to the page${cutLines ? '; cut along the marks' : ''}.`,
  ].join('\n');
}
