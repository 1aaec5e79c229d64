/** Types at a terminal, as a person would who follows the README. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CommandFailedError, mostSaid } from './cdk.ts';

export interface Reply {
  /** What the screen asks. */
  to: RegExp;
  /** Without the return key. */
  type: string;
}

export const down = '\x1b[B';
const longestMs = 180_000;
/** A prompt that reads keys before it is drawn completely would lose them. */
const drawnMs = 150;

/**
 * Runs a shell's commands at a pseudo-terminal, which ends at the first that fails.
 * @param replies in the order in which they are asked for. Each must be.
 * @returns all that the screen showed.
 * @throws CommandFailedError when a command fails, something else is asked, or after three minutes.
 */
export async function atTerminal(
  commands: string,
  { cwd, env, replies = [] }: { cwd: string; env: Record<string, string>; replies?: readonly Reply[] },
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'terminal-'));
  const file = join(directory, 'commands.sh');
  writeFileSync(file, `set -euo pipefail\nstty cols 80 rows 40\n${commands}\n`);
  const child = spawn('script', ['--quiet', '--return', '--command', `bash ${file}`, '/dev/null'], {
    cwd,
    env: { ...environment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: longestMs,
  });
  let [shown, seen] = ['', 0];
  const left = [...replies];
  let waiting: NodeJS.Timeout | undefined;
  const look = () => {
    clearTimeout(waiting);
    const [next] = left;
    if (!next?.to.test(stripVTControlCharacters(shown.slice(seen)))) return;
    waiting = setTimeout(() => {
      left.shift();
      seen = shown.length;
      child.stdin.write(`${next.type}\r`);
    }, drawnMs);
  };
  const { promise, resolve } = Promise.withResolvers<number | null>();
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      look();
    });
  child.once('close', resolve);
  const code = await promise;
  rmSync(directory, { recursive: true });
  const text = stripVTControlCharacters(shown);
  if (code === 0 && left.length === 0) return text;
  const unasked = left.length > 0 ? `\nNot asked: ${left.map(({ to }) => to).join(', ')}` : '';
  throw new CommandFailedError(`${commands}: ${code}\n${text.slice(-mostSaid)}${unasked}`);
}

/** A terminal's: CI and the like would change what commands do. */
function environment(): NodeJS.ProcessEnv {
  const { CI: _, ...others } = process.env;
  return { ...others, TERM: 'xterm' };
}
