import { describe, expect, test } from 'vitest';
import type { Deployed } from '../../../bench/surge/deployed.ts';
import { deployedBy } from '../../../bench/surge/deployed.ts';
import { play, type Surge } from '../../../bench/surge/play.ts';
import type { Retrier } from '../../lib/machines.ts';
import { prod } from '../../lib/stacks.ts';
import { templateOf } from '../../lib/synthesise.ts';

/** Each second, without end. */
const everySecond = (...ErrorEquals: string[]): Retrier => ({
  ErrorEquals,
  IntervalSeconds: 1,
  BackoffRate: 1,
  MaxAttempts: 100_000,
});
const throttled = 'Lambda.TooManyRequestsException';
const deployed: Deployed = {
  // One entry comes after 60 seconds: the seventh attempt, each after ten, begins at 60.36.
  retriersOf: () => [
    { ...everySecond('EntryNotFoundError'), IntervalSeconds: 10 },
    everySecond(throttled, 'MailPacedError', 'DrivePacedError', 'RateLimitedError'),
  ],
  reserved: new Map(),
  rate: (variable) => (variable === 'MAIL_PER_SECOND' ? 1 : 3),
  atATime: () => 1,
};
const plenty = { lambdas: 1_000, mails: 1_000, writes: 1_000 };
const stored = 60.36 + 0.06 + 0.45 + 0.08;

const played = (count: number, changes: Partial<Surge> = {}) =>
  play({ deployed, quotas: plenty, registrations: { count, within: 0 }, seed: 1, ...changes });

describe('in a case whose answer is known', () => {
  test('one registration takes as long as its steps', async () => {
    const { mail, badge, parked, lambdas } = await played(1);
    expect(mail.p50).toBeCloseTo(stored + 0.35);
    expect(badge.drained).toBeCloseTo(stored + 0.9 + 2.5);
    expect({ parked, peak: lambdas.peak, invoked: lambdas.invoked }).toEqual({
      ...{ parked: 0, peak: 2, invoked: 7 + 2 + 1 + 2 },
    });
  });

  test('mails leave as often as the stage says, and SES refuses none', async () => {
    const quotas = { ...plenty, mails: 1 };
    const { mail, refused, lambdas } = await played(100, { quotas });
    // Of those who wait, each asks about once a second.
    expect(mail.drained).toBeGreaterThan(stored + 99);
    expect(mail.drained).toBeLessThan(stored + 104);
    expect(refused.bySes).toBe(0);
    expect(lambdas.peak).toBe(200);
  });

  test('if SES allows less than the stage says, it refuses the rest', async () => {
    const more = { ...deployed, rate: () => 100 };
    const { mail, refused } = await played(100, { deployed: more, quotas: { ...plenty, mails: 1 } });
    expect(mail.drained).toBeGreaterThan(stored + 98);
    expect(refused.bySes).toBeGreaterThan(1_000);
  });

  test('one Lambda does one thing after another', async () => {
    const { badge, lambdas } = await played(10, { quotas: { ...plenty, lambdas: 1 } });
    expect(lambdas.peak).toBe(1);
    expect(badge.drained).toBeGreaterThan(60 + 10 * (0.06 + 0.45 + 0.08 + 0.35 + 0.9 + 2.5));
  });

  test('a step that may not be tried again is parked', async () => {
    const once = { ...deployed, retriersOf: () => deployed.retriersOf('').slice(0, 1) };
    const { parked } = await played(3, { deployed: once, quotas: { ...plenty, lambdas: 1 } });
    expect(parked).toBe(3);
  });

  test('while Drive wants to be left alone, nobody asks it', async () => {
    const quotas = { ...plenty, writes: 0.1, retryAfter: 60 };
    const { badge, refused } = await played(52, { quotas });
    // It takes 46 at once, and then one in ten seconds: six in the minute after the first that it refused.
    expect(badge.drained).toBeGreaterThan(stored + 60);
    expect(badge.drained).toBeLessThan(stored + 90);
    expect(refused.byDrive).toBeLessThan(10);
  });

  test('refreshes and jobs let registrations go first', async () => {
    const alone = await played(20);
    const together = await played(20, {
      refreshes: { count: 400, within: 1 },
      jobs: { 'drive-sync': 300, resend: 200 },
    });
    expect(together.badge.drained - alone.badge.drained).toBeLessThan(3);
    expect(together.mail.drained - alone.mail.drained).toBeLessThan(3);
    expect(together.refresh.drained).toBeGreaterThan(together.badge.drained);
    expect(together.jobsDone).toBeGreaterThan(together.refresh.drained);
  });

  test('and the same seed plays the same', async () => {
    expect(await played(20)).toEqual(await played(20));
  });
});

describe('2,000 payments within 20 seconds on an account with ten Lambdas', () => {
  const rush = {
    quotas: { lambdas: 10, mails: 14, writes: 3 },
    registrations: { count: 2_000, within: 20 },
    seed: 1,
  };
  const real = deployedBy(templateOf(prod));

  test('are all completed within twenty minutes', async () => {
    const { parked, badge, mail } = await play({ ...rush, deployed: real });
    expect(parked).toBe(0);
    expect(mail.p99).toBeLessThan(15 * 60);
    expect(badge.drained).toBeLessThan(20 * 60);
  });

  test('would not be if throttled Lambdas were retried like other failures', async () => {
    const asOthers = ({ ErrorEquals, ...retrier }: Retrier): Retrier => ({
      ...retrier,
      ErrorEquals: ErrorEquals.includes('Lambda.Unknown')
        ? [...ErrorEquals, throttled]
        : ErrorEquals.filter((name) => name !== throttled),
    });
    const retriers = new Map<string, Retrier[]>();
    function retriersOf(step: string): Retrier[] {
      const changed = retriers.get(step) ?? real.retriersOf(step).map(asOthers);
      retriers.set(step, changed);
      return changed;
    }
    expect((await play({ ...rush, deployed: { ...real, retriersOf } })).parked).toBeGreaterThan(200);
  });
});
