/** Everybody who has registered, or tried to, as they were a moment ago. */
import { everybody, type Person, personIn } from '../../../admin/find/people.ts';
import type { Stage } from '../../../admin/stage.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { mailsIn, type ProgressItem, recordOf } from '../../../core/progress/progress-record.ts';
import { keptBriefly } from '../kept-briefly.ts';

/** Somebody in the list. */
export interface ListedPerson extends Person {
  needsAttention: boolean;
  mailed: boolean;
  /** The MD5 of the badge as it is, for its picture. */
  badge?: string;
  erasedAt?: string;
  /** When something was last noted about the entry (ISO 8601). */
  updatedAt?: string;
}

interface Reading {
  /** Whoever was changed last comes first. */
  people: ListedPerson[];
  byId: ReadonlyMap<string, ListedPerson>;
  /** Entries, by the ids of Stripe's objects about their payments. */
  byPayment: ReadonlyMap<string, string>;
}

export class People {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** As they were a moment ago: however many they are and however often somebody asks, reading takes little of the time. */
  read = keptBriefly(() => this.#readAll());

  async #readAll(): Promise<Reading> {
    const { people } = await everybody(this.#stage);
    const items = new Map<string, ProgressItem>();
    const byPayment = new Map<string, string>();
    for await (const item of this.#stage.progress.scan({})) {
      items.set(item.entryId, item);
      for (const id of paymentIds(item.money)) byPayment.set(id, item.entryId);
    }
    const here = new Set(people.map(({ id }) => id));
    const erased = [...items.values()]
      .filter(({ entryId, erasedAt }) => erasedAt && !here.has(entryId))
      .map(({ entryId }) => personIn({}, entryId));
    const all = [...people, ...erased]
      .map((person) => listed(person, items.get(person.id) ?? {}))
      .sort((a, b) => (latestChange(a) > latestChange(b) ? -1 : 1));
    return { people: all, byId: new Map(all.map((person) => [person.id, person])), byPayment };
  }
}

function listed(person: Person, item: ProgressItem): ListedPerson {
  const { attention, badge, badgeWithdrawn, erasedAt } = recordOf(item);
  return {
    ...person,
    needsAttention: Object.keys(attention).length > 0,
    mailed: mailsIn(item).some(([purpose, { status }]) => purpose === 'confirmation' && status === 'sent'),
    ...(badge && !badgeWithdrawn && { badge: badge.md5 }),
    erasedAt,
    updatedAt: item.updatedAt ?? erasedAt,
  };
}

/** An entry about which nothing is noted yet has just come. */
const latestChange = ({ updatedAt = '9' }: ListedPerson) => updatedAt;

/** The ids of everything at Stripe that a payment consists of. */
export function paymentIds(money: PaymentReading | undefined): string[] {
  if (!money) return [];
  const { paymentIntentId, charges, refunds, disputes, warnings } = money;
  const objects = [charges, refunds, disputes, warnings].flat().map(({ id }) => id);
  return paymentIntentId === null ? objects : [paymentIntentId, ...objects];
}
