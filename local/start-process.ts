/** `npm start` in a process of its own, with its sample, for the tests in a browser and for the pictures of documents. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The first start bundles the Lambdas. */
const startLimitMs = 120_000;
const stopLimitMs = 15_000;

export interface Started {
  /** The address of the home page. */
  home: string;
  /** The file with all addresses. */
  endpoints: string;
  stop(): Promise<void>;
}

/**
 * @param port the first of its ports.
 * @throws Error with what it has written, when it does not run in two minutes.
 */
export async function startProcess(port: number): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'tkd-registration-start-'));
  const command = [join(import.meta.dirname, 'start.ts'), '--port', String(port), '--data', folder];
  const started = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += chunk));
  const stop = async () => {
    await end(started);
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoints = join(folder, 'endpoints.json');
  for (const began = Date.now(); !existsSync(endpoints); await delay(200)) {
    if (started.exitCode === null && Date.now() - began < startLimitMs) continue;
    await stop();
    throw new Error(`npm start does not run:\n${output}`);
  }
  return { home: JSON.parse(readFileSync(endpoints, 'utf8')).console, endpoints, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await Promise.race([exit, delay(stopLimitMs, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
}
