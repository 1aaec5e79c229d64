import { CommandError } from '../command-error.ts';

/** `challonge,paper` as a list. @throws CommandError for what no target can be called. */
export function targetNames(said: string): string[] {
  const names = said.split(',').map((name) => name.trim().toLowerCase());
  const wrong = names.find((name) => !/^[a-z]+$/.test(name));
  if (wrong !== undefined) throw new CommandError(`--to: say names like challonge,paper, not “${said}”.`);
  return names;
}
