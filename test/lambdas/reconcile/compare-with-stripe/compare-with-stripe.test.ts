import { beforeEach, describe, expect, test } from 'vitest';
import type { ListedPage, ListedSession, StripeLists } from '../../../../core/clients/stripe-lists.ts';
import type { Belonging } from '../../../../core/domain/belonging.ts';
import { RateLimitedError } from '../../../../core/domain/errors.ts';
import { type Compared, reconcileInput } from '../../../../core/domain/reconcile.ts';
import { compareWithStripe } from '../../../../lambdas/reconcile/compare-with-stripe/compare-with-stripe.ts';
import { dispute, reading, refund } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordedMeasures } from '../../../doubles/recorded-measures.ts';
import { MemoryRegistrations } from '../../../doubles/tables.ts';

const start = Date.parse('2027-03-10T12:00:00Z');
const noPage = async () => ({ items: [], next: undefined });

let now: number;
let tables: ReturnType<typeof inMemoryDocuments>;
let registrations: MemoryRegistrations;
let sessions: ListedSession[];
let parts: Pick<StripeLists, 'listRefunds' | 'listDisputes' | 'listWarnings'>;
let statuses: Record<string, string>;
let otherSystems: Set<string>;
let belonging: Belonging | undefined;
/** What was started, and how often Stripe was asked. */
let started: string[];
let calls: number;
let figures: ReturnType<typeof recordedMeasures>;

beforeEach(() => {
  now = start;
  tables = inMemoryDocuments();
  registrations = new MemoryRegistrations();
  sessions = [];
  parts = { listRefunds: noPage, listDisputes: noPage, listWarnings: noPage };
  statuses = {};
  otherSystems = new Set();
  belonging = undefined;
  started = [];
  calls = 0;
  figures = recordedMeasures();
});

const session = (id: string, changes: Partial<ListedSession> = {}): ListedSession => ({
  ...{ id, created: start / 1_000 - 3_600, status: 'complete', paymentStatus: 'paid', livemode: false },
  ...{ mode: 'payment', currency: 'usd', amountTotal: 10_000, paymentIntentId: `pi_of_${id}`, origin: {} },
  ...changes,
});

/** Pages of two. */
async function pageOf<T extends { id: string }>(all: readonly T[], after?: string): Promise<ListedPage<T>> {
  const from = all.findIndex(({ id }) => id === after) + 1;
  const items = all.slice(from, from + 2);
  return { items, next: from + 2 < all.length ? items.at(-1)?.id : undefined };
}

const at = () => progressIn(tables, () => now);

function dependencies() {
  const { progress, payments, differences } = at();
  const stripe: StripeLists = {
    listSessions: (from, after) =>
      pageOf(
        sessions.filter(({ created }) => created >= from),
        after,
      ),
    ...parts,
    sessionOf: async (intent) => sessions.find(({ paymentIntentId }) => paymentIntentId === intent),
  };
  return {
    stripe,
    pace: {
      calls: <T>(call: () => Promise<T>) => {
        calls += 1;
        return call();
      },
      starts: <T>(call: () => Promise<T>) => call(),
    },
    own: { mode: 'test' as const, belonging },
    ...{ progress, payments, differences, registrations },
    otherSystems: async () => otherSystems,
    executions: {
      start: async (id: string) => void started.push(id),
      startFor: async (id: string, cause: string) => void started.push(`${id} again: ${cause}`),
      statusOf: async (id: string) => statuses[id] as 'FAILED' | undefined,
    },
    paymentChanges: {
      start: async ({ changed, cause }: { changed: string; cause: string }, again?: string) => {
        started.push(`${changed} changed: ${cause.slice(0, 30)}; again: ${again}`);
      },
    },
    measure: figures.measure,
    now: () => now,
  };
}

const sweep = (input: object = { apply: true }, compared?: Compared, others = {}) =>
  compareWithStripe(
    { execution: 'sweep-1', state: { ...reconcileInput.parse(input), compared } },
    { ...dependencies(), ...others },
  );

