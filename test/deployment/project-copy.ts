import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

const projectRoot = join(import.meta.dirname, '../..');

/**
 * The project as a newcomer has it once `npm ci` is done, so that the rehearsal writes nothing of yours.
 * @param directory is created.
 */
export function copyProject(directory: string): string {
  // What is not committed yet, too.
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', listed, { cwd: projectRoot, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((path) => path && existsSync(join(projectRoot, path)))) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(join(projectRoot, file), join(directory, file));
  }
  for (const name of ['node_modules', '.cache']) symlinkSync(join(projectRoot, name), join(directory, name));
  return directory;
}
