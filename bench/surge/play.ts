/** Plays registrations through the workflows in simulated time, with the retries and limits of a stage's template. */
import { numbersFrom } from '../../core/brackets/seeded-numbers.ts';
import { type DriveLane, driveLanes } from '../../core/progress/drive-pace.ts';
import { mailLanes } from '../../core/progress/mail-pace.ts';
import type { Retrier } from '../../test/lib/machines.ts';
import { percentile } from '../percentile.ts';
import { SimulatedClock } from './clock.ts';
import type { Deployed } from './deployed.ts';
import type { Waits } from './limits.ts';
import { Lambdas, Service, Turns } from './resources.ts';

/** What AWS and Google allow. */
export interface Quotas {
  /** Lambdas that the account runs at once. */
  lambdas: number;
  /** Mails that SES takes a second. */
  mails: number;
  /** Writes that Drive takes a second, and for how many seconds it wants to be left alone after one too many. */
  writes: number;
  retryAfter?: number;
}

/** Executions that start evenly within some seconds. */
export interface Arrivals {
  count: number;
  within: number;
}

export interface Surge {
  deployed: Deployed;
  quotas: Quotas;
  registrations: Arrivals;
  /** Badges that are brought in line with their registrations meanwhile. */
  refreshes?: Arrivals;
  /** Jobs that run meanwhile: how many items each has. */
  jobs?: { 'drive-sync'?: number; resend?: number };
  seed: number;
}

export interface Played {
  /** Of the registrations, from their payment. */
  mail: Waits;
  badge: Waits;
  /** Of the refreshes. */
  refresh: Waits;
  /** Seconds until the jobs were done. */
  jobsDone: number;
  /** Executions that gave up. */
  parked: number;
  lambdas: Lambdas;
  refused: { bySes: number; byDrive: number };
  /** The most updates in a second of the items `mail_pace` and `drive_pace`. */
  updates: { mail: number; drive: number };
}

/** Seconds that each step's Lambda runs. */
export const runs = {
  'Validate entry': 0.06,
  'Confirm payment': 0.45,
  'Store profile': 0.08,
  'Send confirmation': 0.35,
  'Render badge': 0.9,
  'Push to Drive': 2.5,
} as const;

/** Seconds until a step learns that it is not its turn, until SES has refused a mail, and until Drive is asked to write. */
const untilTurn = 0.03;
const untilRefusedBySes = 0.15;
const untilWrite = 1.5;

/** Seconds after the payment at which an entry comes out of the form's queue. */
export const entryAfter = 60;

/** What SES and Drive take at once after a quiet time. */
export const atOnce = { mails: (perSecond: number) => Math.max(2, perSecond), writes: 46 };

/** Seconds that a job's Lambda takes for one item up to its turn and after it, and for which it works before another goes on. */
const jobItem = {
  'drive-sync': { step: 'Sync files', before: 0.7, after: 0.3 },
  resend: { step: 'Resend mails', before: 0.05, after: 0.3 },
} as const;
const jobRuns = 240;
type Job = keyof typeof jobItem;

type What = 'mail' | 'badge' | 'refresh';

