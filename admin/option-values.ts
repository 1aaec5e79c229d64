import { CommandError } from './command-error.ts';

/** For an option that takes one of a few values: `.option('--paper <paper>', '…', oneOf('--paper', ...paperNames))`. */
export function oneOf<const T extends string>(option: string, ...allowed: readonly T[]): (said: string) => T {
  return (said) => {
    const found = allowed.find((value) => value === said);
    if (found === undefined) throw new CommandError(`${option}: say ${allowed.join(' or ')}, not “${said}”.`);
    return found;
  };
}
