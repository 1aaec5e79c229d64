/** Memory of this process and of all it started: the embedded cloud, its Lambdas' workers, DynamoDB Local's JVM. */
import { readFileSync } from 'node:fs';

const everyMs = 200;

export interface MemoryWatch {
  /** The largest sum of resident sizes seen so far, bytes; undefined where `/proc` does not tell. */
  stop(): number | undefined;
}

/** Adds up the process tree's resident memory every 200 ms. Pages that processes share count more than once. */
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
    // Processes are started from a process's first thread, in Node.js and in Java's launcher.
    const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + residentBytes(Number(child)), resident);
  } catch {
    return 0; // it ended meanwhile
  }
}

/** Resident size in bytes, as `/proc/<id>/status` has it. */
export function parseResident(text: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}
