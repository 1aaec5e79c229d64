import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { CloudAddresses } from '../../local/clients.ts';
import { startCloud } from '../../local/cloud.ts';
import { seedConfig } from '../../local/seed.ts';
import { synthesise } from '../../local/synthesise.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The embedded cloud, which runs in another thread. */
    cloud: CloudAddresses;
    /** A folder with a file of each Lambda's log. */
    logDir: string;
  }
}

/** One embedded cloud for all tests of this folder; what waits before a retry waits 50 ms. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const logDir = mkdtempSync(join(tmpdir(), 'tkd-registration-logs-'));
  const cloud = await startCloud({
    assembly: await synthesise('local'),
    logDir,
    retryIntervalMs: 50,
    concurrency: 2,
  });
  await seedConfig(cloud);
  const { endpoints, outputs, secret, driveFolderId } = cloud;
  project.provide('cloud', { endpoints, outputs, secret, driveFolderId });
  project.provide('logDir', logDir);
  return async () => {
    await cloud.stop();
    rmSync(logDir, { recursive: true, force: true });
  };
}
