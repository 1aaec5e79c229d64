/** `npm run bench:surge`: what 2,000 payments at once would come to on AWS, in simulated time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseStageConfig, type StageConfig } from '../../lib/stage-config.ts';
import { templateOf } from '../../test/lib/synthesise.ts';
import { table } from '../report.ts';
import { deployedBy } from './deployed.ts';
import { leastWaits, type Waits } from './limits.ts';
import { atOnce, entryAfter, type Played, play, runs, type Surge } from './play.ts';

const usage = `npm run bench:surge -- [--seed N] [--json]

Plays 2,000 registrations that are paid within 20 seconds through the workflows of stages/prod.example.json, with the
retries, limits and rates of its synthesised template, and prints how long they wait beside the least that the quotas allow.

Exits with 1 when something is parked, or waits more than 1.3 times as long.`;

/** How much longer than the least anything may take. */
const most = 1.3;
const crowd = { count: 2_000, within: 20 };

interface Case {
  name: string;
  lambdas: number;
  /** SES's mails a second; the stage's own rate is the same. */
  mails: number;
  /** Drive's writes a second, and how long it then wants to be left alone. The stage's own rate is 3. */
  writes: number;
  retryAfter?: number;
  stage?: Partial<StageConfig>;
  meanwhile?: Pick<Surge, 'refreshes' | 'jobs'>;
}

const quotas: Case[] = [10, 50, 1_000].flatMap((lambdas) =>
  [1, 14].flatMap((mails) => [
    { name: `${lambdas} Lambdas, SES ${mails}/s`, lambdas, mails, writes: 3 },
    {
      name: `${lambdas} Lambdas, SES ${mails}/s, slow Drive`,
      lambdas,
      mails,
      writes: 0.3,
      retryAfter: 20,
    },
  ]),
);
const bulk: Case[] = [
  {
    name: '1,000 Lambdas, and 5,000 refreshes',
    ...{ lambdas: 1_000, mails: 14, writes: 3 },
    stage: { webhookConcurrency: 20, badgeConcurrency: 50 },
    meanwhile: { refreshes: { count: 5_000, within: 30 } },
  },
  {
    name: '50 Lambdas, a sync and a resend of 5,000',
    ...{ lambdas: 50, mails: 14, writes: 3 },
    meanwhile: { jobs: { 'drive-sync': 5_000, resend: 5_000 } },
  },
];

const example = join(import.meta.dirname, '../../stages/prod.example.json');

/** The example with a folder in Drive. */
function stageOf({ mails, stage }: Case): StageConfig {
  const config = parseStageConfig(readFileSync(example, 'utf8'), example);
  return {
    ...config,
    stage: 'prod',
    mail: { ...config.mail, perSecond: mails },
    drive: { folderId: 'a-folder', writesPerSecond: 3 },
    ...stage,
  };
}

const sum = (...steps: (keyof typeof runs)[]) => steps.reduce((seconds, step) => seconds + runs[step], 0);
const stored = sum('Validate entry', 'Confirm payment', 'Store profile');
const mailed = sum('Send confirmation');
const drawn = sum('Render badge', 'Push to Drive');

/** The least that mails and badges of the crowd have to wait, whatever else is going on. */
function limitsOf({ lambdas, mails, writes }: Case): Record<'mail' | 'badge', Waits> {
  const all = { ...crowd, lambdas, lambdaSeconds: stored + mailed + drawn };
  return {
    mail: leastWaits({
      ...all,
      alone: entryAfter + stored + mailed,
      perSecond: mails,
      atOnce: atOnce.mails(mails),
    }),
    badge: leastWaits({
      ...all,
      alone: entryAfter + stored + drawn,
      perSecond: writes,
      atOnce: atOnce.writes,
    }),
  };
}

interface Row {
  name: string;
  played: Played;
  limits: Record<'mail' | 'badge', Waits>;
}

const measures = ['p50', 'p99', 'drained'] as const;

/** The longest wait of a row, as a multiple of its limit. */
const worstOf = ({ played, limits }: Row) =>
  Math.max(
    ...(['mail', 'badge'] as const).flatMap((what) =>
      measures.map((measure) => played[what][measure] / limits[what][measure]),
    ),
  );

function asText(rows: readonly Row[]): string {
  const seconds = (value: number) => String(Math.round(value));
  const beside = (waits: Waits, least: Waits) =>
    measures.map((measure) => `${seconds(waits[measure])} / ${seconds(least[measure])}`);
  return table(
    [
      ...['case', 'mail p50', 'p99', 'drained', 'badge p50', 'p99', 'drained', 'worst'],
      ...['parked', 'Lambdas', 'invoked', 'throttled', 'refused by SES, Drive', 'turns/s: mail, Drive'],
      'the rest drained',
    ],
    rows.map((row) => {
      const { name, played, limits } = row;
      const { lambdas, refused, updates } = played;
      return [
        name,
        ...beside(played.mail, limits.mail),
        ...beside(played.badge, limits.badge),
        worstOf(row).toFixed(2),
        String(played.parked),
        String(lambdas.peak),
        String(lambdas.invoked),
        String(lambdas.throttled),
        `${refused.bySes}, ${refused.byDrive}`,
        `${updates.mail}, ${updates.drive}`,
        restOf(played),
      ];
    }),
  );
}

/** When the work was done that went on besides. */
function restOf({ refresh, jobsDone }: Played): string {
  const drained = Math.max(refresh.drained, jobsDone);
  return drained > 0 ? String(Math.round(drained)) : '';
}

/** The least for mails alone, if badges used no Lambda until all mails were sent. */
const mailsFirst = leastWaits({
  ...{ ...crowd, lambdas: 10, lambdaSeconds: stored + mailed },
  ...{ alone: entryAfter + stored + mailed, perSecond: 14, atOnce: 14 },
});

const notes = [
  'Seconds from the payment, as they are / the least that the quotas allow: where no Lambda idles, nobody asks in vain, and whoever paid first is served first. The form’s queue holds an entry back for 60 of them.',
  `With ten Lambdas, mails come sooner than in that order, because badges give way. If badges waited for all mails, those would be out after ${Math.round(mailsFirst.drained)} seconds; AWS has no limit for that in an account of less than 100 Lambdas.`,
  'Each step’s Lambda is assumed to run as long as in bench/surge/play.ts. Left out: the webhook’s own Lambdas (with ten, Stripe gets answers of 503 and sends again), mails to the organisers, cold starts, and quotas of Step Functions.',
  'Turns/s are the most updates of one item of the progress table in a second, of which DynamoDB takes 1,000.',
  'Slow Drive: 0.3 writes a second, and 20 seconds to be left alone after one too many.',
];

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const rows: Row[] = [];
  for (const one of [...quotas, ...bulk]) {
    const { name, lambdas, mails, writes, retryAfter, meanwhile } = one;
    console.error(`${name} …`);
    const played = await play({
      deployed: deployedBy(templateOf(stageOf(one))),
      quotas: { lambdas, mails, writes, retryAfter },
      registrations: crowd,
      ...meanwhile,
      seed: Number(values.seed),
    });
    rows.push({ name, played, limits: limitsOf(one) });
  }
  const figures = rows.map((row) => ({ ...row, worst: worstOf(row) }));
  console.log(
    values.json
      ? JSON.stringify(figures, undefined, 2)
      : `\n${asText(rows)}\n\n${notes.map((note) => `- ${note}`).join('\n')}`,
  );
  return figures.every(({ worst, played }) => worst <= most && played.parked === 0) ? 0 : 1;
}

process.exitCode = await main();
