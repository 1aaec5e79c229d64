/** Memory of this process and of all it started: the embedded cloud, its Lambdas' workers, DynamoDB Local's JVM. */
import { readdirSync, readFileSync } from 'node:fs';

const everyMs = 200;

export interface MemoryWatch {
  /** The largest sum of resident sizes seen so far, bytes; undefined where there is no `/proc` to read. */
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
      return peak;
    },
  };
}

function residentBytes(root: number): number {
  const processes = new Map<number, { parent: number; resident: number }>();
  for (const name of readdirSync('/proc')) {
    const id = Number(name);
    const found = Number.isInteger(id) && statusOf(id);
    if (found) processes.set(id, found);
  }
  const belongs = (id: number): boolean => {
    const found = processes.get(id);
    return id === root || (found !== undefined && belongs(found.parent));
  };
  return [...processes].reduce((sum, [id, { resident }]) => (belongs(id) ? sum + resident : sum), 0);
}

/** Undefined for a process that ended meanwhile. */
function statusOf(id: number): { parent: number; resident: number } | undefined {
  try {
    return parseStatus(readFileSync(`/proc/${id}/status`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Parent and resident size in bytes, as `/proc/<id>/status` has them; a kernel thread has no memory of its own. */
export function parseStatus(text: string): { parent: number; resident: number } {
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { parent: field('PPid'), resident: field('VmRSS') * 1024 };
}
