/** What every command of `npm run admin` has in common, and how commander is given one. */
import { Command, type CommandUnknownOpts, Help, type OptionValues } from '@commander-js/extra-typings';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { terminalWidth } from './text-layout.ts';

/** What every command takes. */
export interface CommonOptions {
  stage: string;
  /** Print the result as JSON, and nothing else, on standard output. */
  json?: boolean;
}

/** What a command's help says. */
export interface AdminCommandHelp {
  name: string;
  /** A line about it in the list of commands, and the first of its own help. */
  what: string;
  /** What else its help says before the options. */
  more?: string;
  /** How to undo what it has done: its help ends with that. */
  undo: string;
}

/** A command of the program. */
export interface AdminCommand {
  /** As commander takes it. @param end is given the exit code. */
  toCommander(end: (code: ExitCode) => void): CommandUnknownOpts;
}

/** A command with its types, for the program and for its tests. */
export interface TypedAdminCommand<Args extends unknown[], Options extends OptionValues>
  extends AdminCommand {
  run(options: Options & CommonOptions, ...args: Args): Promise<ExitCode>;
  /** What a command line says. @throws CommanderError, or CommandError, when it is wrong. */
  read(line: readonly string[]): [Options & CommonOptions, ...Args];
}

/**
 * @param define adds its own arguments and options to an empty command. `--stage` and `--json` are added to them.
 * @param run may throw a CommandError when what was asked cannot be done; the exit code is then 1.
 */
export function adminCommand<Args extends unknown[], Options extends OptionValues>(
  help: AdminCommandHelp,
  define: (command: Command) => Command<Args, Options>,
  run: (options: Options & CommonOptions, ...args: Args) => Promise<ExitCode>,
): TypedAdminCommand<Args, Options> {
  const saidTo = (command: CommandUnknownOpts) =>
    [command.opts(), ...command.processedArgs] as [Options & CommonOptions, ...Args];
  const commander = () => withHelp(help, define(new Command(help.name)));
  return {
    run,
    read: (line) => saidTo(commander().parse([...line], { from: 'user' })),
    toCommander(end) {
      const command = commander();
      return command.action(async () => end(await run(...saidTo(command))));
    },
  };
}

/**
 * A command that is made of others: `brackets plan`, `brackets publish`.
 * @param help.what a line about them in the list of commands.
 */
export function commandGroup(
  { name, what }: Pick<AdminCommandHelp, 'name' | 'what'>,
  commands: readonly AdminCommand[],
): AdminCommand {
  return {
    toCommander(end) {
      const group = new Command(name).summary(what).description(sentence(what)).usage('COMMAND [options]');
      return withCommands(group, commands, end);
    },
  };
}

/** Adds commands, which its help then lists. */
export function withCommands(
  command: CommandUnknownOpts,
  commands: readonly AdminCommand[],
  end: (code: ExitCode) => void,
): CommandUnknownOpts {
  inHouseStyle(command)
    .helpCommand(false)
    .configureHelp({ helpWidth: terminalWidth, subcommandTerm: (one) => one.name() })
    .showHelpAfterError('--help lists the commands.')
    .addHelpText('after', '\nCOMMAND --help explains one.');
  for (const one of commands) command.addCommand(one.toCommander(end));
  return command;
}

function withHelp({ what, more, undo }: AdminCommandHelp, command: CommandUnknownOpts): CommandUnknownOpts {
  return inHouseStyle(command)
    .summary(what)
    .description([sentence(what), ...(more ? [onOneLine(more)] : [])].join('\n\n'))
    .option('--stage <stage>', 'which stage; local is the cloud that npm start runs', 'local')
    .option('--json', 'print the result as JSON')
    .showHelpAfterError('--help explains the command.')
    .addHelpText('after', `\nTo undo it:\n${indented(onOneLine(undo))}`);
}

/** Errors are thrown, and their messages start with a capital letter. */
export function inHouseStyle(command: CommandUnknownOpts): CommandUnknownOpts {
  return command
    .exitOverride()
    .configureHelp({ helpWidth: terminalWidth })
    .configureOutput({
      outputError: (text, write) =>
        write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
    })
    .helpOption('--help', 'show this');
}

/** Of a command that does harm: `.option(...yesOption)`. */
export const yesOption = ['--yes', 'do it; without this, it only says what it would do'] as const;

/** What a command that does harm ends with if `--yes` is missing. @param would such as `move 3 files to the trash`. */
export function withoutYes(would: string): ExitCode {
  console.error(`Nothing was done. This would ${would}. Say --yes to do it.`);
  return exitCodes.yesIsMissing;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** A paragraph may be broken into lines where it is written. */
const onOneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ');

const indented = (text: string) => new Help().boxWrap(text, terminalWidth - 2).replaceAll(/^/gm, '  ');
