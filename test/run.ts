/**
 * `npm test`: the tests on the embedded cloud, one file at a time since they share it, and the unit tests beside them: they
 * would leave the processors idle for half of their time. Those of bulk jobs, and those that start a cloud of their own,
 * are `npm run test:clouds`, measurements of memory `npm run test:memory`. Arguments go to both runs.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');

/** Piped output comes when the run has ended, so that two runs do not mix. */
async function run(project: string, stdio: 'inherit' | 'pipe'): Promise<number> {
  const args = [vitest, 'run', '--project', project, '--passWithNoTests', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', stdio, stdio] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('error', reject).on('close', (code) => resolve(code ?? 1));
  const code = await promise;
  process.stdout.write(Buffer.concat(output));
  return code;
}

const codes = await Promise.all([run('unit', 'inherit'), run('cloud', 'pipe')]);
process.exitCode = Math.max(...codes);
