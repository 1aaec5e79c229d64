/** Measures the embedded Step Functions with many executions of one Distributed Map. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { DistributedMapOutput } from './distributed-map-worker.ts';
import type { Figure } from './report.ts';

const limitMs = 120_000;

export function measureDistributedMap(items: number): Figure[] {
  const worker = join(import.meta.dirname, 'distributed-map-worker.ts');
  const printed = execFileSync(process.execPath, [worker, String(items)], {
    encoding: 'utf8',
    timeout: limitMs,
  });
  const { seconds, peakBytes, status } = JSON.parse(printed) as DistributedMapOutput;
  if (status !== 'SUCCEEDED') throw new Error(`the Distributed Map ended with ${status}`);
  const name = `Step Functions: a Distributed Map of ${items} items that take no time`;
  return [
    { name, value: seconds, unit: 's', goal: { below: 10 } },
    { name: 'Step Functions: peak memory of that', value: peakBytes / 1e6, unit: 'MB', goal: { below: 300 } },
  ];
}