export async function play(surge: Surge): Promise<Played> {
  const { deployed, quotas, registrations, refreshes, jobs = {}, seed } = surge;
  const random = numbersFrom(seed);
  const clock = new SimulatedClock();
  const lambdas = new Lambdas(quotas.lambdas, deployed.reserved);
  const mailTurns = new Turns(clock, deployed.rate('MAIL_PER_SECOND'));
  const driveTurns = new Turns(clock, deployed.rate('DRIVE_WRITES_PER_SECOND'));
  const ses = new Service(clock, quotas.mails, atOnce.mails(quotas.mails));
  const drive = new Service(clock, quotas.writes, atOnce.writes);
  let drivePausedUntil = 0;
  const ends: Record<What, { at: number; after: number }[]> = { mail: [], badge: [], refresh: [] };
  let parked = 0;
  let jobsDone = 0;

  /** What a step does. @returns the name of its error, if it has one. */
  type Work = () => Promise<string | undefined>;

  const running =
    (step: keyof typeof runs): Work =>
    async () => {
      await clock.sleep(runs[step]);
      return undefined;
    };

  const validate =
    (entryAt: number): Work =>
    async () => {
      await clock.sleep(runs['Validate entry']);
      return clock.now < entryAt ? 'EntryNotFoundError' : undefined;
    };

  const sendConfirmation: Work = async () => {
    await clock.sleep(untilTurn);
    if (mailTurns.take(inSeconds(mailLanes.family)) !== undefined) return 'MailPacedError';
    await clock.sleep(untilRefusedBySes);
    if (!ses.call()) return 'RateLimitedError';
    await clock.sleep(runs['Send confirmation'] - untilRefusedBySes - untilTurn);
    return undefined;
  };

  const pushToDrive =
    (lane: DriveLane): Work =>
    async () => {
      await clock.sleep(untilTurn);
      if (driveTurns.take(inSeconds(driveLanes[lane])) !== undefined || isPaused()) return 'DrivePacedError';
      await clock.sleep(untilWrite);
      if (isPaused()) return 'DrivePacedError';
      if (!write()) return 'RateLimitedError';
      await clock.sleep(runs['Push to Drive'] - untilWrite - untilTurn);
      return undefined;
    };

  const isPaused = () => clock.now < drivePausedUntil;

  function write(): boolean {
    if (drive.call()) return true;
    drivePausedUntil = clock.now + (quotas.retryAfter ?? 0);
    return false;
  }

  /** Carries out a step with its retries. @returns whether it went well in the end. */
  async function carryOut(step: string, work: Work): Promise<boolean> {
    const made = new Map<Retrier, number>();
    for (;;) {
      const error = await invoke(step, work);
      if (error === undefined) return true;
      const retrier = deployed.retriersOf(step).find(({ ErrorEquals }) => ErrorEquals.includes(error));
      const retries = (retrier && made.get(retrier)) ?? 0;
      if (!retrier || retries >= retrier.MaxAttempts) return false;
      made.set(retrier, retries + 1);
      await clock.sleep(waitBefore(retrier, retries));
    }
  }

  async function invoke(step: string, work: Work): Promise<string | undefined> {
    if (!lambdas.begin(step)) return 'Lambda.TooManyRequestsException';
    const error = await work();
    lambdas.end(step);
    return error;
  }

  function waitBefore(
    { IntervalSeconds, BackoffRate, MaxDelaySeconds = Infinity, JitterStrategy }: Retrier,
    retries: number,
  ): number {
    const longest = Math.min(IntervalSeconds * BackoffRate ** retries, MaxDelaySeconds);
    return JitterStrategy === 'FULL' ? random() * longest : longest;
  }

  async function register(paidAt: number): Promise<boolean> {
    await clock.until(paidAt);
    const stored =
      (await carryOut('Validate entry', validate(paidAt + entryAfter))) &&
      (await carryOut('Confirm payment', running('Confirm payment'))) &&
      (await carryOut('Store profile', running('Store profile')));
    if (!stored) return false;
    const done = await Promise.all([
      carryOut('Send confirmation', sendConfirmation).then(ending('mail', paidAt)),
      makeBadge('registration').then(ending('badge', paidAt)),
    ]);
    return done.every(Boolean);
  }

  async function refresh(startsAt: number): Promise<boolean> {
    await clock.until(startsAt);
    return makeBadge('refresh').then(ending('refresh', startsAt));
  }

  async function makeBadge(lane: DriveLane): Promise<boolean> {
    return (
      (await carryOut('Render badge', running('Render badge'))) &&
      (await carryOut('Push to Drive', pushToDrive(lane)))
    );
  }

  const ending = (what: What, begun: number) => (done: boolean) => {
    if (done) ends[what].push({ at: clock.now, after: clock.now - begun });
    return done;
  };

  /** As core/jobs/batch.ts works through batches: a turn that is another's ends the invocation, and the state machine waits. */
  async function workOn(job: Job, left: { items: number }): Promise<boolean> {
    const { step, before, after } = jobItem[job];
    while (left.items > 0) {
      let goOnAt = clock.now;
      const worked = await carryOut(step, async () => {
        const until = clock.now + jobRuns;
        while (left.items > 0 && clock.now < until) {
          left.items -= 1;
          await clock.sleep(before);
          const notBefore = turnOf(job);
          if (notBefore !== undefined) {
            left.items += 1;
            goOnAt = notBefore;
            return undefined;
          }
          if (job === 'resend' ? !ses.call() : !write()) left.items += 1;
          await clock.sleep(after);
        }
        return undefined;
      });
      if (!worked) return false;
      // Step Functions waits for whole seconds.
      await clock.until(Math.max(goOnAt, clock.now + 1));
    }
    jobsDone = clock.now;
    return true;
  }

  function turnOf(job: Job): number | undefined {
    if (job === 'resend') return mailTurns.take(inSeconds(mailLanes.job));
    return isPaused() ? drivePausedUntil : driveTurns.take(inSeconds(driveLanes.job));
  }

  const all = [
    ...startsOf(registrations).map(register),
    ...startsOf(refreshes).map(refresh),
    ...(Object.entries(jobs) as [Job, number][]).flatMap(([job, items]) => {
      const left = { items };
      return Array.from({ length: deployed.atATime(job) }, () => workOn(job, left));
    }),
  ].map(async (execution) => {
    if (!(await execution)) parked += 1;
  });
  await clock.run();
  await Promise.all(all);

  return {
    mail: waitsIn(ends.mail),
    badge: waitsIn(ends.badge),
    refresh: waitsIn(ends.refresh),
    jobsDone,
    parked,
    lambdas,
    refused: { bySes: ses.refused, byDrive: drive.refused },
    updates: { mail: mailTurns.mostInASecond, drive: driveTurns.mostInASecond },
  };
}

const inSeconds = (ms: number) => ms / 1_000;

const startsOf = ({ count, within }: Arrivals = { count: 0, within: 0 }) =>
  Array.from({ length: count }, (_, index) => (index / count) * within);

function waitsIn(ends: readonly { at: number; after: number }[]): Waits {
  const waits = ends.map(({ after }) => after);
  return {
    p50: percentile(waits, 0.5) ?? Number.NaN,
    p99: percentile(waits, 0.99) ?? Number.NaN,
    drained: Math.max(0, ...ends.map(({ at }) => at)),
  };
}
