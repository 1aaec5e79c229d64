import TinyQueue from 'tinyqueue';

/** Time that passes only when everything waits for it: hours of it in seconds. */
export class SimulatedClock {
  /** Seconds. */
  now = 0;
  readonly #sleepers = new TinyQueue<{ at: number; order: number; wake(): void }>(
    [],
    (one, other) => one.at - other.at || one.order - other.order,
  );
  #slept = 0;

  sleep(seconds: number): Promise<void> {
    return this.until(this.now + seconds);
  }

  until(at: number): Promise<void> {
    this.#slept += 1;
    return new Promise((wake) => {
      this.#sleepers.push({ at: Math.max(at, this.now), order: this.#slept, wake });
    });
  }

  /** Lets time pass until nothing waits any more. */
  async run(): Promise<void> {
    for (let next = this.#sleepers.pop(); next; next = this.#sleepers.pop()) {
      this.now = next.at;
      next.wake();
      // Whatever woke up does all it can before time goes on.
      await new Promise(setImmediate);
    }
  }
}
