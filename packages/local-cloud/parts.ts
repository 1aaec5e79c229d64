/** Keeps track of what has been started, so that it can be stopped however far the start got. */
interface Part {
  stop(): Promise<void>;
}

export class Parts {
  readonly #starting: Promise<unknown>[] = [];
  readonly #started: Part[] = [];
  #stopping: Promise<void> | undefined;

  add<P extends Part>(part: P): P {
    this.#started.push(part);
    return part;
  }

  async start<P extends Part>(starting: Promise<P>): Promise<P> {
    this.#starting.push(starting);
    return this.add(await starting);
  }

  /** Starts several in parallel. */
  async all<P extends Promise<Part>[]>(starting: [...P]): Promise<{ [K in keyof P]: Awaited<P[K]> }> {
    return (await Promise.all(starting.map((part) => this.start(part)))) as {
      [K in keyof P]: Awaited<P[K]>;
    };
  }

  /** Waits for what is still starting, then stops everything, newest first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await Promise.allSettled(this.#starting);
    const failures: unknown[] = [];
    for (const part of this.#started.reverse()) {
      await part.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some parts of the local cloud did not stop');
  }
}
