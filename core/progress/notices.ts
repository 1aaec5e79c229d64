import type { Finding } from '../domain/findings.ts';
import type { Run } from '../domain/state.ts';
import { type MailRecord, mailOf, type ProgressRecord, recordOf } from './progress-record.ts';
import type { ProgressTable } from './progress-table.ts';

/** The item of the progress table about the digest that is being sent. */
export const digestId = 'digest';

/** An entry to report to the organisers, and since when (epoch milliseconds): a later note on it is another notice. */
export interface Notice {
  entryId: string;
  since: number;
}

/** What is known about an entry that is noted. */
export interface NoticedEntry {
  run: Run;
  record: ProgressRecord;
  toLookAt: readonly Finding[];
}

/**
 * What still has to be reported to the organisers. It is noted on each entry's own item, and the table's index
 * `untold-index` finds the noted ones: however many there are, none is lost for lack of space or because two wrote at
 * once.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class Notices {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /**
   * Notes that the result of an execution has to be reported: once, however often this is called for the execution.
   * @param toLookAt what a person should check in a registration that otherwise needs no attention.
   */
  async note(entryId: string, run: Run, toLookAt?: readonly Finding[]): Promise<void> {
    const another = {
      condition: 'attribute_not_exists(untold) OR untoldRun.execution <> :execution',
      values: { ':execution': run.execution },
    };
    await this.#table.changeIf(entryId, another, {
      set: { untold: 'yes', untoldSince: this.#table.now(), untoldRun: run, ...(toLookAt && { toLookAt }) },
      untimed: true,
    });
  }

  /**
   * Whether an execution may send a mail of its own: the first few of a kind in each hour may. The answer to one that may
   * stays the same.
   */
  async mayTellAlone(kind: string, execution: string, few: number): Promise<boolean> {
    const hour = new Date(this.#table.now()).toISOString().slice(0, 13);
    const amongTheFew = {
      condition: 'attribute_not_exists(alone) OR size(alone) < :few OR contains(alone, :execution)',
      values: { ':execution': execution, ':few': few },
    };
    const may = await this.#table.changeIf(`told ${kind} ${hour}`, amongTheFew, {
      add: { alone: new Set([execution]) },
      untimed: true,
    });
    return may !== undefined;
  }

  /** The execution's own mail has been sent. Findings that were noted as well are left to the digest. */
  async toldAlone(entryId: string, execution: string): Promise<void> {
    const itsOwn = {
      condition: 'untoldRun.execution = :execution AND attribute_not_exists(toLookAt)',
      values: { ':execution': execution },
    };
    await this.#table.changeIf(entryId, itsOwn, {
      remove: ['untold', 'untoldSince', 'untoldRun'],
      untimed: true,
    });
  }

  /** What was noted before a time and has not been reported, the oldest first. */
  async untoldBefore(time: number, most: number): Promise<Notice[]> {
    const items = await this.#table.query({
      IndexName: 'untold-index',
      KeyConditionExpression: 'untold = :yes AND untoldSince < :time',
      ExpressionAttributeValues: { ':yes': 'yes', ':time': time },
      Limit: most,
    });
    return items.map(({ entryId, untoldSince }) => ({ entryId, since: untoldSince }));
  }

  /** What is known about a notice's entry; undefined when the notice has been reported, or replaced by a later one. */
  async read({ entryId, since }: Notice): Promise<NoticedEntry | undefined> {
    const item = await this.#table.read(entryId);
    if (item.untoldSince !== since) return undefined;
    return { run: item.untoldRun as Run, record: recordOf(item), toLookAt: item.toLookAt ?? [] };
  }

  /** The contents of the digest that is being sent; undefined when there is none. */
  async sealed(): Promise<Notice[] | undefined> {
    return (await this.#table.read(digestId)).notices as Notice[] | undefined;
  }

  /** Fixes the contents of the next digest, so that a run that takes over reports the same. @returns false if one is fixed. */
  async seal(notices: readonly Notice[]): Promise<boolean> {
    const none = { condition: 'attribute_not_exists(notices)' };
    const sealed = await this.#table.changeIf(digestId, none, { set: { notices }, untimed: true });
    return sealed !== undefined;
  }

  /** A notice was reported by the mail with this id; without an id, it no longer needed one, and no mail is recorded. */
  async toldInDigest(
    { entryId, since }: Notice,
    { run: { execution }, toLookAt }: Pick<NoticedEntry, 'run' | 'toLookAt'>,
    messageId: string | undefined,
  ): Promise<void> {
    const mail = mailOf(toLookAt.length > 0 ? 'findings' : `attention ${execution}`);
    const attemptedAt = this.#table.now();
    const sent: MailRecord = { status: 'sent', attempts: 1, execution, attemptedAt, messageId };
    await this.#table.changeIf(
      entryId,
      { condition: 'untoldSince = :since', values: { ':since': since } },
      {
        set: messageId === undefined ? undefined : { [mail]: sent },
        remove: ['untold', 'untoldSince', 'untoldRun', 'toLookAt'],
        untimed: true,
      },
    );
  }

  /** The digest was sent or given up: whatever is still noted is in the next one. */
  async unseal(): Promise<void> {
    await this.#table.changeIf(
      digestId,
      { condition: 'attribute_exists(entryId)' },
      { remove: ['notices', mailOf('digest')], untimed: true },
    );
  }
}
