import type { Finding } from '../domain/findings.ts';
import type { Run } from '../domain/state.ts';
import { type MailRecord, mailOf, type ProgressRecord, recordOf } from './progress-record.ts';
import type { ProgressTable } from './progress-table.ts';

/** The item of the progress table about the digest that is being sent. */
export const digestId = 'digest';

/** Something to report to the organisers, and since when (epoch milliseconds): a later note on the entry is another notice. */
export interface Notice {
  entryId: string;
  since: number;
}

/** What is known of an entry that is noted. */
export interface NoticedEntry {
  run: Run;
  record: ProgressRecord;
  toLookAt: readonly Finding[];
}

/**
 * What is still to be reported to the organisers. Each entry's own item notes it, and the table's index `untold-index`
 * finds the noted ones: however many there are, none is lost for lack of space or because two wrote at once.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class Notices {
  readonly #table: ProgressTable;

  constructor(table: ProgressTable) {
    this.#table = table;
  }

  /**
   * Notes that what an execution ended with is to be reported; once, however often the execution says so.
   * @param toLookAt what somebody should look at in a registration that needs no attention otherwise.
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
   * Whether an execution may send a mail of its own: the first few of a kind in each hour may. One that may gets the
   * same answer whenever it asks.
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

  /** The execution's mail of its own has been sent; what to look at besides is left to the digest. */
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

  /** What is known of a notice's entry; undefined when it has been reported, or replaced by a later one. */
  async read({ entryId, since }: Notice): Promise<NoticedEntry | undefined> {
    const item = await this.#table.read(entryId);
    if (item.untoldSince !== since) return undefined;
    return { run: item.untoldRun as Run, record: recordOf(item), toLookAt: item.toLookAt ?? [] };
  }

  /** What is in the digest that is being sent; undefined when there is none. */
  async sealed(): Promise<Notice[] | undefined> {
    return (await this.#table.read(digestId)).notices as Notice[] | undefined;
  }

  /** Fixes what the next digest is about, so that whoever takes over reports the same. @returns false if there is one. */
  async seal(notices: readonly Notice[]): Promise<boolean> {
    const none = { condition: 'attribute_not_exists(notices)' };
    const sealed = await this.#table.changeIf(digestId, none, { set: { notices }, untimed: true });
    return sealed !== undefined;
  }

  /** A notice has been reported by the mail with this id; without an id it no longer needed a mail, and none is recorded. */
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

  /** The digest is done, or given up: whatever it was about and is still noted comes in the next one. */
  async unseal(): Promise<void> {
    await this.#table.changeIf(
      digestId,
      { condition: 'attribute_exists(entryId)' },
      { remove: ['notices', mailOf('digest')], untimed: true },
    );
  }
}
