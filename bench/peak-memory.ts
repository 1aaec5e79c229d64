import { readFileSync } from 'node:fs';

/**
 * The peak memory of this process so far, in bytes. Preferably from `/proc`: the resource usage of a process includes
 * the peak of its parent before it was forked.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