/** The entry of a session is registered. */
async function register(id: string, row: Record<string, { S: string }> = {}) {
  await at().progress.recordRegistration(id, `key of ${id}`, { admittedBy: `pi_of_${id}` });
  registrations.items.set(`key of ${id}`, { pk: { S: `key of ${id}` }, entryId: { S: id }, ...row });
}

/** The lists with these refunds of a session, and nothing else. */
const refundsOf = (id: string, ...refunds: ReturnType<typeof refund>[]) => ({
  ...parts,
  listRefunds: async () => ({
    items: refunds.map((one) => ({ reading: one, paymentIntentId: `pi_of_${id}` })),
    next: undefined,
  }),
});

const payment = (id: string, changes: Parameters<typeof reading>[0] = {}) =>
  reading({
    session: { id, status: 'complete', paymentStatus: 'paid', created: 1 },
    paymentIntentId: `pi_of_${id}`,
    ...changes,
  });

test('the payment of somebody who was erased starts no registration', async () => {
  sessions = [session('cs_test_1')];
  await at().tombstones.set('cs_test_1');
  expect(await sweep()).toMatchObject({ repairs: [], decisions: [] });
  expect(started).toEqual([]);
});

describe('a paid session that nobody has registered', () => {
  test('is started where nothing has begun, and started again where its execution was lost', async () => {
    sessions = [
      session('cs_test_new'),
      session('cs_test_lost'),
      session('cs_test_runs'),
      session('cs_test_done'),
    ];
    statuses = { cs_test_lost: 'FAILED', cs_test_runs: 'RUNNING', cs_test_done: 'SUCCEEDED' };
    await register('cs_test_done');
    const { counts, repairs, next } = await sweep();
    expect(started).toEqual(['cs_test_new', 'cs_test_lost again: reconcile 2027-03-10']);
    expect(repairs.map(({ code, id }) => `${id} ${code}`)).toEqual([
      'cs_test_new not-started',
      'cs_test_lost lost',
    ]);
    expect(counts).toMatchObject({ sessions: 4, repairs: 2, decisions: 0 });
    expect(next).toBeUndefined();
    expect(figures.measured).toEqual([['WebhooksMissed', 1]]);
  });

  test('is left alone when it is registered by the time its execution has ended', async () => {
    sessions = [session('cs_test_1')];
    const statusOf = async (id: string) => {
      await register(id);
      return 'SUCCEEDED' as const;
    };
    await sweep({ apply: true }, undefined, { executions: { ...dependencies().executions, statusOf } });
    expect(started).toEqual([]);
  });

  test('is left alone when another system has registered it', async () => {
    sessions = [session('cs_test_old'), session('cs_test_new')];
    otherSystems = new Set(['pi_of_cs_test_old', 'manual_entry']);
    await sweep();
    expect(started).toEqual(['cs_test_new']);
  });

  test('is only counted without `apply`', async () => {
    sessions = [session('cs_test_new'), session('cs_test_bank', { paymentStatus: 'unpaid' })];
    parts = refundsOf('cs_test_new', refund('succeeded'));
    const items = structuredClone([...tables.items]);
    const { counts, repairs } = await sweep({});
    expect(counts.repairs).toBe(3);
    expect(repairs.map(({ code }) => code).sort()).toEqual(['not-started', 'unread', 'unread']);
    expect([started, figures.measured]).toEqual([[], []]);
    expect([...tables.items]).toEqual(items);
  });

  test.each<[what: string, changes: Partial<ListedSession>]>([
    ['of another sale', { origin: { metadata: { form: 'shop' } } }],
    ['of the other mode', { livemode: true, origin: { metadata: { form: 'tkd' } } }],
    ['of a subscription', { mode: 'subscription', origin: { metadata: { form: 'tkd' } } }],
  ])('is not looked at: %s', async (_, changes) => {
    belonging = { metadata: { key: 'form', value: 'tkd' } };
    sessions = [session('cs_test_other', changes)];
    expect((await sweep()).counts).toMatchObject({ sessions: 0, repairs: 0, decisions: 0 });
    expect(started).toEqual([]);
  });

  test('made before the time that was asked for is not looked at', async () => {
    sessions = [session('cs_test_1', { created: start / 1_000 - 5 * 3_600 })];
    expect((await sweep({ apply: true, since: '4h' })).counts.sessions).toBe(0);
    expect((await sweep({ apply: true, since: '6h' })).counts.sessions).toBe(1);
  });
});

