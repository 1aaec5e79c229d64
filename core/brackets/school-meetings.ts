/** How often people of two schools meet in round one, over all divisions drawn so far. */
export class SchoolMeetings {
  readonly #counts = new Map<string, number>();

  count(a: string, b: string): number {
    return this.#counts.get(keyOf(a, b)) ?? 0;
  }

  /** Matches between school-mates, and those of people whose school is not known, are not counted. */
  add(a: string | undefined, b: string | undefined): void {
    if (a === undefined || b === undefined || a === b) return;
    this.#counts.set(keyOf(a, b), this.count(a, b) + 1);
  }

  /** The most often that any two schools meet. */
  most(): number {
    return Math.max(0, ...this.#counts.values());
  }
}

const keyOf = (a: string, b: string) => (a < b ? `${a}\n${b}` : `${b}\n${a}`);
