import { readFileSync } from 'node:fs';

/**
 * The most memory this process has held so far, in bytes. Where `/proc` tells it: what the system's accounting says of a
 * process begins with what its parent held.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
