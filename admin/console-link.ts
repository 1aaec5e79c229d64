import { executionPage } from '../core/attention/places.ts';
import type { Run } from '../core/domain/state.ts';
import type { ClientConfig } from './client-config.ts';

/** The page of an execution: in AWS's console, or on the embedded cloud in that one's own. */
export function consoleLinkOf({ console }: ClientConfig, run: Run): string {
  return executionPage(run, console);
}
