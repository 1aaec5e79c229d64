/** `npm run bench`: measures time, memory and cost of a registration on the embedded cloud. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesise } from '../local/synthesise.ts';
import { startTournamentCloud, type TournamentCloud } from '../local/tournament-cloud.ts';
import { badgeNotes, measureBadges } from './badges.ts';
import { costOf, sumOf } from './cost.ts';
import { measureDistributedMap } from './distributed-map.ts';
import { measureExecutions } from './executions.ts';
import { watchMemory } from './memory.ts';
import { percentile } from './percentile.ts';
import { type Registered, Registrations } from './registrations.ts';
import { asJson, asText, type ColdStarts, type Figure, type Report } from './report.ts';
import { countIn, measureRush } from './rush.ts';
import { measureSheets } from './sheets.ts';
import { measureSweep } from './sweep.ts';
import { timed } from './timed.ts';
import { countUsage } from './usage.ts';
import type { SendersOutput } from './webhook-senders.ts';
import { newSessionIds, sendEvents, senders } from './webhooks.ts';

const usage = `npm run bench -- [--quick] [--json] [--concurrency N [--entries N]]

Measures badges, and registrations of a competitor with a photo on the embedded cloud on this machine.

  --quick          5 registrations one by one and 20 at once instead of 50 and 200; 60 badges instead of 500
  --json           print the figures as JSON
  --concurrency N  only a rush of registrations with no more than N Lambdas at a time, as on an AWS account with that quota
  --entries N      registrations in the rush, 40 by default (with many more, Stripe resends some events only after minutes or hours)

Exits with 1 when a registration was not completed, never because of a time.`;

const goals = { emailMs: 1_000, driveMs: 2_000, webhookP99Ms: 100, memoryMb: 1_500, costUsd: 0.0005 };

interface Size {
  oneByOne: number;
  burst: number;
  /** Webhook events of each kind. */
  events: number;
  /** Badges drawn in a row. */
  badges: number;
  /** Badges on print sheets. */
  printed: number;
  /** Items of a Distributed Map. */
  items: number;
  /** Payments that a sweep compares. */
  compared: number;
}
const full: Size = {
  ...{ oneByOne: 50, burst: 200, events: 1_000, badges: 500 },
  ...{ printed: 5_000, items: 5_000, compared: 5_000 },
};
const quick: Size = {
  ...{ oneByOne: 5, burst: 20, events: 200, badges: 60 },
  ...{ printed: 400, items: 500, compared: 500 },
};

const projectRoot = join(import.meta.dirname, '..');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
      concurrency: { type: 'string' },
      entries: { type: 'string', default: '40' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.concurrency) {
    const report = await measureRush(countIn(values.concurrency), countIn(values.entries));
    console.log(values.json ? asJson(report) : `\n${asText(report)}`);
    return report.problems.length === 0 ? 0 : 1;
  }
  const size = values.quick ? quick : full;
  const badges = await timed(`Drawing ${size.badges} badges`, async () => measureBadges(size.badges));
  const sheets = await timed(`Printing ${size.printed} badges`, () => measureSheets(size.printed));
  const map = await timed(`Mapping ${size.items} items`, async () => measureDistributedMap(size.items));
  const synthesis = await timed('Synthesising the stack', () => synthesise('local'));
  const memory = watchMemory();
  const logDir = join(projectRoot, '.local/bench/logs');
  mkdirSync(logDir, { recursive: true });
  const start = await timed('Starting the embedded cloud', () =>
    startTournamentCloud({ assembly: synthesis.result, logDir }),
  );
  const cloud = start.result;
  process.once('SIGINT', () => void cloud.stop().finally(() => process.exit(130)));
  try {
    const executions = await timed('Running 1,000 executions', () => measureExecutions(cloud));
    const report = await measure(cloud, size);
    report.figures.push(
      executions.result,
      ...badges.result,
      ...sheets.result,
      ...map.result,
      { name: 'cloud: synthesis (0 when nothing has changed)', value: synthesis.seconds, unit: 's' },
      { name: 'cloud: start', value: start.seconds, unit: 's' },
      memoryFigure(memory.stop()),
    );
    console.log(values.json ? asJson(report) : `\n${asText(report)}`);
    return report.problems.length === 0 ? 0 : 1;
  } finally {
    await cloud.stop();
  }
}

