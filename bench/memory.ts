/** Memory of this process and its descendants: the embedded cloud, its Lambdas' workers, DynamoDB Local's JVM. */
import { readFileSync } from 'node:fs';

const everyMs = 200;

export interface MemoryWatch {
  /** The largest sum of resident sizes so far, in bytes; undefined without `/proc`. */
  stop(): number | undefined;
}

/** Adds up the process tree's resident memory every 200 ms. Pages shared by processes count more than once. */
export function watchMemory(): MemoryWatch {
  if (process.platform !== 'linux') return { stop: () => undefined };
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, residentBytes(process.pid));
  };
  const timer = setInterval(sample, everyMs);
  sample();
  return {
    stop: () => {
      clearInterval(timer);
      sample();
      return peak || undefined;
    },
  };
}

function residentBytes(id: number): number {
  try {
    const resident = parseResident(readFileSync(`/proc/${id}/status`, 'utf8'));
    // Both Node.js and Java's launcher start processes from their first thread.
    const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + residentBytes(Number(child)), resident);
  } catch {
    return 0; // the process has ended
  }
}

/** The resident size in bytes from the text of `/proc/<id>/status`. */
export function parseResident(text: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}
