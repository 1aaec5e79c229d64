import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { readStageConfig } from '../lib/stage-config.ts';

const projectRoot = join(import.meta.dirname, '..');
const sources = ['bin/**', 'lib/**', 'core/**', 'lambdas/**', 'stages/**', 'cdk.json', 'package-lock.json'];

/** An assembly that was last started this long ago is in use no more. */
const staleMs = 24 * 60 * 60_000;

/**
 * Synthesises a stage as `cdk deploy` would, and returns the assembly's directory. An existing one is used again while
 * no source has changed. Each version of the sources has its own directory, which is complete from the moment it
 * exists: a cloud loads its Lambdas from it for as long as it runs.
 *
 * @throws Error with the stage file's problems, or with what the CDK says.
 */
export async function synthesise(stage: string): Promise<string> {
  readStageConfig(stage);
  const directory = join(projectRoot, '.local/cdk.out', stage);
  const assembly = join(directory, fingerprintOf(sources).slice(0, 16));
  if (!existsSync(assembly)) await synthesiseInto(assembly, stage);
  const now = new Date();
  utimesSync(assembly, now, now);
  for (const name of readdirSync(directory)) {
    const other = join(directory, name);
    const { mtimeMs } = statSync(other, { throwIfNoEntry: false }) ?? { mtimeMs: now.getTime() };
    if (now.getTime() - mtimeMs > staleMs) rmSync(other, { recursive: true, force: true });
  }
  return assembly;
}

async function synthesiseInto(assembly: string, stage: string): Promise<void> {
  const unfinished = `${assembly}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const context = ['--context', `stage=${stage}`, '--context', 'embedded=true'];
    await runCdk(['synth', '--quiet', ...context, '--output', unfinished]);
    if (!existsSync(assembly)) renameSync(unfinished, assembly);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function fingerprintOf(patterns: readonly string[]): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.version}`);
  for (const file of globSync([...patterns], { cwd: projectRoot }).sort()) {
    const path = join(projectRoot, file);
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path));
  }
  return hash.digest('hex');
}

async function runCdk(args: readonly string[]): Promise<void> {
  const cdk = spawn(process.execPath, [join(projectRoot, 'node_modules/aws-cdk/bin/cdk'), ...args], {
    cwd: projectRoot,
    env: { ...process.env, CDK_DISABLE_VERSION_CHECK: '1', CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [cdk.stdout, cdk.stderr]) stream.on('data', (text) => (output += text));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  cdk.on('error', reject).on('close', resolve);
  const code = await promise;
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} failed:\n${output.trim()}`);
}
