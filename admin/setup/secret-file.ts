import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { CommandError } from '../command-error.ts';
import { readTextFile } from '../job-files.ts';

const projectRoot = realpathSync(join(import.meta.dirname, '../..'));

/**
 * The content of a file that holds a secret, without blanks around it.
 * @param path `~` is the home folder.
 * @throws CommandError when it cannot be read, or is in the project's folder, where it might be committed.
 */
export function readSecretFile(path: string): string {
  const file = path.replace(/^~(?=\/)/, homedir());
  const text = readTextFile(file);
  const inProject = relative(projectRoot, realpathSync(file));
  if (!inProject.startsWith('..') && !isAbsolute(inProject)) {
    throw new CommandError(`${path} is in the project’s folder: move a secret out of it.`);
  }
  return text.trim();
}

/** Whether what was typed is a path, and no secret. */
export const isPath = (typed: string) => /^(~?\/|\.{1,2}\/|[A-Za-z]:\\)/.test(typed);
