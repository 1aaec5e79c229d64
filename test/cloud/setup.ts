import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { formAddress } from '../../local/front-end.ts';
import { synthesise } from '../../local/synthesise.ts';
import {
  addressesOf,
  type CloudAddresses,
  startTournamentCloud,
  type TournamentCloud,
} from '../../local/tournament-cloud.ts';
import { recordRelease } from '../release/record.ts';
import { aloneAnHour } from './limits.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder with a log file for each Lambda. */
    logDir: string;
    /** A file that exists once the embedded cloud runs, or has failed to start. */
    cloudFile: string;
  }
}

/** The content of that file. */
export type CloudStart = { cloud: CloudAddresses } | { problem: string };

/**
 * One embedded cloud for all tests of a project; waits before retries are 50 ms. It runs in another thread, and is
 * started while other tests run: tests that need it wait for the file.
 */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tkd-registration-test-'));
  const logDir = join(folder, 'logs');
  const cloudFile = join(folder, 'cloud.json');
  project.provide('logDir', logDir);
  project.provide('cloudFile', cloudFile);
  const report = (start: CloudStart) => {
    writeFileSync(`${cloudFile}.new`, JSON.stringify(start));
    renameSync(`${cloudFile}.new`, cloudFile);
  };
  const starting = start(logDir);
  starting.then(
    (cloud) => report({ cloud: addressesOf(cloud) }),
    (error: Error) => report({ problem: error.message }),
  );
  return async () => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === 'fulfilled') {
      if (process.env.RECORD_RELEASE) await recordRelease(addressesOf(started.value));
      await started.value.stop();
    }
    rmSync(folder, { recursive: true, force: true });
  };
}

async function start(logDir: string): Promise<TournamentCloud> {
  const assembly = await synthesise('local');
  return startTournamentCloud({
    assembly,
    logDir,
    retryIntervalMs: 50,
    // All but the digests would disturb other tests; their own start what they need.
    scheduleIntervalMs: (everyMs) => (everyMs <= 600_000 ? 1_000 : everyMs),
    environment: {
      ALONE_AN_HOUR: String(aloneAnHour),
      PAYMENT_BELONGS: JSON.stringify({ successUrlPrefix: formAddress }),
    },
    concurrency: 2,
  });
}
