import { type Paper, paperNames } from '../../core/sheets/sheet-layout.ts';
import { CommandError } from '../command-error.ts';
import { optionsIn } from '../options.ts';

export const usage = `npm run admin -- lists [--stage STAGE] [--paper PAPER] [--out DIR] [--json]

Makes the lists of a tournament: groups for sparring, breaking and poomsae, participation, rosters by school,
coaches, and what needs attention. They are fetched from the stage, and are in its folder in Drive.

  --stage STAGE  local, on the cloud that npm start runs, when nothing else is said
  --paper PAPER  what group sheets are printed on: ${paperNames.join(' or ')}; letter when nothing else is said
  --out DIR      where the files go; a folder lists when nothing else is said
  --json         print the result as JSON`;

export interface Command {
  stage: string;
  paper: Paper;
  out: string;
  json: boolean;
}

const options = {
  stage: { type: 'string', default: 'local' },
  paper: { type: 'string', default: 'letter' },
  out: { type: 'string', default: 'lists' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 * @throws CommandError naming the option that is wrong.
 */
export function parseCommand(args: readonly string[]): Command | 'help' {
  const values = optionsIn(args, options, usage);
  if (values.help) return 'help';
  const paper = paperNames.find((name) => name === values.paper);
  if (!paper) throw new CommandError(`--paper: say ${paperNames.join(' or ')}, not “${values.paper}”.`);
  return { stage: values.stage, paper, out: values.out, json: values.json };
}
