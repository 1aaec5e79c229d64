/**
 * Limits how many invocations run at a time: in the account, of which a function may have a part reserved for itself.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class Concurrency {
  readonly #reserved: ReadonlyMap<string, number>;
  /** Shared by the functions without a reservation. */
  readonly #shared: number;
  readonly #running = new Map<string, number>();

  /**
   * @param account unlimited when undefined.
   * @param reserved by function name.
   */
  constructor(account: number | undefined, reserved: ReadonlyMap<string, number>) {
    this.#reserved = reserved;
    const taken = [...reserved.values()].reduce((sum, one) => sum + one, 0);
    this.#shared = account === undefined ? Number.POSITIVE_INFINITY : account - taken;
  }

  /** Takes a slot for an invocation; the returned function releases it. Undefined when none is free. */
  enter(functionName: string): (() => void) | undefined {
    const own = this.#reserved.get(functionName);
    const pool = own === undefined ? '' : functionName;
    const running = this.#running.get(pool) ?? 0;
    if (running >= (own ?? this.#shared)) return undefined;
    this.#running.set(pool, running + 1);
    return () => this.#running.set(pool, (this.#running.get(pool) ?? 0) - 1);
  }
}
