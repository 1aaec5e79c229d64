/** Events that are recorded and not sent, so that a webhook never comes, or comes late. */
import type { Records } from '../state.ts';
import type { WireEvent } from '../wire.ts';
import { isOfType } from './event-type.ts';

/** Holds back the events of these types; given sessions, only those about them and their payments. */
export interface Hold {
  /** `*` is every type, `charge.*` all of charges. */
  types: readonly string[];
  sessions?: readonly string[];
}

export class HeldEvents {
  readonly #records: Records;
  #holds: Hold[];
  #events: WireEvent[] = [];

  /** @param types those to hold back from the start. */
  constructor(records: Records, types: readonly string[]) {
    this.#records = records;
    this.#holds = types.length > 0 ? [{ types }] : [];
  }

  get holds(): readonly Hold[] {
    return this.#holds;
  }

  /** Oldest first. */
  get events(): readonly WireEvent[] {
    return this.#events;
  }

  hold(hold: Hold): void {
    this.#holds.push(hold);
  }

  /** Keeps an event if it is one to hold back. @returns whether it is. */
  keep(event: WireEvent): boolean {
    const isHeld = this.#holds.some(
      ({ types, sessions }) =>
        types.some((wanted) => isOfType(event.type, wanted)) && this.#isAbout(event, sessions),
    );
    if (isHeld) this.#events.push(event);
    return isHeld;
  }

  /**
   * Holds nothing back any more. Given sessions, nothing of theirs: a hold that names no sessions stays.
   * @returns the events that were held, oldest first.
   */
  release(sessions?: readonly string[]): WireEvent[] {
    const released = this.#events.filter((event) => this.#isAbout(event, sessions));
    this.#events = this.#events.filter((event) => !this.#isAbout(event, sessions));
    this.#holds = this.#holds.flatMap(({ types, sessions: held }) => {
      if (!sessions) return [];
      const left = held?.filter((id) => !sessions.includes(id));
      return left?.length === 0 ? [] : [{ types, sessions: left }];
    });
    return released;
  }

  #isAbout(event: WireEvent, sessions: readonly string[] | undefined): boolean {
    if (!sessions) return true;
    const id = this.#sessionOf(event);
    return id !== undefined && sessions.includes(id);
  }

  #sessionOf({ data }: WireEvent): string | undefined {
    const { object, id, payment_intent } = data.object as {
      object: string;
      id: string;
      payment_intent?: string | null;
    };
    if (object === 'checkout.session') return id;
    const intent = object === 'payment_intent' ? id : payment_intent;
    if (!intent) return undefined;
    return this.#records.sessions.find(({ session }) => session.payment_intent === intent)?.session.id;
  }
}
