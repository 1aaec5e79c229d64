import { randomUUID } from 'node:crypto';

/** Which entries were sent together, by one form, for as long as the process lives. */
export class Families {
  readonly #entries = new Map<string, string[]>();

  /** @returns an id that is known before any of the entries has one. */
  begin(): string {
    const id = randomUUID();
    this.#entries.set(id, []);
    return id;
  }

  add(family: string, entryId: string): void {
    this.#entries.get(family)?.push(entryId);
  }

  /** The ids of a family's entries, in the form's order; empty when there is no such family. */
  entriesOf(family: string): readonly string[] {
    return this.#entries.get(family) ?? [];
  }

  /** Whether a form has sent this entry, which may not have arrived yet. */
  has(entryId: string): boolean {
    return [...this.#entries.values()].some((entries) => entries.includes(entryId));
  }

  /** The ids of the entries that were sent along with one. */
  othersThan(entryId: string): readonly string[] {
    const family = [...this.#entries.values()].find((entries) => entries.includes(entryId));
    return family?.filter((other) => other !== entryId) ?? [];
  }
}
