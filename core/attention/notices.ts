import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { callAws } from '../clients/aws-errors.ts';
import type { Finding } from '../domain/findings.ts';
import { type ProgressRecord, recordOf } from '../progress/progress-record.ts';
import type { Run } from './places.ts';

/** The item of the progress table that is about the mail on its way to tell many things at once. */
export const digestId = 'digest';

/** Something to be told, and since when (epoch milliseconds): a later note of the same entry is another one. */
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
 * What is still to be told to the organisers. Each entry's own item notes it, and the table's index `untold-index` finds
 * those that are noted: however many there are, none is lost for want of room or for a writer that came second.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class Notices {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(documents: DynamoDBDocumentClient, table: string, now: () => number = Date.now) {
    this.#documents = documents;
    this.#table = table;
    this.#now = now;
  }

  /**
   * Notes that what an execution ended with is to be told; once, however often the execution says so.
   * @param toLookAt what somebody should look at in a registration that needs no attention otherwise.
   */
  async note(entryId: string, run: Run, toLookAt?: readonly Finding[]): Promise<void> {
    await this.#changeIf('attribute_not_exists(untold) OR untoldRun.execution <> :execution', entryId, {
      UpdateExpression: `SET untold = :yes, untoldSince = :now, untoldRun = :run${toLookAt ? ', toLookAt = :findings' : ''}`,
      ExpressionAttributeValues: {
        ':yes': 'yes',
        ':now': this.#now(),
        ':run': run,
        ':execution': run.execution,
        ...(toLookAt && { ':findings': toLookAt }),
      },
    });
  }

  /**
   * Whether an execution may tell in a mail of its own: the first few of a kind in each hour may. Asked again, the
   * answer to one that may is the same.
   */
  async mayTellAlone(kind: string, execution: string, few: number): Promise<boolean> {
    const hour = new Date(this.#now()).toISOString().slice(0, 13);
    return this.#changeIf(
      'attribute_not_exists(alone) OR size(alone) < :few OR contains(alone, :execution)',
      `told ${kind} ${hour}`,
      {
        UpdateExpression: 'ADD alone :executions',
        ExpressionAttributeValues: {
          ':executions': new Set([execution]),
          ':execution': execution,
          ':few': few,
        },
      },
    );
  }

  /** The execution's mail of its own has been sent; what is to be looked at beside it is left to the digest. */
  async toldAlone(entryId: string, execution: string): Promise<void> {
    await this.#changeIf('untoldRun.execution = :execution AND attribute_not_exists(toLookAt)', entryId, {
      UpdateExpression: 'REMOVE untold, untoldSince, untoldRun',
      ExpressionAttributeValues: { ':execution': execution },
    });
  }

  /** What was noted before a time and has not been told, the oldest first. */
  async untoldBefore(time: number, most: number): Promise<Notice[]> {
    const { Items = [] } = await callAws('DynamoDB Query (progress, untold)', () =>
      this.#documents.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'untold-index',
          KeyConditionExpression: 'untold = :yes AND untoldSince < :time',
          ExpressionAttributeValues: { ':yes': 'yes', ':time': time },
          Limit: most,
        }),
      ),
    );
    return Items.map(({ entryId, untoldSince }) => ({ entryId, since: untoldSince }));
  }

  /** What is known of a notice's entry; undefined when the notice has been told, or another one has come since. */
  async read({ entryId, since }: Notice): Promise<NoticedEntry | undefined> {
    const item = await this.#get(entryId);
    if (item.untoldSince !== since) return undefined;
    return { run: item.untoldRun as Run, record: recordOf(item), toLookAt: item.toLookAt ?? [] };
  }

  /** What is in the digest that is being sent; undefined when there is none. */
  async sealed(): Promise<Notice[] | undefined> {
    return (await this.#get(digestId)).notices as Notice[] | undefined;
  }

  /** Says what the next digest is about, so that whoever takes over tells the very same. @returns false if there is one. */
  async seal(notices: readonly Notice[]): Promise<boolean> {
    return this.#changeIf('attribute_not_exists(notices)', digestId, {
      UpdateExpression: 'SET notices = :notices',
      ExpressionAttributeValues: { ':notices': notices },
    });
  }

  /** A notice has been told, by a mail with this id; nothing is recorded of one that needed no mail any more. */
  async toldInDigest(
    { entryId, since }: Notice,
    { run: { execution }, toLookAt }: Pick<NoticedEntry, 'run' | 'toLookAt'>,
    messageId: string | undefined,
  ): Promise<void> {
    const sent = { status: 'sent', attempts: 1, execution, attemptedAt: this.#now(), messageId };
    const mail = toLookAt.length > 0 ? 'mail findings' : `mail attention ${execution}`;
    await this.#changeIf('untoldSince = :since', entryId, {
      UpdateExpression: `${messageId === undefined ? '' : 'SET #mail = :sent '}REMOVE untold, untoldSince, untoldRun, toLookAt`,
      ...(messageId !== undefined && { ExpressionAttributeNames: { '#mail': mail } }),
      ExpressionAttributeValues: { ':since': since, ...(messageId !== undefined && { ':sent': sent }) },
    });
  }

  /** The digest is done with, or given up: what it was about and is still noted is told by the next one. */
  async unseal(): Promise<void> {
    await this.#changeIf('attribute_exists(entryId)', digestId, {
      UpdateExpression: 'REMOVE notices, #mail',
      ExpressionAttributeNames: { '#mail': 'mail digest' },
    });
  }

  async #get(entryId: string) {
    const { Item = {} } = await callAws('DynamoDB GetItem (progress)', () =>
      this.#documents.send(
        new GetCommand({ TableName: this.#table, Key: { entryId }, ConsistentRead: true }),
      ),
    );
    return Item;
  }

  /** @returns false when the condition does not hold, and nothing is changed. */
  async #changeIf(
    condition: string,
    entryId: string,
    change: Pick<
      UpdateCommand['input'],
      'UpdateExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<boolean> {
    try {
      await callAws('DynamoDB UpdateItem (progress, untold)', () =>
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: { entryId },
            ConditionExpression: condition,
            ...change,
          }),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
