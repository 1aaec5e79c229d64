/** The options by which a command is told which registrations it is about. */
import { readFileSync } from 'node:fs';
import type { Command, OptionValues } from '@commander-js/extra-typings';
import { registrationType } from '../core/domain/registration-type.ts';
import { longestId, mostIds, type RegistrationFilter } from '../core/jobs/registration-filter.ts';
import { CommandError } from './command-error.ts';
import { oneOf } from './option-values.ts';

/** Adds the options to a command. @param all what `--all` is about. */
export function whichRegistrations<Args extends unknown[], Options extends OptionValues>(
  command: Command<Args, Options>,
  all = 'every registration; when nothing else is said',
) {
  return command
    .option('--all', all)
    .option('--school <name>', 'of one school')
    .option(
      '--type <type>',
      registrationType.options.join(', '),
      oneOf('--type', ...registrationType.options),
    )
    .option('--ids <id,id,…>', 'by the ids of entries or of badges (T1-7K3M9-QXAB2)')
    .option('--ids-file <file>', 'the same, one a line');
}

export interface WhichRegistrations {
  all?: true;
  school?: string;
  type?: ReturnType<typeof registrationType.parse>;
  ids?: string;
  idsFile?: string;
}

/**
 * @param own what the command's own options of this kind say, such as `{ '--changed': true }`.
 * @throws CommandError naming the option that is wrong, or when several of them are given.
 */
export function registrationFilterOf(
  { all, school, type, ids, idsFile }: WhichRegistrations,
  own: Record<string, unknown> = {},
): RegistrationFilter {
  const said = {
    '--all': all,
    '--school': school,
    '--type': type,
    ...own,
    '--ids': ids,
    '--ids-file': idsFile,
  };
  if (Object.values(said).filter((value) => value !== undefined).length > 1) {
    const [last, ...names] = Object.keys(said).toReversed();
    throw new CommandError(`Say one of ${names.toReversed().join(', ')} and ${last}, not several.`);
  }
  if (school !== undefined) return { kind: 'school', school: schoolOf(school) };
  if (type !== undefined) return { kind: 'type', registrationType: type };
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
      `${option}: at most ${mostIds} ids, not ${ids.length}: name them in several parts.`,
    );
  }
  const long = ids.find((id) => id.length > longestId);
  if (long !== undefined) throw new CommandError(`${option}: “${long.slice(0, 20)}…” is too long for an id.`);
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
