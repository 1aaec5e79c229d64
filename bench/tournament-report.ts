/** How the benchmark of bulk jobs says what they took. */
import { table } from './report.ts';
import type { TournamentOutput } from './tournament-worker.ts';

type Job = TournamentOutput['jobs'][number];

/** What Drive allows an account in the long run. Source: https://developers.google.com/workspace/drive/api/guides/limits */
const sustainedWrites = 3;

/** For each job a line a size, and how much more the largest tournament takes than the smallest. */
export function asText(outputs: readonly TournamentOutput[]): string {
  const names = [...new Set(outputs.flatMap(({ jobs }) => jobs.map(({ job }) => job)))];
  const rows = names.flatMap((name) =>
    outputs.flatMap(({ people, jobs }) =>
      jobs.filter(({ job }) => job === name).map((job) => row(people, job)),
    ),
  );
  const headings = [
    ...['job', 'people', 'time', 'peak memory', 'AWS calls', 'transitions', 'Lambda'],
    ...['Drive reads, writes', 'at 3/s', 'AWS cost'],
  ];
  const calls = names.map((name) => {
    const { jobs = [] } = outputs.at(-1) ?? {};
    const { usage, counts } = jobs.find(({ job }) => job === name) ?? {};
    const sorted = Object.entries(usage?.calls ?? {}).sort(([, a], [, b]) => b - a);
    return [
      `${name}: ${JSON.stringify(counts)}`,
      `  ${sorted.map(([call, count]) => `${call} ${count}`).join(', ')}`,
    ].join('\n');
  });
  const growth = growthOf(outputs);
  const problems = problemsOf(outputs);
  return [
    table(headings, rows),
    growth.length > 0 ? table(['growth', 'people', 'time', 'calls', 'cost'], growth) : '',
    `Of ${outputs.at(-1)?.people} people:\n${calls.join('\n')}`,
    ...problems.map((problem) => `! ${problem}`),
    notes.map((note) => `- ${note}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What went wrong, and which job makes more calls for each person of a larger tournament than of a smaller one. */
export function problemsOf(outputs: readonly TournamentOutput[]): string[] {
  const [small, large] = [outputs[0], outputs.at(-1)];
  const wrong = outputs.flatMap(({ problems }) => problems);
  if (!small || !large || small === large) return wrong;
  const linear = large.people / small.people;
  const faster = pairsOf(small, large).filter(
    ({ before, after }) => callsOf(after) > callsOf(before) * linear * tolerated,
  );
  return [...wrong, ...faster.map(({ job }) => `${job}: its calls grow faster than the number of people`)];
}

/** Batches, pages and retries are not exactly proportional. */
const tolerated = 1.1;

const pairsOf = (small: TournamentOutput, large: TournamentOutput) =>
  large.jobs.flatMap(({ job, usage: after }) => {
    const before = small.jobs.find((one) => one.job === job)?.usage;
    return before ? [{ job, before, after }] : [];
  });

function row(people: number, { job, usage }: Job): string[] {
  return [
    ...[job, String(people), `${usage.seconds.toFixed(1)} s`],
    usage.peakMb === undefined ? 'not measured' : `${usage.peakMb.toFixed(0)} MB`,
    String(callsOf(usage)),
    String(usage.stateTransitions),
    `${usage.lambdaRequests}, ${usage.lambdaGbSeconds.toFixed(0)} GB-s`,
    `${usage.driveReads}, ${usage.driveWrites}`,
    `${Math.ceil(usage.driveWrites / sustainedWrites / 60)} min`,
    `${usage.usd.toFixed(4)} USD`,
  ];
}

const callsOf = ({ calls }: Job['usage']) => Object.values(calls).reduce((sum, count) => sum + count, 0);

/** How many times as much the largest tournament takes as the smallest. */
function growthOf(outputs: readonly TournamentOutput[]): string[][] {
  const [small, large] = [outputs[0], outputs.at(-1)];
  if (!small || !large || small === large) return [];
  const times = (a: number, b: number) => (b > 0 ? `× ${(a / b).toFixed(1)}` : '-');
  return pairsOf(small, large).map(({ job, before, after }) => [
    ...[job, times(large.people, small.people), times(after.seconds, before.seconds)],
    ...[times(callsOf(after), callsOf(before)), times(after.usd, before.usd)],
  ]);
}

const notes = [
  'Time includes waiting up to a second to notice the end. Lambdas have this machine’s processors, whatever their memory.',
  'Peak memory is that of everything together: the cloud, its Lambdas, DynamoDB Local, the Drive sandbox.',
  'Calls are those of DynamoDB, S3, SES and Secrets Manager. Drive is counted by GET and everything else.',
  `“at 3/s” is how long Drive’s writes take at ${sustainedWrites} a second, which Drive allows an account in the long run.`,
  'Cost: transitions, Lambda requests and GB-seconds as measured here, calls, and log lines as assumed in bench/cost.ts. A scan’s page counts as 256 read units.',
];
