/**
 * How many invocations may run at the same time: the account's, of which a function may have some for itself alone.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class Concurrency {
  readonly #reserved: ReadonlyMap<string, number>;
  /** What the functions without a reservation share. */
  readonly #shared: number;
  readonly #running = new Map<string, number>();

  /**
   * @param account any number when it is undefined.
   * @param reserved by the functions' names.
   */
  constructor(account: number | undefined, reserved: ReadonlyMap<string, number>) {
    this.#reserved = reserved;
    const taken = [...reserved.values()].reduce((sum, one) => sum + one, 0);
    this.#shared = account === undefined ? Number.POSITIVE_INFINITY : account - taken;
  }

  /** Takes a place for an invocation, to be given back by the function returned; undefined when there is none. */
  enter(functionName: string): (() => void) | undefined {
    const own = this.#reserved.get(functionName);
    const pool = own === undefined ? '' : functionName;
    const running = this.#running.get(pool) ?? 0;
    if (running >= (own ?? this.#shared)) return undefined;
    this.#running.set(pool, running + 1);
    return () => this.#running.set(pool, (this.#running.get(pool) ?? 0) - 1);
  }
}
