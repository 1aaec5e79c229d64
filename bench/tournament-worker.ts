/**
 * Runs the bulk jobs of one tournament of made-up people on an embedded cloud of its own, and prints what each took as
 * JSON. Arguments: how many people, Drive's writes a second, the synthesised app.
 */
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { JobRun } from '../admin/job-run.ts';
import { SheetsRun } from '../admin/sheets/sheets-run.ts';
import { parseSheetOrder } from '../core/sheets/sheet-order.ts';
import { startTournamentCloud } from '../local/tournament-cloud.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { type JobUsage, measureJob } from './job-usage.ts';
import { timed } from './timed.ts';
import { register, tournamentOf } from './tournament-people.ts';

export interface TournamentOutput {
  people: number;
  jobs: { job: string; usage: JobUsage; counts: Record<string, number> }[];
  /** What is not as it should be. */
  problems: string[];
}

const seed = 1;
const [peopleSaid, driveRate = '', assembly = ''] = process.argv.slice(2);
const people = Number(peopleSaid);

const drive = await startCountingProxy();
const cloud = await startTournamentCloud({
  assembly,
  environment: { DRIVE_API_BASE: drive.url, DRIVE_WRITES_PER_SECOND: driveRate },
});
drive.target = cloud.endpoints.drive;
const config = awsClientConfig(cloud);
const output: TournamentOutput = { people, jobs: [], problems: [] };

/** Measures a job, if the stack has it. */
async function measure(job: string, run: () => Promise<Record<string, number>>): Promise<void> {
  let counts: Record<string, number> = {};
  const { result } = await timed(`${people} people: ${job}`, () =>
    measureJob(cloud, drive, async () => {
      counts = await run();
    }),
  );
  output.jobs.push({ job, usage: result, counts });
}

/** Runs a job to its end. @param failing the ids of exactly those items that should fail. */
async function run(
  machine: string,
  order: object,
  failing: readonly string[] = [],
): Promise<Record<string, number>> {
  const job = new JobRun(config, { stage: 'local', machine });
  const state = await job.end(await job.start(order));
  const { plan } = state as { plan: { items: number; counts: Record<string, number> } };
  if (plan.items === 0) return { items: 0, ...plan.counts };
  const { items, counts, failures } = await job.result(state);
  const failed = failures.map(({ id }) => id).sort();
  if (JSON.stringify(failed) !== JSON.stringify([...failing].sort())) {
    output.problems.push(`${people} people, ${machine}: ${failed.length} failed, not ${failing.length}`);
  }
  return { items, ...counts, failed: failed.length };
}

async function sheets(): Promise<Record<string, number>> {
  const job = new SheetsRun(config, 'local');
  const order = parseSheetOrder({ filter: { kind: 'all' }, paper: 'letter' });
  const end = await job.end(await job.start(order));
  if (!('report' in end)) return { items: 0 };
  const { badges, notPrinted, failed } = end.report;
  if (badges !== people) output.problems.push(`${people} people, badge-sheets: ${badges} badges printed`);
  return { items: end.plan.items, badges, notPrinted, failed };
}

try {
  const rows = tournamentOf(people, seed);
  await timed(`${people} people: registering`, () => register(cloud, rows));
  await measure('lists', () => run('lists', {}));
  await measure('sheets', sheets);
} finally {
  await cloud.stop();
  drive.stop();
}
console.log(JSON.stringify(output));
process.exit(0);
