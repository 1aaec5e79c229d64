/** Measures the memory that print sheets take. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledProgram } from '../lib/house/bundle.ts';
import { imageMemory } from '../lib/house/drawing-asset.ts';
import type { Figure } from './report.ts';
import type { SheetsWorkerOutput } from './sheets-worker.ts';

const limitMs = 300_000;

/** Makes the sheets of `count` badges of `bytes` each in a separate process, configured like the Lambda's. */
export async function printBadges(count: number, bytes: number): Promise<SheetsWorkerOutput> {
  const worker = [bundledProgram('bench/sheets-worker.ts'), String(count), String(bytes)];
  const printed = execFileSync(process.execPath, worker, {
    input: readFileSync(join(import.meta.dirname, '../test/golden/badges/competitor-3x4.jpg')),
    encoding: 'utf8',
    timeout: limitMs,
    env: { ...process.env, ...imageMemory },
  });
  return JSON.parse(printed) as SheetsWorkerOutput;
}

export async function measureSheets(count: number): Promise<Figure[]> {
  const started = performance.now();
  const { peakBytes, pdfs } = await printBadges(count, 200_000);
  const seconds = (performance.now() - started) / 1_000;
  return [
    { name: `sheets: ${count} badges of 200 kB, without the services' time`, value: seconds, unit: 's' },
    {
      name: 'sheets: a badge in those files',
      value: pdfs.reduce((sum, size) => sum + size, 0) / count / 1_000,
      unit: 'kB',
    },
    { name: 'sheets: peak memory of that', value: peakBytes / 1e6, unit: 'MB', goal: { below: 590 } },
  ];
}
