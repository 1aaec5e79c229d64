/**
 * An embedded cloud in a separate process, so that it can be killed. Keeps its data in the given folder, and prints its
 * addresses as one line of JSON once it runs.
 */

import { synthesise } from '../../local/synthesise.ts';
import { addressesOf, startTournamentCloud } from '../../local/tournament-cloud.ts';

const [dataDir = ''] = process.argv.slice(2);
const assembly = await synthesise('local');
const cloud = await startTournamentCloud({ assembly, dataDir, retryIntervalMs: 300, concurrency: 1 });
console.log(JSON.stringify(addressesOf(cloud)));
