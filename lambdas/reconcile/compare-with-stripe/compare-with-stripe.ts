import type { Executions } from '../../../core/clients/executions.ts';
import type { Pace } from '../../../core/clients/pace.ts';
import type { PaymentChanges } from '../../../core/clients/payment-changes.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import type { ListedSession, StripeLists } from '../../../core/clients/stripe-lists.ts';
import { isOwnPayment, type OwnPayments } from '../../../core/domain/belonging.ts';
import { RateLimitedError } from '../../../core/domain/errors.ts';
import type { Measure } from '../../../core/domain/metrics.ts';
import { paymentStateOf } from '../../../core/domain/payment-state.ts';
import {
  type Compared,
  type ComparedKind,
  comparedKinds,
  type Difference,
  decisionKey,
  isRepair,
  mostListed,
  type ReconcileInput,
  type Repair,
  secondsIn,
} from '../../../core/domain/reconcile.ts';
import {
  compareExecution,
  comparePart,
  compareSession,
  isUnexplained,
  type KnownEntry,
  type Part,
  type PartKind,
} from '../../../core/money/reconcile.ts';
import type { Differences } from '../../../core/progress/differences.ts';
import type { PaymentReadings } from '../../../core/progress/payment-readings.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { ProgressRecord } from '../../../core/progress/progress-record.ts';

export interface CompareWithStripeDependencies {
  stripe: StripeLists;
  /** How fast Stripe is asked, and executions are started. */
  pace: { calls: Pace; starts: Pace };
  own: OwnPayments;
  progress: Pick<Progress, 'get'>;
  payments: Pick<PaymentReadings, 'unsettledBy'>;
  differences: Pick<Differences, 'entryOf' | 'recordEntryOf'>;
  registrations: Pick<Registrations, 'find'>;
  /** The payments (`pi_…`) of registrations made by another system. */
  otherSystems: () => Promise<ReadonlySet<string>>;
  executions: Pick<Executions, 'start' | 'startFor' | 'statusOf'>;
  paymentChanges: Pick<PaymentChanges, 'start'>;
  measure: Measure;
  /** Epoch milliseconds. */
  now: () => number;
}

/** The step returns when it has worked for so long, and goes on in the next attempt. */
const enoughMs = 30_000;
const readAtOnce = 20;
const dueAtOnce = 100;

/** The first word in the name of each payment change that is started here. */
const happened = 'reconcile';

/** A difference, and what distinguishes this one from another about the same object. */
interface Found {
  difference: Difference;
  cause: string;
}

/**
 * Compares what Stripe has with what is known of it here, a page at a time, and repairs what can be repaired where the
 * input says `apply`. It can be cut off at any point: what it starts has names that the next attempt, and the next sweep,
 * make again.
 *
 * @returns what was found so far, with where to go on.
 * @throws StripeAccessDeniedError, ServiceUnavailableError; RateLimitedError if that comes before anything was compared.
 */
