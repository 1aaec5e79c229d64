import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { RegistrationType } from '../../lambdas/shared/domain/entry-fields.ts';
import { registrationType } from '../../lambdas/shared/domain/state.ts';
import { paperNames } from '../../lambdas/shared/sheets/sheet-layout.ts';
import {
  parseSheetOrder,
  type SheetFilter,
  type SheetOrder,
} from '../../lambdas/shared/sheets/sheet-order.ts';

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

/** The command line is not one of this command's; its message is for the person who wrote it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * Reads the command line.
 * @throws CommandError, InputInvalidError naming what is wrong.
 */
export function parseCommand(args: readonly string[]): Command | 'help' {
  const { values } = parsed(args);
  if (values.help) return 'help';
  const order = parseSheetOrder({
    filter: filterOf(values),
    paper: values.paper,
    first: Number(values.first),
    cutLines: !values['no-cut-lines'],
  });
  return { stage: values.stage, order, out: values.out, json: values.json };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
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
      },
    });
  } catch (cause) {
    throw new CommandError(`${(cause as Error).message}\n\n${usage}`, { cause });
  }
}

function filterOf(values: ReturnType<typeof parsed>['values']): SheetFilter {
  const { all, school, type, changed, ids, 'ids-file': idsFile } = values;
  const said = [all || undefined, school, type, changed || undefined, ids, idsFile];
  if (said.filter((value) => value !== undefined).length > 1) {
    throw new CommandError(
      'Say one of --all, --school, --type, --changed, --ids and --ids-file, not several.',
    );
  }
  if (school !== undefined) return { kind: 'school', school };
  // `parseSheetOrder` looks at what is in it.
  if (type !== undefined) return { kind: 'type', registrationType: type as RegistrationType };
  if (changed) return { kind: 'changed' };
  const list = idsFile === undefined ? ids : readIds(idsFile);
  return list === undefined ? { kind: 'all' } : { kind: 'ids', ids: listed(list) };
}

const listed = (text: string) => text.split(/[\s,]+/).filter((id) => id !== '');

function readIds(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`--ids-file ${file}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
}