describe('a refund, dispute or early fraud warning', () => {
  test('that was not read is read again, named by what it is like: the same state, the same execution', async () => {
    sessions = [session('cs_test_1')];
    await register('cs_test_1');
    parts = refundsOf('cs_test_1', refund('pending', 500, 're_1'));
    await sweep();
    expect(started).toEqual(['re_1 changed: unread {"id":"re_1","status":"; again: sweep-1']);
  });

  test('that is as it was read starts nothing; its entry is asked of Stripe once', async () => {
    sessions = [session('cs_test_1')];
    const known = payment('cs_test_1', { refunds: [refund('succeeded', 500, 're_1')] });
    await register('cs_test_1');
    await at().payments.record(known, undefined);
    parts = refundsOf('cs_test_1', ...known.refunds);
    await sweep();
    const asked = calls;
    await sweep();
    expect(started).toEqual([]);
    expect(calls - asked).toBe(asked - 1);
  });

  test('leads to a registration that does not say so, which is brought in line once a day', async () => {
    const known = payment('cs_test_1', { refunds: [refund('succeeded', 10_000, 're_1')] });
    await register('cs_test_1');
    await at().payments.record(known, undefined);
    await at().differences.recordEntryOf('pi_of_cs_test_1', 'cs_test_1');
    parts = refundsOf('cs_test_1', ...known.refunds);
    await sweep();
    expect(started).toEqual(['re_1 changed: out-of-line 2027-03-10; again: sweep-1']);
    registrations.items.set('key of cs_test_1', {
      ...registrations.items.get('key of cs_test_1'),
      payment_state: { S: 'refunded' },
    });
    started = [];
    await sweep();
    expect(started).toEqual([]);
  });

  test('of a payment that nobody made in a session is for a person, once; where there are other sales, for nobody', async () => {
    parts = {
      ...parts,
      listDisputes: async () => ({
        items: [{ reading: dispute('needs_response', true), paymentIntentId: null }],
        next: undefined,
      }),
    };
    const { decisions } = await sweep();
    expect(decisions).toEqual([{ code: 'unknown-payment', id: 'du_needs_response' }]);
    await at().differences.recordTold('du_needs_response', 'du_needs_response unknown-payment');
    expect((await sweep()).decisions).toEqual([]);
    expect((await sweep({ everything: true })).decisions).toHaveLength(1);
    belonging = { clientReferencePrefix: 'tkd-' };
    expect((await sweep({ everything: true })).decisions).toEqual([]);
  });
});

describe('what needs a person', () => {
  const parkedAt = start - 30 * 3_600_000;

  beforeEach(async () => {
    sessions = [session('cs_test_1')];
    now = parkedAt;
    await at().progress.park('cs_test_1', [{ part: 'registration', error: 'EntryInvalidError', reason: '' }]);
    now = start;
  });

  test('is listed until it has been reported, and again for whoever asks for everything', async () => {
    const since = new Date(parkedAt).toISOString();
    const parked = {
      ...{ code: 'parked', id: 'cs_test_1', entryId: 'cs_test_1', paymentIntentId: 'pi_of_cs_test_1', since },
    };
    expect(await sweep()).toMatchObject({ decisions: [parked], counts: { decisions: 1, repairs: 0 } });
    await at().differences.recordTold('cs_test_1', `cs_test_1 parked ${since}`);
    expect((await sweep()).decisions).toEqual([]);
    expect((await sweep({ everything: true })).decisions).toEqual([parked]);
  });

  test('beyond 250 is counted', async () => {
    const { decisions, counts } = await sweep(
      { apply: true },
      {
        ...{ from: 0, next: { kind: 'sessions' }, repairs: [] },
        counts: {
          refunds: 0,
          disputes: 0,
          warnings: 0,
          sessions: 0,
          unsettled: 0,
          repairs: 0,
          decisions: 250,
        },
        decisions: Array(250).fill({ code: 'parked', id: 'cs_test_other' }),
      },
    );
    expect([decisions.length, counts.decisions]).toEqual([250, 251]);
  });
});