export async function compareWithStripe(
  { execution, state }: { execution: string; state: ReconcileInput & { compared?: Compared } },
  { stripe, pace, own, measure, now, ...at }: CompareWithStripeDependencies,
): Promise<Compared> {
  const { apply, everything } = state;
  const began = now();
  const today = new Date(began).toISOString().slice(0, 10);
  const from = state.compared?.from ?? Math.floor(began / 1_000) - secondsIn(state.since);
  let compared = state.compared ?? begun(from);
  for (let pages = 0; compared.next && now() - began < enoughMs; pages += 1) {
    try {
      compared = await withOnePage(compared, compared.next);
    } catch (error) {
      // What was done is kept; the next attempt, which begins here, is retried for as long as it takes.
      if (pages > 0 && error instanceof RateLimitedError) return compared;
      throw error;
    }
  }
  return compared;

  async function withOnePage(
    before: Compared,
    { kind, after }: NonNullable<Compared['next']>,
  ): Promise<Compared> {
    const { looked, found, next } = await look(kind, after);
    const result = structuredClone(before);
    result.counts[kind] += looked;
    for (const one of found) await take(one, result);
    result.next = next === undefined ? following(kind) : { kind, after: next };
    return result;
  }

  function look(kind: ComparedKind, after: string | undefined) {
    if (kind === 'sessions') return lookAtSessions(after);
    return kind === 'unsettled' ? lookAtUnsettled(Number(after ?? 0)) : lookAtParts(kind, after);
  }

  async function lookAtSessions(after: string | undefined) {
    const { items, next } = await pace.calls(() => stripe.listSessions(from, after));
    const ours = items.filter((session) => isOwnPayment(session, own));
    return { looked: ours.length, found: await eachOf(ours, lookAtSession), next };
  }

  async function lookAtSession(session: ListedSession): Promise<Found[]> {
    const { known, record } = await knownOf(session.id);
    const unexplained = isUnexplained(session, known) ? await explained(session) : [];
    const differences = [...compareSession(session, known, now()), ...unexplained];
    return foundIn(differences, record, `${session.status} ${session.paymentStatus}`);
  }

  /** By the time an execution has ended, it has registered the entry or marked it: so that is read again. */
  async function explained(session: ListedSession): Promise<Difference[]> {
    const status = await at.executions.statusOf(session.id);
    const difference = compareExecution(session, status, now());
    if (!difference || (await at.otherSystems()).has(session.paymentIntentId ?? '')) return [];
    const ended = status !== undefined;
    return !ended || isUnexplained(session, (await knownOf(session.id)).known) ? [difference] : [];
  }

  async function lookAtParts(kind: PartKind, after: string | undefined) {
    const { items, next } = await pace.calls(() => listOf(kind)(from, after));
    return { looked: items.length, found: await eachOf(items, (part) => lookAtPart(kind, part)), next };
  }

  function listOf(
    kind: PartKind,
  ): (from: number, after?: string) => Promise<{ items: Part[]; next?: string }> {
    if (kind === 'refunds') return stripe.listRefunds;
    return kind === 'disputes' ? stripe.listDisputes : stripe.listWarnings;
  }

  async function lookAtPart(kind: PartKind, part: Part): Promise<Found[]> {
    const { reading, paymentIntentId } = part;
    const entry = await entryOf(paymentIntentId);
    if (entry === 'of another sale') return [];
    if (entry === 'unknown') {
      const about = { id: reading.id, ...(paymentIntentId !== null && { paymentIntentId }) };
      return foundIn([{ code: 'unknown-payment', ...about }], await at.progress.get(reading.id));
    }
    const { known, record } = await knownOf(entry.id);
    return foundIn(comparePart(kind, part, entry.id, known, now()), record, JSON.stringify(reading));
  }

  async function lookAtUnsettled(earliest: number) {
    const by = everything ? Number.MAX_SAFE_INTEGER : now();
    const due = await at.payments.unsettledBy(by, dueAtOnce, earliest);
    const found = due.map(({ entryId, lookAgainAt }): Found => {
      const difference: Difference = { code: 'due', id: entryId, entryId };
      return { difference, cause: String(lookAgainAt) };
    });
    const last = due.length < dueAtOnce ? undefined : due.at(-1);
    return { looked: due.length, found, next: last && String(last.lookAgainAt + 1) };
  }

  async function knownOf(entryId: string): Promise<{ known: KnownEntry; record: ProgressRecord }> {
    const record = await at.progress.get(entryId);
    const { registrationKey, registrationKeys, money, attention, erasedAt } = record;
    // Without a reading, there is nothing that the row could contradict.
    const found = money && (await at.registrations.find(entryId, registrationKeys));
    const known: KnownEntry = {
      // Who was erased is not registered again.
      registered: registrationKey !== undefined || erasedAt !== undefined,
      row: found && { state: paymentStateOf(found.row) },
      marks: Object.entries(attention).map(([part, { error, at: since }]) => ({ part, error, at: since })),
      money,
    };
    return { known, record };
  }

  /** Whose payment it is. One outside Checkout counts as another sale, where the account has some. */
  async function entryOf(
    paymentIntentId: string | null,
  ): Promise<{ id: string } | 'of another sale' | 'unknown'> {
    if (paymentIntentId !== null) {
      const recorded = await at.differences.entryOf(paymentIntentId);
      if (recorded !== undefined) return { id: recorded };
      const session = await pace.calls(() => stripe.sessionOf(paymentIntentId));
      if (session && !isOwnPayment(session, own)) return 'of another sale';
      if (session && apply) await at.differences.recordEntryOf(paymentIntentId, session.id);
      if (session) return session;
    }
    return own.belonging ? 'of another sale' : 'unknown';
  }

  /** Without what the organisers have heard of, unless they ask for everything. */
  function foundIn(
    differences: readonly Difference[],
    { differencesTold: told = [] }: ProgressRecord,
    cause = '',
  ): Found[] {
    return differences
      .filter((one) => isRepair(one) || everything || !told.includes(decisionKey(one)))
      .map((difference) => ({ difference, cause }));
  }

  async function take({ difference, cause }: Found, { counts, repairs, decisions }: Compared): Promise<void> {
    if (isRepair(difference)) {
      counts.repairs += 1;
      if (repairs.length < mostListed) repairs.push(difference);
      if (apply) await pace.starts(() => repair(difference, cause));
    } else {
      counts.decisions += 1;
      if (decisions.length < mostListed) decisions.push(difference);
    }
  }

  async function repair({ code, id }: Repair, cause: string): Promise<void> {
    switch (code) {
      case 'not-started':
        await at.executions.start(id, `${happened} ${today}`);
        return measure('WebhooksMissed', 1);
      case 'lost':
        return at.executions.startFor(id, `${happened} ${today}`);
      case 'out-of-line':
        return readAgain(id, `${code} ${today}`);
      default:
        return readAgain(id, `${code} ${cause}`);
    }
  }

  function readAgain(changed: string, cause: string): Promise<void> {
    return at.paymentChanges.start({ happened, changed, cause }, execution);
  }
}

function begun(from: number): Compared {
  return {
    from,
    next: { kind: comparedKinds[0] },
    counts: { refunds: 0, disputes: 0, warnings: 0, sessions: 0, unsettled: 0, repairs: 0, decisions: 0 },
    repairs: [],
    decisions: [],
  };
}

function following(kind: ComparedKind): Compared['next'] {
  const next = comparedKinds[comparedKinds.indexOf(kind) + 1];
  return next && { kind: next };
}

/** Calls a function for each item, a few at a time. */
async function eachOf<T>(items: readonly T[], one: (item: T) => Promise<Found[]>): Promise<Found[]> {
  const found: Found[] = [];
  for (let start = 0; start < items.length; start += readAtOnce) {
    found.push(...(await Promise.all(items.slice(start, start + readAtOnce).map(one))).flat());
  }
  return found;
}
