/** `npm start` as a newcomer has it, with its sample, for all tests in a browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The home page. */
    home: string;
  }
}

const projectRoot = join(import.meta.dirname, '../..');
const port = 27_566;
/** The first start bundles the Lambdas. */
const startLimitMs = 120_000;
const stopLimitMs = 15_000;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tkd-registration-browser-'));
  const start = [join(projectRoot, 'local/start.ts'), '--port', String(port), '--data', folder];
  const process_ = spawn(process.execPath, start, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [process_.stdout, process_.stderr]) stream.on('data', (chunk) => (output += chunk));
  const stop = async () => {
    await ended(process_);
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoints = join(folder, 'endpoints.json');
  for (const began = Date.now(); !existsSync(endpoints); await delay(200)) {
    if (process_.exitCode === null && Date.now() - began < startLimitMs) continue;
    await stop();
    throw new Error(`npm start does not run:\n${output}`);
  }
  project.provide('home', JSON.parse(readFileSync(endpoints, 'utf8')).console);
  return stop;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await Promise.race([exit, delay(stopLimitMs, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
}
