/**
 * `npm run bench:tournament`: what the bulk jobs of a whole tournament take on the embedded cloud, and what they would
 * cost on AWS. 1,000 people beside 5,000 show how each grows.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { synthesise } from '../local/synthesise.ts';
import { timed } from './timed.ts';
import { asText, problemsOf } from './tournament-report.ts';
import type { TournamentOutput } from './tournament-worker.ts';

const usage = `npm run bench:tournament

Runs every bulk job over tournaments of made-up people, 1,000 and 5,000. By environment:

  PEOPLE=200        another size, or several: 200,1000
  DRIVE_RATE=3      writes to Drive a second; 1000 when nothing else is said, so that it does not take half an hour

Exits with 1 when a job did not do what it should, or its calls grow faster than the number of people; never because of
a time.`;

const limitMs = 2 * 3_600_000;

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const { PEOPLE = '1000,5000', DRIVE_RATE = '1000' } = process.env;
  const { result: assembly } = await timed('Synthesising the stack', () => synthesise('local'));
  const outputs = PEOPLE.split(',').map((people) => tournamentIn(people, DRIVE_RATE, assembly));
  console.log(`\n${asText(outputs)}`);
  return problemsOf(outputs).length > 0 ? 1 : 0;
}

/** In a process of its own, so that its memory is its own. */
function tournamentIn(people: string, driveRate: string, assembly: string): TournamentOutput {
  const worker = join(import.meta.dirname, 'tournament-worker.ts');
  const printed = execFileSync(process.execPath, [worker, people, driveRate, assembly], {
    ...{ encoding: 'utf8', timeout: limitMs, maxBuffer: 64 * 1024 * 1024 },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(printed);
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
