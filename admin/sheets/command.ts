import type { Command } from '@commander-js/extra-typings';
import { sheetPapers } from '../../core/sheets/sheet-layout.ts';
import type { SheetFilter, SheetOrder } from '../../core/sheets/sheet-order.ts';
import { CommandError } from '../command-error.ts';
import { oneOf } from '../option-values.ts';
import { registrationFilterOf, whichRegistrations } from '../which-registrations.ts';

export function defineSheets(command: Command) {
  return whichRegistrations(command.optionsGroup('Which badges, one of:'))
    .option('--changed', 'never on a sheet, or not as they were then')
    .optionsGroup('How:')
    .option('--paper <paper>', sheetPapers.join(', '), oneOf('--paper', ...sheetPapers), 'letter' as const)
    .option(
      '--first <n>',
      'the position of the first badge, on a sheet of which some are used',
      positionOf,
      1,
    )
    .option('--no-cut-lines', 'without crop marks; labels have none in any case')
    .option('--out <dir>', 'where the files go', 'sheets')
    .optionsGroup('Options:');
}

export type SheetsOptions = ReturnType<ReturnType<typeof defineSheets>['opts']>;

/** @throws CommandError naming the option that is wrong. */
export function orderOf(options: SheetsOptions): SheetOrder {
  const { paper, first, cutLines } = options;
  return { filter: filterOf(options), paper, first, cutLines };
}

function filterOf({ changed, ...which }: SheetsOptions): SheetFilter {
  const filter = registrationFilterOf(which, { '--changed': changed });
  return changed ? { kind: 'changed' } : filter;
}

function positionOf(said: string): number {
  if (!/^[1-9]\d?$/.test(said)) throw new CommandError(`--first: say a number from 1, not “${said}”.`);
  return Number(said);
}
