import type {
  BracketTarget,
  PartChange,
  PartRecord,
  TargetPart,
  Wanted,
} from '../../core/bracket-targets/bracket-target.ts';
import type { Winner } from '../../core/brackets/division-results.ts';
import type { Plan } from '../../core/brackets/plan.ts';
import type { StageTarget } from '../../lambdas/runtime/bracket-targets.ts';

/** A target that is this object: what it shows, and each call that was made to it. */
export class MemoryTarget implements BracketTarget, StageTarget {
  readonly name: string;
  readonly label: string;
  /** What each part shows, by its name. */
  readonly shown = new Map<string, { contentHash: string; started: boolean }>();
  readonly made: string[] = [];
  budget = 100;
  /** Thrown by the next call that changes this part, after the change. */
  fault: { part: string; error: Error } | undefined;

  constructor(name = 'board') {
    this.name = name;
    this.label = name;
  }

  get compute(): BracketTarget {
    return this;
  }

  using<T>(use: (target: BracketTarget) => Promise<T>): Promise<T> {
    return use(this);
  }

  readonly calls = async () => ({ used: this.made.length, budget: this.budget });

  plan({ divisions }: Plan): TargetPart[] {
    return divisions.map(({ key, contentHash }) => ({ part: key, divisions: [key], contentHash }));
  }

  difference({ part, started, forced }: Wanted, record: PartRecord | undefined): PartChange {
    if (!part) return record ? { change: 'remove', calls: 1 } : { change: 'none', calls: 0 };
    if (!record?.contentHash) return { change: 'create', calls: started ? 2 : 1 };
    if (record.contentHash !== part.contentHash && (!record.startedAt || forced)) {
      return { change: 'update', calls: 1 };
    }
    return started && !record.startedAt ? { change: 'start', calls: 1 } : { change: 'none', calls: 0 };
  }

  async publish(
    wanted: Wanted,
    record: PartRecord | undefined,
    keep: (record: PartRecord) => Promise<void>,
  ): Promise<string> {
    const { change } = this.difference(wanted, record);
    const { part, started } = wanted;
    if (!part) {
      const name = record?.part ?? '';
      this.#call(`remove ${name}`);
      this.shown.delete(name);
      this.#fail(name);
      return 'removed';
    }
    let known: PartRecord = record ?? { part: part.part, divisions: part.divisions };
    if (change === 'create' || change === 'update') {
      this.#call(`${change} ${part.part}`);
      this.shown.set(part.part, { contentHash: part.contentHash, started: false });
      this.#fail(part.part);
      const { startedAt: _, ...notStarted } = known;
      known = { ...notStarted, contentHash: part.contentHash };
      await keep(known);
    }
    if (started && !known.startedAt) {
      this.#call(`start ${part.part}`);
      this.shown.set(part.part, { contentHash: part.contentHash, started: true });
      this.#fail(part.part);
      await keep({ ...known, startedAt: '2027-05-02T10:00:00.000Z' });
    }
    return { create: 'created', update: 'updated', start: 'started', none: 'unchanged', remove: '' }[change];
  }

  async started(records: readonly PartRecord[]): Promise<string[]> {
    this.#call(`look at ${records.length}`);
    return records.flatMap(({ part }) => (this.shown.get(part)?.started ? [part] : []));
  }

  async results(): Promise<Winner[]> {
    return [];
  }

  #call(call: string): void {
    this.made.push(call);
  }

  #fail(part: string): void {
    if (this.fault?.part !== part) return;
    const { error } = this.fault;
    this.fault = undefined;
    throw error;
  }
}
