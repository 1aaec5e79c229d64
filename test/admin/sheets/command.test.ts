import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import { orderOf } from '../../../admin/sheets/command.ts';
import { sheets } from '../../../admin/sheets/sheets.ts';
import { parseSheetOrder, type SheetFilter } from '../../../core/sheets/sheet-order.ts';

function parseCommand(args: string[]) {
  const [options] = sheets.read(args);
  const { stage, out, json } = options;
  return { stage, out, json, order: orderOf(options) };
}

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sheets-command-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const usual = {
  stage: 'local',
  out: 'sheets',
  order: { filter: { kind: 'all' }, paper: 'letter', first: 1, cutLines: true },
};

function idsFile(content: string): string {
  const file = join(directory, 'ids.txt');
  writeFileSync(file, content);
  return file;
}

describe('the command line', () => {
  test('asks by default for all badges of the local stage, on Letter', () => {
    expect(parseCommand([])).toEqual(usual);
  });

  test.each<[string[], SheetFilter]>([
    [['--all'], { kind: 'all' }],
    [['--school', 'Golden Dragon TKD - Owasso'], { kind: 'school', school: 'Golden Dragon TKD - Owasso' }],
    [['--type', 'coach'], { kind: 'type', registrationType: 'coach' }],
    [['--changed'], { kind: 'changed' }],
    [['--ids', 'T1-7K3M9-QXAB2'], { kind: 'ids', ids: ['T1-7K3M9-QXAB2'] }],
    [['--ids', ' a, b,,c '], { kind: 'ids', ids: ['a', 'b', 'c'] }],
    [['--ids=a'], { kind: 'ids', ids: ['a'] }],
  ])('%j asks for what it says', (args, filter) => {
    expect(parseCommand(args)).toEqual({ ...usual, order: { ...usual.order, filter } });
  });

  test.each([
    ['one a line', 'a\nb\n'],
    ['one a line, from Windows', 'a\r\nb\r\n'],
    ['with a byte order mark', '\uFEFFa\nb'],
    ['between commas and empty lines', '\na, \n\n\tb,\n'],
  ])('takes ids from a file that has them %s', (_, content) => {
    expect(parseCommand(['--ids-file', idsFile(content)])).toMatchObject({
      order: { filter: { kind: 'ids', ids: ['a', 'b'] } },
    });
  });

  test.each<[string[], object]>([
    [['--stage', 'prod'], { stage: 'prod' }],
    [['--paper', 'a4'], { order: { ...usual.order, paper: 'a4' } }],
    [['--first', '4'], { order: { ...usual.order, first: 4 } }],
    [['--no-cut-lines'], { order: { ...usual.order, cutLines: false } }],
    [['--out', 'elsewhere'], { out: 'elsewhere' }],
    [['--json'], { json: true }],
  ])('%j changes only that', (args, changes) => {
    expect(parseCommand(args)).toEqual({ ...usual, ...changes });
  });

  test('takes all of its options at once', () => {
    const args = '--changed --stage dev --paper a4 --first 2 --no-cut-lines --out o --json'.split(' ');
    expect(parseCommand(args)).toEqual({
      stage: 'dev',
      out: 'o',
      json: true,
      order: { filter: { kind: 'changed' }, paper: 'a4', first: 2, cutLines: false },
    });
  });
});

describe('is refused', () => {
  test.each([
    [['--all', '--changed']],
    [['--school', 'A', '--type', 'coach']],
    [['--ids', 'a', '--ids-file', 'b']],
    [['--all', '--school', 'A']],
  ])('%j, as it asks for two things', (args) => {
    expect(() => parseCommand(args)).toThrow(CommandError);
    expect(() => parseCommand(args)).toThrow(/^Say one of --all, --school, .* not several\.$/);
  });

  test.each<[string[], string]>([
    [['--paper', 'a3'], '--paper: say letter or a4 or avery-5395 or avery-5392, not “a3”.'],
    [['--first', 'last'], '--first: say a number from 1, not “last”.'],
    [['--first', '0'], '--first: say a number from 1, not “0”.'],
    [['--first', ''], '--first: say a number from 1, not “”.'],
    [['--first', '1.5'], '--first: say a number from 1, not “1.5”.'],
    [['--type', 'spectator'], '--type: say competitor or coach or seminar, not “spectator”.'],
    [['--school', ' '], '--school: say a name.'],
    [['--ids', ','], '--ids: there is no id in it.'],
    [['--ids', 'a'.repeat(81)], '--ids: “aaaaaaaaaaaaaaaaaaaa…” is too long for an id.'],
    [['--ids', 'a,'.repeat(2_001)], '--ids: at most 2000 ids, not 2001: name them in several parts.'],
  ])('%j, with its option and the values it accepts', (args, message) => {
    expect(() => parseCommand(args)).toThrow(new CommandError(message));
  });

  test('nothing that the steps would accept', () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `${index}`.padEnd(80, '0')).join(',');
    for (const args of [[], ['--type', 'coach', '--paper', 'a4', '--first', '10'], ['--ids', ids]]) {
      const { order } = parseCommand(args);
      expect(parseSheetOrder(order)).toEqual(order);
    }
  });

  test('a file of ids that cannot be read or has no ids', () => {
    const missing = join(directory, 'missing.txt');
    expect(() => parseCommand(['--ids-file', missing])).toThrow(
      new CommandError(`--ids-file ${missing}: cannot be read (ENOENT)`),
    );
    expect(() => parseCommand(['--ids-file', directory])).toThrow('cannot be read (EISDIR)');
    expect(() => parseCommand(['--ids-file', idsFile('\n')])).toThrow(
      /^--ids-file .*: there is no id in it\.$/,
    );
  });
});
