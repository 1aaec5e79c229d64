import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { adminCommand, withoutYes } from '../../admin/admin-command.ts';
import { CommandError } from '../../admin/command-error.ts';
import { program } from '../../admin/program.ts';
import { runWith } from '../../admin/run-command.ts';
import { sheets } from '../../admin/sheets/sheets.ts';

let [out, error] = ['', ''];
beforeEach(() => {
  [out, error] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  const toError = (text: unknown) => {
    error += text;
    return true;
  };
  vi.spyOn(process.stderr, 'write').mockImplementation(toError);
  vi.spyOn(console, 'error').mockImplementation(toError);
});
afterEach(() => vi.restoreAllMocks());

const run = (...args: string[]) => runWith(program, args);

const commands = program(() => {}).commands;

/** Of all commands, by their names. Those that are made of others have these: `brackets plan`. */
const names = commands.map((command) => command.name());
const wholeNames = commands.flatMap((group) =>
  group.commands.length === 0
    ? group.name()
    : group.commands.map((command) => `${group.name()} ${command.name()}`),
);

describe('the help', () => {
  test.each([[[]], [['--help']]])(
    'is shown for %j: every command, and what each exit code means',
    async (args) => {
      expect(await run(...args)).toBe(0);
      for (const name of names) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
      for (const code of [0, 1, 2, 3]) expect(out).toMatch(new RegExp(`^  ${code}  \\S`, 'm'));
    },
  );

  test.each([[['brackets']], [['brackets', '--help']]])(
    'of commands that are made of others lists them: %j',
    async (args) => {
      expect(await run(...args)).toBe(0);
      expect(out).toMatch(/^Usage: npm run admin -- brackets COMMAND \[options\]\n/);
      expect(out).toMatch(/^ {2}plan {2,}\S/m);
    },
  );

  test.each(wholeNames)('of %s has the common options, and ends with how to undo', async (name) => {
    expect(await run(...name.split(' '), '--help')).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: npm run admin -- ${name} `));
    expect(out).toContain('--stage <stage>');
    expect(out).toContain('--json');
    expect(out).toMatch(/\n\nTo undo it:\n( {2}\S.*\n)+$/);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('of npm run sheets is the same, under its own name', async () => {
    expect(await runWith((end) => sheets.toCommander(end).name('npm run sheets --'), ['--help'])).toBe(0);
    const own = out;
    out = '';
    await run('sheets', '--help');
    expect(own).toBe(out.replace('npm run admin -- sheets', 'npm run sheets --'));
  });
});

describe('a command line that cannot be understood ends with 1, and with what is near', () => {
  test.each([
    [['list'], "Unknown command 'list'\n(Did you mean lists?)\n--help lists the commands.\n"],
    [
      ['lists', '--papr', 'a4'],
      "Unknown option '--papr'\n(Did you mean --paper?)\n--help explains the command.\n",
    ],
    [['lists', '--paper'], "Option '--paper <paper>' argument missing\n--help explains the command.\n"],
    [['brackets', 'pln'], "Unknown command 'pln'\n(Did you mean plan?)\n--help lists the commands.\n"],
    [['lists', '--paper', 'a3'], '--paper: say letter or a4, not “a3”.'],
    [['lists', 'now'], /^Too many arguments for 'lists'/],
  ])('%j', async (args, message) => {
    expect(await run(...args)).toBe(1);
    expect(error).toMatch(message);
    expect(out).toBe('');
  });
});

describe('a command', () => {
  const command = (run: () => Promise<0 | 1 | 2 | 3>) =>
    adminCommand({ name: 'try', what: 'tries', undo: 'Nothing.' }, (command) => command, run);

  test.each([0, 1, 2, 3] as const)('ends with what it returns: %i', async (code) => {
    expect(await runWith((end) => command(async () => code).toCommander(end), [])).toBe(code);
  });

  test('ends with 1 when it throws, and says why', async () => {
    const failing = command(() => Promise.reject(new CommandError('There is no such stage.')));
    expect(await runWith(failing.toCommander, [])).toBe(1);
    expect(error).toBe('There is no such stage.');
  });

  test('that does harm says without --yes what it would do, and ends with 3', async () => {
    expect(await runWith(command(async () => withoutYes('trash 3 files')).toCommander, [])).toBe(3);
    expect(error).toBe('Nothing was done. This would trash 3 files. Say --yes to do it.');
  });
});
