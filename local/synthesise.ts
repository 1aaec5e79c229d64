import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStageConfig } from '../lib/stage-config.ts';

const projectRoot = join(import.meta.dirname, '..');
const sources = ['bin/**', 'lib/**', 'lambdas/**', 'stages/**', 'cdk.json', 'package-lock.json'];

/**
 * Synthesises a stage as `cdk deploy` would, and returns the assembly's directory. What is there is used again while
 * no source has changed.
 *
 * @throws Error with the stage file's problems, or with what the CDK says.
 */
export async function synthesise(stage: string): Promise<string> {
  readStageConfig(stage);
  const assembly = join(projectRoot, '.local', `cdk.out-${stage}`);
  const mark = join(assembly, 'sources.sha256');
  const fingerprint = fingerprintOf(sources);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint) return assembly;
  rmSync(assembly, { recursive: true, force: true });
  mkdirSync(assembly, { recursive: true });
  await runCdk(['synth', '--quiet', '--context', `stage=${stage}`, '--output', assembly]);
  writeFileSync(mark, fingerprint);
  return assembly;
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
