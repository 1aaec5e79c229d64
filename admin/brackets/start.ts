import type { StartOrder } from '../../core/bracket-targets/publication.ts';
import { adminCommand, yesOption } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import type { ExitCode } from '../exit-codes.ts';
import { openStage, type Stage } from '../stage.ts';
import { type PublicationOptions, runPublication } from './publication-run.ts';
import { targetNames } from './target-names.ts';

export const startBrackets = adminCommand(
  {
    name: 'start',
    what: 'starts divisions: from then on their draw does not change',
    more: `Of the draw that is published. What is not published of them yet is published first. On Challonge, results can
be entered once a division has started.`,
    undo: `brackets plan --force DIVISION plans another draw of it. When that plan is published, the division
counts as not started, and what was entered on Challonge is gone.`,
  },
  (command) =>
    command
      .argument('[division...]', 'their names, in quotes: "low_cadet_m_light middle"')
      .option('--ring <number>', 'every division of this ring', ringNumber)
      .option('--all', 'every division')
      .option('--to <targets>', 'where: challonge, paper; everywhere when left out', targetNames)
      .option('--out <dir>', 'where documents go', 'brackets/paper')
      .option(...yesOption),
  async ({ stage: name, ring, all, ...options }, divisions) => {
    const start = startOrderOf(divisions, { ring, all });
    return startIn(await openStage(name), start, options);
  },
);

interface Options extends PublicationOptions {
  to?: string[];
}

export function startIn(stage: Stage, start: StartOrder, { to, ...options }: Options): Promise<ExitCode> {
  return runPublication(stage, { start, ...(to && { to }) }, `start ${inWords(start)}`, options);
}

/** @throws CommandError unless exactly one of the three is given. */
export function startOrderOf(
  divisions: readonly string[],
  { ring, all }: { ring?: number; all?: boolean },
): StartOrder {
  const said = [divisions.length > 0, ring !== undefined, Boolean(all)].filter(Boolean);
  if (said.length !== 1) throw new CommandError('Say which divisions: their names, --ring or --all.');
  if (ring !== undefined) return { ring };
  return all ? { all: true } : { divisions: [...divisions] };
}

function ringNumber(said: string): number {
  if (/^[1-9]\d?$/.test(said)) return Number(said);
  throw new CommandError(`--ring: say a number like 2, not “${said}”.`);
}

function inWords(start: StartOrder): string {
  if ('ring' in start) return `every division of ring ${start.ring}`;
  return 'all' in start ? 'every division' : start.divisions.join(', ');
}
