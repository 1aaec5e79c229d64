/** `npm run sheets`: makes print-ready files of badges, on the embedded cloud or against a deployed stage. */
import { mkdirSync } from 'node:fs';
import type { SheetFilter } from '../core/sheets/sheet-order.ts';
import { clientConfigOf } from './client-config.ts';
import { CommandError } from './command-error.ts';
import { completionBar } from './completion-bar.ts';
import { runCommand } from './run-command.ts';
import { type Command, parseCommand, usage } from './sheets/command.ts';
import { nobodyInWords, nothingInWords } from './sheets/near-misses-in-words.ts';
import { type Result, SheetsRun } from './sheets/sheets-run.ts';

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (command === 'help') {
    console.log(usage);
    return 0;
  }
  makeFolder(command.out);
  const run = new SheetsRun(clientConfigOf(command.stage), command.stage);
  const name = await run.start(command.order);
  console.error(`Execution ${name} of ${run.machineName}`);
  const bar = completionBar('Badges');
  const result = await run.end(name, bar.update).finally(bar.stop);
  const missed = await run.nearMisses(result);
  if (!('report' in result)) {
    const nothing = { execution: name, badges: 0, notPrinted: 0, withFindings: 0, files: [], ...missed };
    if (command.json) console.log(inJson(nothing));
    console.error(nothingInWords(command.order.filter, missed));
    return mayBeNobody.includes(command.order.filter.kind) ? 0 : 1;
  }
  const files = await run.download(result, command.out);
  if (command.json) console.log(inJson({ execution: name, ...countsOf(result.report), files, ...missed }));
  else console.log(inWords(countsOf(result.report), files, command));
  if (!missed.ids) return 0;
  console.error(nobodyInWords(missed.ids));
  return 1;
}

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

const inJson = (value: object) => JSON.stringify(value, undefined, 2);

function inWords(
  { badges, notPrinted, withFindings }: ReturnType<typeof countsOf>,
  files: readonly string[],
  { order: { cutLines } }: Command,
): string {
  const look =
    withFindings > 0 ? `${withFindings} to look at before printing` : 'none with anything to look at';
  return [
    `${badges} ${badges === 1 ? 'badge' : 'badges'}, ${look}; ${notPrinted} not printed.`,
    ...files.map((file) => `  ${file}`),
    `Look at the report first. Print the badges at 100 %, not fitted to the page${cutLines ? '; cut along the marks' : ''}.`,
  ].join('\n');
}

runCommand(main);
