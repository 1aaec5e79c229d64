import { digestId, type Notice } from '../../core/attention/notices.ts';
import type { Run } from '../../core/attention/places.ts';
import type { Finding } from '../../core/domain/findings.ts';
import { recordOf } from '../../core/progress/progress-record.ts';

/** `Notices` over the items of an in-memory progress table. */
export class MemoryNotices {
  readonly #items: Map<string, Record<string, unknown>>;
  readonly #now: () => number;
  readonly #alone = new Map<string, Set<string>>();

  constructor(items: Map<string, Record<string, unknown>>, now: () => number) {
    this.#items = items;
    this.#now = now;
  }

  /** The entries that are noted. */
  untold(): string[] {
    return [...this.#items].filter(([, item]) => item.untoldSince !== undefined).map(([id]) => id);
  }

  async note(entryId: string, run: Run, toLookAt?: readonly Finding[]): Promise<void> {
    const item = this.#item(entryId);
    if ((item.untoldRun as Run | undefined)?.execution === run.execution) return;
    Object.assign(item, { untoldSince: this.#now(), untoldRun: run, ...(toLookAt && { toLookAt }) });
  }

  async mayTellAlone(kind: string, execution: string, few: number): Promise<boolean> {
    const alone = this.#alone.get(kind) ?? new Set();
    this.#alone.set(kind, alone);
    if (alone.size >= few && !alone.has(execution)) return false;
    alone.add(execution);
    return true;
  }

  async toldAlone(entryId: string, execution: string): Promise<void> {
    const item = this.#item(entryId);
    if ((item.untoldRun as Run | undefined)?.execution === execution && !item.toLookAt) this.#forget(item);
  }

  async untoldBefore(time: number, most: number): Promise<Notice[]> {
    return [...this.#items]
      .map(([entryId, { untoldSince }]) => ({ entryId, since: untoldSince as number }))
      .filter(({ since }) => since < time)
      .slice(0, most);
  }

  async read({ entryId, since }: Notice) {
    const item = this.#item(entryId);
    if (item.untoldSince !== since) return undefined;
    const toLookAt = (item.toLookAt as Finding[] | undefined) ?? [];
    return { run: item.untoldRun as Run, record: recordOf(item), toLookAt };
  }

  async sealed(): Promise<Notice[] | undefined> {
    return this.#item(digestId).notices as Notice[] | undefined;
  }

  async seal(notices: readonly Notice[]): Promise<boolean> {
    const item = this.#item(digestId);
    if (item.notices) return false;
    item.notices = notices;
    return true;
  }

  async toldInDigest({ entryId, since }: Notice): Promise<void> {
    const item = this.#item(entryId);
    if (item.untoldSince === since) this.#forget(item);
  }

  async unseal(): Promise<void> {
    const item = this.#item(digestId);
    delete item.notices;
    delete item['mail digest'];
  }

  #forget(item: Record<string, unknown>): void {
    delete item.untoldSince;
    delete item.untoldRun;
    delete item.toLookAt;
  }

  #item(entryId: string): Record<string, unknown> {
    const item = this.#items.get(entryId) ?? {};
    this.#items.set(entryId, item);
    return item;
  }
}
