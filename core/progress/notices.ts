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
  /** Absent where no execution's end is to be reported. */
  run?: Run;
  record: ProgressRecord;
  toLookAt: readonly Finding[];
  /** Keys of news about the payment. */
  news: readonly string[];
  /** Where a mail to the family came back or was reported as spam: the execution that sent it. */
  returned?: Run;
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
   * Leaves news about a payment to the digest, beside whatever else is noted. In the same write it counts as reported, so
   * that each piece of news is noted once.
   * @param keys of the news, at least one.
   */
  async noteNews(entryId: string, keys: readonly string[]): Promise<void> {
    const news = new Set(keys);
    await this.#table.change(entryId, {
      set: { untold: 'yes', untoldSince: this.#table.now() },
      add: { untoldNews: news, moneyTold: news },
      untimed: true,
    });
  }

  /**
   * Whether there may be a mail about one thing alone: about the first few of a kind in each hour. The answer to one that
   * may stays the same.
   * @param id of the thing: the name of an execution, or the key of a piece of news.
   */
  async mayTellAlone(kind: string, id: string, few: number): Promise<boolean> {
    const hour = new Date(this.#table.now()).toISOString().slice(0, 13);
    const amongTheFew = {
      condition: 'attribute_not_exists(alone) OR size(alone) < :few OR contains(alone, :id)',
      values: { ':id': id, ':few': few },
    };
    const may = await this.#table.changeIf(`told ${kind} ${hour}`, amongTheFew, {
      add: { alone: new Set([id]) },
      untimed: true,
    });
    return may !== undefined;
  }

  /** The execution's own mail has been sent. What else was noted is left to the digest. */
  async toldAlone(entryId: string, execution: string): Promise<void> {
    const itsOwn = 'untoldRun.execution = :execution AND attribute_not_exists(toLookAt)';
    const values = { ':execution': execution };
    const nothingElse = {
      condition: `${itsOwn} AND attribute_not_exists(untoldNews) AND attribute_not_exists(untoldReturn)`,
      values,
    };
    const done = await this.#table.changeIf(entryId, nothingElse, {
      remove: ['untold', 'untoldSince', 'untoldRun'],
      untimed: true,
    });
    if (done) return;
    await this.#table.changeIf(
      entryId,
      { condition: itsOwn, values },
      { remove: ['untoldRun'], untimed: true },
    );
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
    const news = [...((item.untoldNews as Set<string> | undefined) ?? [])];
    return {
      ...{ run: item.untoldRun as Run, returned: item.untoldReturn as Run | undefined },
      ...{ record: recordOf(item), toLookAt: item.toLookAt ?? [], news },
    };
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

  /**
   * A notice was reported by the mail with this id; without an id, it no longer needed one, and no mail is recorded. What
   * was noted while the mail was sent is left to the next one.
   */
  async toldInDigest(
    { entryId, since }: Notice,
    { run, toLookAt, news }: Pick<NoticedEntry, 'run' | 'toLookAt' | 'news'>,
    messageId: string | undefined,
  ): Promise<void> {
    const set = messageId !== undefined && run ? this.#mailAbout(run, toLookAt, messageId) : undefined;
    const asReported = { condition: 'untoldSince = :since', values: { ':since': since } };
    const reported = await this.#table.changeIf(entryId, asReported, {
      set,
      remove: ['untold', 'untoldSince', 'untoldRun', 'toLookAt', 'untoldNews', 'untoldReturn'],
      untimed: true,
    });
    if (reported) return;
    if (news.length > 0) {
      await this.#table.change(entryId, { take: { untoldNews: new Set(news) }, untimed: true });
    }
    if (run) {
      const sameRun = {
        condition: 'untoldRun.execution = :execution',
        values: { ':execution': run.execution },
      };
      await this.#table.changeIf(entryId, sameRun, {
        set,
        remove: ['untoldRun', 'toLookAt'],
        untimed: true,
      });
    }
  }

  #mailAbout({ execution }: Run, toLookAt: readonly Finding[], messageId: string) {
    const attemptedAt = this.#table.now();
    const sent: MailRecord = { status: 'sent', attempts: 1, execution, attemptedAt, messageId };
    return { [mailOf(toLookAt.length > 0 ? 'findings' : `attention ${execution}`)]: sent };
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
