import { afterEach, beforeEach, vi } from 'vitest';

/**
 * Keeps what commands print during each test of a file, and keeps it off the terminal.
 * @returns what was printed on standard output so far, a text for each call.
 */
export function keepPrinted(): () => readonly string[] {
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((text) => printed.push(String(text)));
    vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  });
  afterEach(() => vi.restoreAllMocks());
  return () => printed;
}
