/** Whether entries, progress and registrations agree. */
import { isCheckoutSessionId } from '../../core/domain/ids.ts';
import type { Stored } from './ask-stored.ts';
import { allOf, type Check } from './check.ts';

/** By then, every mail has been sent, waits, or was reported. */
const confirmedWithinMs = 60 * 60_000;

/** What does not agree, by what is to be done about it. Each is a list of entries' ids. */
export interface Disagreements {
  /** A family's payment starts those of a Checkout Session. */
  neverStarted: string[];
  unrecorded: string[];
  withoutEntry: string[];
  badgeLeft: string[];
  unconfirmed: string[];
}

export function disagreementsIn({ entries, registrations, progress }: Stored, now: number): Disagreements {
  const of = (id: string) => progress.get(id);
  const known = [...progress].filter(([, { forgotten }]) => !forgotten);
  return {
    neverStarted: [...entries].filter((id) => !isCheckoutSessionId(id) && !of(id)),
    unrecorded: [...registrations].filter((id) => !of(id)?.registered),
    withoutEntry: [...registrations].filter((id) => !entries.has(id) && !of(id)?.forgotten),
    badgeLeft: known
      .filter(([id, { registered, badge }]) => registered && badge && !registrations.has(id))
      .map(([id]) => id),
    unconfirmed: known
      .filter(
        ([id, { admitted, confirmation, marked, moneyMoved, updatedAt }]) =>
          admitted &&
          registrations.has(id) &&
          !(confirmation || marked || moneyMoved) &&
          updatedAt < now - confirmedWithinMs,
      )
      .map(([id]) => id),
  };
}

const rerun = 'docs/runbook.md, “Run an entry again”.';

const inWords: Record<keyof Disagreements, { problem: string; mend: string }> = {
  neverStarted: { problem: 'never started', mend: rerun },
  unrecorded: { problem: 'registered, and not recorded as such', mend: rerun },
  withoutEntry: {
    problem: 'registered, and the entry is gone',
    mend: 'docs/runbook.md, “Entries, progress and registrations differ”.',
  },
  badgeLeft: {
    problem: 'deleted, and the badge was not withdrawn',
    mend: 'docs/runbook.md, “A badge was not refreshed”.',
  },
  unconfirmed: { problem: 'registered for an hour, and nobody was mailed', mend: rerun },
};

export const consistency: Check = {
  name: 'agreement',
  async run({ ask, now }) {
    const first = await ask.stored();
    const found = disagreementsIn(first, now());
    // Some were at work just now: only what still disagrees counts.
    const again = isAny(found) ? disagreementsIn(await ask.stored(), now()) : found;
    const lasting = Object.fromEntries(
      Object.entries(again).map(([kind, ids]) => [
        kind,
        ids.filter((id: string) => found[kind as keyof Disagreements].includes(id)),
      ]),
    ) as unknown as Disagreements;
    lasting.neverStarted = await withoutExecution(lasting.neverStarted, (id) => ask.wasStarted(id));
    return allOf(
      `${first.entries.size} entries and ${first.registrations.size} registrations agree`,
      Object.entries(lasting).flatMap(([kind, ids]) => {
        if (ids.length === 0) return [];
        const { problem, mend } = inWords[kind as keyof Disagreements];
        return [{ problem: `${ids.length} ${problem}: ${someOf(ids)}`, mend }];
      }),
    );
  },
};

const isAny = (found: Disagreements) => Object.values(found).some((ids) => ids.length > 0);

/** One call each. */
const mostAsked = 50;

async function withoutExecution(
  ids: readonly string[],
  wasStarted: (id: string) => Promise<boolean>,
): Promise<string[]> {
  const asked = await Promise.all(
    ids.slice(0, mostAsked).map(async (id) => ((await wasStarted(id)) ? [] : [id])),
  );
  return asked.flat();
}

const mostNamed = 3;
const someOf = (ids: readonly string[]) =>
  `${ids.slice(0, mostNamed).join(', ')}${ids.length > mostNamed ? ', …' : ''}`;