describe('a payment about which more is expected', () => {
  test('is read again once it is due, by hand also before', async () => {
    await at().payments.record(payment('cs_test_due'), start - 1);
    await at().payments.record(payment('cs_test_later'), start + 60_000);
    await sweep();
    expect(started).toEqual([`cs_test_due changed: due ${start - 1}; again: sweep-1`]);
    started = [];
    await sweep({ apply: true, everything: true });
    expect(started.map((one) => one.split(' ')[0])).toEqual(['cs_test_due', 'cs_test_later']);
  });

  test('is found behind a hundred others', async () => {
    for (let count = 0; count < 103; count++)
      await at().payments.record(payment(`cs_test_${count}`), start - 200 + count);
    expect((await sweep()).counts).toMatchObject({ unsettled: 103, repairs: 103 });
    expect(new Set(started).size).toBe(103);
  });
});

describe('a sweep', () => {
  test('goes on where it stopped after half a minute, and finds each difference once', async () => {
    sessions = Array.from({ length: 5 }, (_, count) => session(`cs_test_${count}`));
    const slow = dependencies();
    const listSessions: StripeLists['listSessions'] = (from, after) => {
      now += 20_000;
      return slow.stripe.listSessions(from, after);
    };
    const others = { stripe: { ...slow.stripe, listSessions } };
    const first = await sweep({ apply: true }, undefined, others);
    expect(first.next).toEqual({ kind: 'sessions', after: 'cs_test_3' });
    const second = await sweep({ apply: true }, first, others);
    expect(second).toMatchObject({ counts: { sessions: 5, repairs: 5 }, next: undefined, from: first.from });
    expect(started).toEqual(sessions.map(({ id }) => id));
  });

  describe('that is asked to slow down', () => {
    /** From the second page of sessions on. */
    function slowed() {
      const { stripe } = dependencies();
      const listSessions: StripeLists['listSessions'] = (from, after) =>
        after === undefined ? stripe.listSessions(from) : Promise.reject(new RateLimitedError('slow down'));
      return { stripe: { ...stripe, listSessions } };
    }

    beforeEach(() => {
      sessions = Array.from({ length: 3 }, (_, count) => session(`cs_test_${count}`));
    });

    test('keeps what it has done, and goes on from there', async () => {
      const first = await sweep({ apply: true }, undefined, slowed());
      expect(first).toMatchObject({
        next: { kind: 'sessions', after: 'cs_test_1' },
        counts: { sessions: 2, repairs: 2 },
      });
      const second = await sweep({ apply: true }, first);
      expect(second).toMatchObject({ next: undefined, counts: { sessions: 3, repairs: 3 } });
      expect(started).toEqual(['cs_test_0', 'cs_test_1', 'cs_test_2']);
    });

    test('fails when it has done nothing yet, so that it is tried later', async () => {
      const first = await sweep({ apply: true }, undefined, slowed());
      await expect(sweep({ apply: true }, first, slowed())).rejects.toThrow(RateLimitedError);
    });

    test('while it starts executions counts none of that page', async () => {
      let starts = 0;
      const { executions } = dependencies();
      const start = async (id: string) => {
        starts += 1;
        if (starts === 2) throw new RateLimitedError('slow down');
        await executions.start(id);
      };
      const first = await sweep({ apply: true }, undefined, { executions: { ...executions, start } });
      expect(first).toMatchObject({ next: { kind: 'sessions' }, counts: { sessions: 0, repairs: 0 } });
    });
  });
});
