import { readFileSync } from 'node:fs';
import { registrationType } from '../../core/domain/registration-type.ts';
import { longestId, mostIds } from '../../core/jobs/registration-filter.ts';
import { type Paper, paperNames } from '../../core/sheets/sheet-layout.ts';
import type { SheetFilter, SheetOrder } from '../../core/sheets/sheet-order.ts';
import { CommandError } from '../command-error.ts';
import { optionsIn } from '../options.ts';

export const usage = `npm run sheets -- [which] [--stage STAGE] [--paper PAPER] [...]

Makes print-ready PDFs of badges, sorted by school and name, and a report of what to look at before printing.

Which badges, one of:
  --all            every registration; when nothing else is said
  --school NAME    of one school
  --type TYPE      ${registrationType.options.join(', ')}
  --changed        never on a sheet, or not as they were then
  --ids ID,ID,…    by the ids of entries or of badges (T1-7K3M9-QXAB2)
  --ids-file FILE  the same, one a line

  --stage STAGE    local, on the cloud that npm start runs, when nothing else is said
  --paper PAPER    ${paperNames.join(' or ')}; letter when nothing else is said
  --first N        the position of the first badge, on a sheet of which some are used
  --no-cut-lines   for labels that are cut already
  --out DIR        where the files go; a folder sheets when nothing else is said
  --json           print the result as JSON`;

export interface Command {
  stage: string;
  order: SheetOrder;
  out: string;
  json: boolean;
}

const options = {
  all: { type: 'boolean', default: false },
  school: { type: 'string' },
  type: { type: 'string' },
  changed: { type: 'boolean', default: false },
  ids: { type: 'string' },
  'ids-file': { type: 'string' },
  stage: { type: 'string', default: 'local' },
  paper: { type: 'string', default: 'letter' },
  first: { type: 'string', default: '1' },
  'no-cut-lines': { type: 'boolean', default: false },
  out: { type: 'string', default: 'sheets' },
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
  const order: SheetOrder = {
    filter: filterOf(values),
    paper: oneOf<Paper>('--paper', values.paper, paperNames),
    first: positionOf(values.first),
    cutLines: !values['no-cut-lines'],
  };
  return { stage: values.stage, order, out: values.out, json: values.json };
}

function oneOf<T extends string>(option: string, said: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === said);
  if (found === undefined)
    throw new CommandError(`${option}: say ${allowed.join(' or ')}, not ${quoted(said)}.`);
  return found;
}

function positionOf(said: string): number {
  if (!/^[1-9]\d?$/.test(said)) throw new CommandError(`--first: say a number from 1, not ${quoted(said)}.`);
  return Number(said);
}

const quoted = (text: string) => `“${text}”`;

function filterOf(values: ReturnType<typeof optionsIn<typeof options>>): SheetFilter {
  const { all, school, type, changed, ids, 'ids-file': idsFile } = values;
  const said = [all || undefined, school, type, changed || undefined, ids, idsFile];
  if (said.filter((value) => value !== undefined).length > 1) {
    throw new CommandError(
      'Say one of --all, --school, --type, --changed, --ids and --ids-file, not several.',
    );
  }
  if (school !== undefined) return { kind: 'school', school: schoolOf(school) };
  if (type !== undefined) {
    return { kind: 'type', registrationType: oneOf('--type', type, registrationType.options) };
  }
  if (changed) return { kind: 'changed' };
  if (idsFile !== undefined) return { kind: 'ids', ids: listed(`--ids-file ${idsFile}`, readIds(idsFile)) };
  return ids === undefined ? { kind: 'all' } : { kind: 'ids', ids: listed('--ids', ids) };
}

function schoolOf(said: string): string {
  const school = said.trim();
  if (school === '') throw new CommandError('--school: say a name.');
  return school;
}

function listed(option: string, text: string): string[] {
  const ids = text.split(/[\s,]+/).filter((id) => id !== '');
  if (ids.length === 0) throw new CommandError(`${option}: there is no id in it.`);
  if (ids.length > mostIds) {
    throw new CommandError(
      `${option}: at most ${mostIds} ids, not ${ids.length}; print them in several parts.`,
    );
  }
  const long = ids.find((id) => id.length > longestId);
  if (long !== undefined)
    throw new CommandError(`${option}: ${quoted(`${long.slice(0, 20)}…`)} is too long for an id.`);
  return ids;
}

function readIds(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`--ids-file ${file}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
}
