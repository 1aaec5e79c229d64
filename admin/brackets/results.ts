import { join } from 'node:path';
import open from 'open';
import { readPaperResults } from '../../core/bracket-targets/paper/paper-results.ts';
import {
  resultFileKey,
  resultFiles,
  resultSummary,
  resultSummaryKey,
  resultsJob,
} from '../../core/bracket-targets/results.ts';
import { contentsOf } from '../../core/brackets/division-results.ts';
import { drawFile, drawKey, paperResultsKey } from '../../core/brackets/draw-file.ts';
import { BracketRecords } from '../../core/progress/bracket-records.ts';
import { adminCommand } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { fetchTo, jobFilesOf, readTextFile } from '../job-files.ts';
import { failuresInWords, followJob, inJson } from '../job-run.ts';
import { openStage, type Stage } from '../stage.ts';
import { isOpen, listed, resultsInWords } from './results-in-words.ts';

export const bracketResults = adminCommand(
  {
    name: 'results',
    what: 'reads who has won, and makes the medals by division and by school',
    more: `It asks for divisions that have started and are not complete, and reads what was typed from paper.
The medals are fetched as a page and as CSV, and are in the stage's folder in Drive.`,
    undo: `Correct the result where it was entered, and start this again, with --all for a division that is
complete. Earlier versions of the files are kept for 30 days.`,
  },
  (command) =>
    command
      .option(
        '--file <file>',
        'all results on paper so far, as CSV: the number of a match, and its winner; in place of the file before',
      )
      .option('--all', 'ask for divisions that are complete too, as results may have been corrected')
      .option('--out <dir>', 'where the files go', 'brackets')
      .option('--no-open', 'do not open the page in the browser'),
  async ({ stage: name, file, all = false, out, open: wanted, json }) => {
    const typed = file === undefined ? undefined : { file, text: readTextFile(file) };
    const onTerminal = process.stdout.isTTY && !json && !process.env.CI;
    const show = wanted && onTerminal ? async (page: string) => void (await open(page)) : undefined;
    return resultsOf(await openStage(name), { typed, all, out, json, show });
  },
);

interface Options {
  /** What was typed from paper. */
  typed?: { file: string; text: string };
  all: boolean;
  out: string;
  json?: boolean;
  /** Shows the page, given its path. */
  show?: (page: string) => Promise<void>;
}

/** Puts what was typed from paper where the job reads it, has all results read, and fetches the medals. */
export async function resultsOf(stage: Stage, { typed, all, out, json, show }: Options): Promise<ExitCode> {
  const files = jobFilesOf(stage);
  const records = new BracketRecords(stage.progress);
  const inForce = await records.drawInForce();
  if (!inForce) throw new CommandError('No draw has been published: there are no results.');
  const { unread, unstarted } = typed
    ? await upload(typed, inForce.execution)
    : { unread: [], unstarted: [] };
  const job = { stage: stage.name, machine: resultsJob, order: { all }, what: 'Brackets' };
  const end = await followJob(stage.config, job);
  const summary = await files.readJson(resultSummaryKey, resultSummary);
  const folder = join(out, 'results');
  const paths: string[] = [];
  for (const name of resultFiles) paths.push(await fetchTo(files, resultFileKey(name), { folder }));
  const failed = (end.result?.failed ?? 0) > 0;
  console.log(
    json
      ? JSON.stringify({ ...inJson(end), ...summary, unread, unstarted, files: paths }, undefined, 2)
      : [
          resultsInWords(summary),
          ...listed(`${typed?.file} has lines that do not count:`, unread),
          ...listed(
            'To be started, as another plan could still give their matches other numbers, and the file would be wrong:',
            unstarted,
          ),
          ...(failed ? [failuresInWords(end)] : []),
          ...paths,
        ].join('\n'),
  );
  await show?.(join(folder, 'medals.html'));
  return failed || unread.length > 0 || isOpen(summary) ? exitCodes.needsAttention : exitCodes.done;

  /**
   * @returns what could not be read, by line, and the divisions with results that are not marked as started.
   * @throws CommandError when nothing could: then it is probably another file.
   */
  async function upload({ file, text }: { file: string; text: string }, draw: string) {
    if (text.trim() === '') throw new CommandError(`${file} is empty.`);
    const { plan } = await files.readJson(drawKey(draw), drawFile);
    const { winners, problems } = readPaperResults(text, plan);
    if (winners.length === 0 && problems.length > 0) {
      throw new CommandError([`${file} has no result that can be read:`, ...problems].join('\n  '));
    }
    await files.writeJson(paperResultsKey, { divisions: contentsOf(plan), winners });
    const started = await records.started();
    const fought = new Set(winners.map(({ division }) => division));
    return { unread: problems, unstarted: [...fought].filter((key) => !started.has(key)) };
  }
}
