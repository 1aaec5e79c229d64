/**
 * An embedded cloud in a process of its own, to be killed. Keeps its data in the folder given, and prints its addresses
 * as one line of JSON when it runs.
 */

import { startCloud } from '@tkd-registration/local-cloud';
import type { CloudAddresses } from '../../local/clients.ts';
import { seedConfig } from '../../local/seed.ts';
import { synthesise } from '../../local/synthesise.ts';

const [dataDir = ''] = process.argv.slice(2);
const assembly = await synthesise('local');
const cloud = await startCloud({ assembly, dataDir, retryIntervalMs: 300, concurrency: 1 });
await seedConfig(cloud);
const { endpoints, outputs, secret, driveFolderId } = cloud;
console.log(JSON.stringify({ endpoints, outputs, secret, driveFolderId } satisfies CloudAddresses));