async function measure(cloud: TournamentCloud, size: Size): Promise<Report> {
  const registrations = new Registrations(cloud);

  const first = await registrations.oneByOne(await registrations.submit(1));
  const used = countUsage(cloud);
  const { result: series } = await timed(`Registering ${size.oneByOne} one by one`, async () =>
    registrations.oneByOne(await registrations.submit(size.oneByOne)),
  );
  const cost = costOf(await used(series), series.length);
  const submitted = await registrations.submit(size.burst);
  const { result: burst, seconds } = await timed(`Registering ${size.burst} at once`, () =>
    registrations.atOnce(submitted),
  );
  const problems = await registrations.problems([...first, ...series]);
  const burstProblems = await registrations.problems(burst);

  const finished = burst.map(({ entryId }) => entryId);
  const { result: repeats } = await timed(`Sending ${size.events} events again`, () =>
    sendEvents(cloud, repeated(finished, size.events)),
  );
  const { result: paced } = await timed(
    `Sending ${size.events / 4} of them once more, ${senders} a second`,
    () => sendEvents(cloud, repeated(finished, size.events / 4), { pauseMs: 1_000 }),
  );
  const { result: starts } = await timed(`Sending ${size.events} new events`, () =>
    sendEvents(cloud, newSessionIds(size.events)),
  );
  const { result: sweep } = await timed(`Comparing ${size.compared} payments`, () =>
    measureSweep(cloud, size.compared),
  );

  return {
    figures: [
      ...timings('the first (cold)', first),
      ...timings('one by one', series, goals),
      ...timings('burst', burst),
      {
        name: `burst: completed, of ${size.burst}`,
        value: burst.length - burstProblems.length,
        unit: '',
        goal: { all: size.burst },
      },
      { name: 'burst: all completed after', value: seconds, unit: 's' },
      ...webhookFigures('events again', repeats),
      ...webhookFigures('again, paced', paced),
      ...webhookFigures('new events', starts),
      ...sweep.figures,
      { name: 'state transitions per registration', value: cost[0]?.quantity, unit: '' },
      { name: 'AWS cost per registration', value: sumOf(cost), unit: 'USD', goal: { below: goals.costUsd } },
    ],
    coldStarts: coldStartsOf(cloud),
    cost,
    notes: [...notes, ...badgeNotes],
    problems: [...problems, ...burstProblems, ...sweep.problems],
  };
}

const notes = [
  'Times run from the click on the payment page’s button to the end of the step that sends the mail or puts the badge into Drive, by the execution’s history. Entries were stored before, as a family takes a while to pay.',
  `Webhook: ${senders} senders at once, in a separate thread, on keep-alive connections; answers other than 200 are counted. “Events again” belong to completed registrations, as when Stripe resends them; “paced” ones are a second apart for each sender, so that the answer is measured and not the queue before it; “new events” each start an execution, whose entry has not arrived yet.`,
  'Sweep: one that finds no difference, with a Stripe sandbox of its own and the cloud’s DynamoDB. It asks Stripe at most ten times a second.',
  'Memory is the sum of the resident sizes of this process (cloud, Lambdas, the benchmark itself) and its children (DynamoDB Local’s JVM), sampled every 200 ms.',
  'Cost: counted over the registrations one by one; Lambda time as measured here, on whole processors, whereas a Lambda of 512 MB has a third of one. Log sizes are assumed, and every trace is assumed to be recorded. The sandbox sends all three events of a payment; an endpoint subscribed to Checkout’s events gets only one. Free tiers, storage and monthly fees (secret, alarms, idle polling of the queue) are left out. Prices: bench/prices.ts.',
];

function timings(of: string, registered: readonly Registered[], within?: typeof goals): Figure[] {
  return (['email', 'Drive'] as const).flatMap((what): Figure[] => {
    const ms = registered
      .map(({ emailMs, driveMs }) => (what === 'email' ? emailMs : driveMs))
      .filter((value) => value !== undefined);
    const below = what === 'email' ? within?.emailMs : within?.driveMs;
    const median: Figure = {
      name: `${of}: payment to ${what}, median`,
      value: percentile(ms, 0.5),
      unit: 'ms',
      goal: below === undefined ? undefined : { below },
    };
    if (registered.length === 1) return [{ ...median, name: `${of}: payment to ${what}` }];
    return [median, { name: `${of}: payment to ${what}, p95`, value: percentile(ms, 0.95), unit: 'ms' }];
  });
}

function webhookFigures(of: string, { answers, seconds }: SendersOutput): Figure[] {
  const ms = answers.map((answer) => answer.ms);
  const refused = answers.filter(({ status }) => status !== 200).length;
  return [
    { name: `webhook, ${of}: p50`, value: percentile(ms, 0.5), unit: 'ms' },
    {
      name: `webhook, ${of}: p99`,
      value: percentile(ms, 0.99),
      unit: 'ms',
      goal: { below: goals.webhookP99Ms },
    },
    { name: `webhook, ${of}: rate`, value: answers.length / seconds, unit: 'per s' },
    { name: `webhook, ${of}: not answered with 200`, value: refused, unit: '' },
  ];
}

const memoryFigure = (bytes: number | undefined): Figure => ({
  name: 'memory: peak in total, including the JVM',
  value: bytes === undefined ? undefined : bytes / 1e6,
  unit: 'MB',
  goal: { below: goals.memoryMb },
});

const coldStartsOf = ({ functions }: TournamentCloud): ColdStarts[] =>
  functions.names.map((name) => ({ function: name, ms: [...functions.coldStarts(name)] }));

/** `count` ids, cycling through the given ones. */
const repeated = (ids: readonly string[], count: number): string[] =>
  Array.from({ length: count }, (_, index) => ids[index % ids.length] ?? '');

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
