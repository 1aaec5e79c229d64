import { BracketInFlightError } from '../domain/errors.ts';
import { bracketPartIdOf } from '../domain/ids.ts';
import type { PartRecord } from './progress-record.ts';
import type { Change, Condition, ProgressTable } from './progress-table.ts';

/** The item about the draw itself. */
const drawItem = 'brackets';

/** How long an execution holds a part that it does not release: longer than any step that holds one may run. */
const leaseMs = 240_000;

/** The draw that is published, or is being published. */
export interface DrawInForce {
  /** The execution that planned it. */
  execution: string;
  /** ISO 8601. */
  publishedAt: string;
}

/** What a draw replaces. */
interface Replaced {
  ifStill?: string | undefined;
  started: ReadonlySet<string>;
  unmark?: readonly string[];
}

/** Works on a part that is held. */
export interface HeldPart {
  record: PartRecord | undefined;
  /** @throws BracketInFlightError when another execution has taken the part over. */
  keep: (record: PartRecord) => Promise<void>;
  /** Nothing is published there any more. @throws BracketInFlightError likewise */
  forget: () => Promise<void>;
}

/**
 * Which draw is in force, which of its divisions have started, and what was published of it where.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class BracketRecords {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /** Undefined as long as nothing was published. */
  async drawInForce(): Promise<DrawInForce | undefined> {
    return (await this.#table.read(drawItem)).draw;
  }

  /**
   * Makes a draw the one in force. It may be already: then nothing changes.
   * @param options.ifStill the execution that planned the draw which it replaces; left out for the first.
   * @param options.started the divisions that had started when it was compared with what is published.
   * @param options.unmark divisions that no longer count as started, as they were drawn again. In the same write, so that
   *   one that starts later is never unmarked by a second attempt.
   * @returns false when another draw is in force, or another division has started.
   */
  async putInForce(draw: DrawInForce, { ifStill, started, unmark = [] }: Replaced): Promise<boolean> {
    const isStill = ifStill === undefined ? 'attribute_not_exists(draw)' : 'draw.execution = :ifStill';
    const noneStarted = started.size === 0 ? 'attribute_not_exists(started)' : 'started = :started';
    const replaceable = {
      condition: `${isStill} AND ${noneStarted}`,
      values: {
        ...(ifStill !== undefined && { ':ifStill': ifStill }),
        ...(started.size > 0 && { ':started': new Set(started) }),
      },
    };
    const take = unmark.length > 0 ? { started: new Set(unmark) } : {};
    if (await this.#table.changeIf(drawItem, replaceable, { set: { draw }, take })) return true;
    return (await this.drawInForce())?.execution === draw.execution;
  }

  /** The keys of the divisions that have started. */
  async started(): Promise<Set<string>> {
    return (await this.#table.read(drawItem)).started ?? new Set();
  }

  /**
   * @param ofDraw the execution that planned the draw in force.
   * @returns false when another draw is in force, and nothing is marked.
   */
  async markStarted(divisions: Iterable<string>, ofDraw: string): Promise<boolean> {
    const started = new Set(divisions);
    const inForce = { condition: 'draw.execution = :ofDraw', values: { ':ofDraw': ofDraw } };
    const add = started.size > 0 ? { started } : {};
    return (await this.#table.changeIf(drawItem, inForce, { add })) !== undefined;
  }

  /** What is known of all parts on a target. Scans the whole table. */
  async parts(target: string): Promise<PartRecord[]> {
    const records: PartRecord[] = [];
    const items = this.#table.scan({
      ProjectionExpression: '#part',
      FilterExpression: '#target = :target AND attribute_exists(#part)',
      ExpressionAttributeNames: { '#part': 'part', '#target': 'target' },
      ExpressionAttributeValues: { ':target': target },
    });
    for await (const { part } of items) records.push(part);
    return records;
  }

  async part(target: string, part: string): Promise<PartRecord | undefined> {
    return (await this.#table.read(bracketPartIdOf(target, part))).part;
  }

  /**
   * Lets one execution at a time work on a part, so that two publications never change the same bracket together.
   *
   * @param work is given the part's record, read once the part is held.
   * @throws BracketInFlightError when another execution holds the part, or has taken it over from this one.
   */
  async holdingPart<T>(
    target: string,
    part: string,
    execution: string,
    work: (held: HeldPart) => Promise<T>,
  ): Promise<T> {
    const id = bracketPartIdOf(target, part);
    const change = async (condition: Condition, change: Change) => {
      const item = await this.#table.changeIf(id, condition, change);
      if (item) return item;
      throw new BracketInFlightError(`${target} ${part}: another execution is publishing it`);
    };
    const mine: Condition = { condition: 'partLease.heldBy = :mine', values: { ':mine': execution } };
    const release = () => change(mine, { remove: ['partLease'] });

    const now = this.#table.now();
    const free: Condition = {
      condition: 'attribute_not_exists(partLease) OR partLease.heldBy = :mine OR partLease.heldAt < :ended',
      values: { ':mine': execution, ':ended': now - leaseMs },
    };
    const item = await change(free, { set: { partLease: { heldBy: execution, heldAt: now } } });
    const held: HeldPart = {
      record: item.part,
      keep: async (record) => void (await change(mine, { set: { target, part: record } })),
      forget: async () => void (await change(mine, { remove: ['target', 'part'] })),
    };
    const result = await work(held).catch(async (error: unknown) => {
      // The error of the work is the one to report; a lease that cannot be released ends by itself.
      await release().catch(() => undefined);
      throw error;
    });
    await release();
    return result;
  }
}
