import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { MailInFlightError, MailOutcomeUnknownError } from '../domain/errors.ts';
import type { Part } from '../domain/state.ts';
import { callAws } from './aws-errors.ts';

/** The mails an entry can cause; each is sent once. A mail about what needs attention is sent once an execution. */
export type MailPurpose = 'confirmation' | 'school' | `attention ${string}`;

export interface MailRecord {
  status: 'sending' | 'sent' | 'refused';
  /** Attempts whose outcome may be a mail: a refusal does not count. */
  attempts: number;
  /** The execution that made the last attempt, and when (epoch milliseconds). */
  execution: string;
  attemptedAt: number;
  messageId?: string;
}

export interface DriveRecord {
  /** The id the file has or, while `md5` is absent, is about to be created with. */
  fileId: string;
  md5?: string;
}

/** What has been done for one entry. Absent fields have not happened. */
export interface ProgressRecord {
  registrationKey?: string;
  badge?: { key: string; photo: string; md5: string };
  drive?: DriveRecord;
  attention: Partial<Record<Part, { error: string; reason: string; at: string }>>;
}

/** How long another execution's unfinished attempt is taken to be still running: longer than any step's time-out. */
const attemptLeaseMs = 60_000;

const attentionOf = (part: Part) => `attention ${part}`;
const mailOf = (purpose: MailPurpose) => `mail ${purpose}`;

/**
 * The progress table: key `entryId`, one item an entry, one top-level attribute a fact, so that the branches of an
 * execution never write over each other. It is kept apart from the entries table, whose items are what the form
 * sent and nothing else. Recording that a part is done removes the part's attention mark in the same write.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError as DynamoDB does.
 */
export class Progress {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(documents: DynamoDBDocumentClient, table: string, now: () => number = Date.now) {
    this.#documents = documents;
    this.#table = table;
    this.#now = now;
  }

  async get(entryId: string): Promise<ProgressRecord> {
    const item = await this.#read(entryId);
    const attention: ProgressRecord['attention'] = {};
    for (const [name, value] of Object.entries(item)) {
      if (name.startsWith('attention ')) attention[name.slice('attention '.length) as Part] = value;
    }
    return { registrationKey: item.registrationKey, badge: item.badge, drive: item.drive, attention };
  }

  /** The registration is stored under `registrationKey`, admitted by `admittedBy` (a PaymentIntent, by hand, for free). */
  async recordRegistration(entryId: string, registrationKey: string, admittedBy: string): Promise<void> {
    await this.#set(entryId, { registrationKey, admittedBy }, [attentionOf('registration')]);
  }

  async recordBadge(entryId: string, badge: NonNullable<ProgressRecord['badge']>): Promise<void> {
    await this.#set(entryId, { badge });
  }

  /**
   * Reserves `fileId` for the entry's file in Drive and returns what is reserved then: the first id wins. An id serves
   * once, so one whose file is gone is given up by naming it in `replaces`.
   */
  async reserveDriveFile(entryId: string, fileId: string, replaces?: string): Promise<DriveRecord> {
    const drive: DriveRecord = { fileId };
    const unreserved = 'attribute_not_exists(drive)';
    try {
      if (replaces === undefined) await this.#set(entryId, { drive }, [], unreserved);
      else {
        const condition = `${unreserved} OR drive.fileId = :replaces`;
        await this.#set(entryId, { drive }, [], condition, { ':replaces': replaces });
      }
      return drive;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return (await this.get(entryId)).drive ?? drive;
    }
  }

  /** The badge with this md5 (hex) is in Drive under `fileId`: the entry's badge part is done. */
  async recordDrive(entryId: string, drive: Required<DriveRecord>): Promise<void> {
    await this.#set(entryId, { drive }, [attentionOf('badge')]);
  }

  /** A part was finished by something that leaves no other record, such as a badge for a stage without a folder. */
  async recordDone(entryId: string, ...parts: readonly Part[]): Promise<void> {
    await this.#set(entryId, {}, parts.map(attentionOf));
  }

  /**
   * Asks leave to send a mail, and notes that it is being sent.
   *
   * @returns the message id when the mail has been sent before; undefined when it is now the caller's to send, who
   * then calls `recordMail` or, if SES refused it, `recordRefusal`. An attempt that ended in neither may have sent
   * the mail: it is made once more, never twice.
   * @throws MailOutcomeUnknownError when two attempts have ended in neither.
   * @throws MailInFlightError when another execution's attempt is under way.
   */
  async claimMail(entryId: string, purpose: MailPurpose, execution: string): Promise<string | undefined> {
    const name = mailOf(purpose);
    const previous = (await this.#read(entryId))[name] as MailRecord | undefined;
    if (previous?.status === 'sent') return previous.messageId ?? '';
    const unclear = previous?.status === 'sending';
    if (unclear && previous.attempts >= 2) {
      throw new MailOutcomeUnknownError(
        `entry ${entryId}: two attempts to send the ${purpose} mail ended without an answer`,
      );
    }
    const now = this.#now();
    if (unclear && previous.execution !== execution && now - previous.attemptedAt < attemptLeaseMs) {
      throw new MailInFlightError(`entry ${entryId}: the ${purpose} mail is being sent by another execution`);
    }
    const claim: MailRecord = {
      status: 'sending',
      attempts: (previous?.attempts ?? 0) + 1,
      execution,
      attemptedAt: now,
    };
    try {
      await this.#set(
        entryId,
        { [name]: claim },
        [],
        previous ? '#mail.attemptedAt = :previous' : 'attribute_not_exists(#mail)',
        previous ? { ':previous': previous.attemptedAt } : {},
        { '#mail': name },
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new MailInFlightError(
        `entry ${entryId}: the ${purpose} mail is being sent by another execution`,
        {
          cause: error,
        },
      );
    }
    return undefined;
  }

  /** SES took the mail. `part` is what the mail completes. */
  async recordMail(
    entryId: string,
    purpose: MailPurpose,
    execution: string,
    messageId: string,
    part?: Part,
  ): Promise<void> {
    await this.#finishMail(
      entryId,
      purpose,
      execution,
      { status: 'sent', messageId },
      part && [attentionOf(part)],
    );
  }

  /** SES answered that it did not take the mail: the attempt does not count. */
  async recordRefusal(entryId: string, purpose: MailPurpose, execution: string): Promise<void> {
    await this.#finishMail(entryId, purpose, execution, { status: 'refused' });
  }

  /** Marks parts of an entry as needing attention. */
  async park(
    entryId: string,
    failures: readonly { part: Part; error: string; reason: string }[],
  ): Promise<void> {
    const at = new Date(this.#now()).toISOString();
    await this.#set(
      entryId,
      Object.fromEntries(
        failures.map(({ part, error, reason }) => [attentionOf(part), { error, reason, at }]),
      ),
    );
  }

  async #finishMail(
    entryId: string,
    purpose: MailPurpose,
    execution: string,
    end: Pick<MailRecord, 'status' | 'messageId'>,
    remove?: string[],
  ): Promise<void> {
    const previous = (await this.#read(entryId))[mailOf(purpose)] as MailRecord | undefined;
    const attempts = (previous?.attempts ?? 1) - (end.status === 'refused' ? 1 : 0);
    const record: MailRecord = { ...end, attempts, execution, attemptedAt: this.#now() };
    await this.#set(entryId, { [mailOf(purpose)]: record }, remove);
  }

  // biome-ignore lint/suspicious/noExplicitAny: an item is whatever was stored
  async #read(entryId: string): Promise<Record<string, any>> {
    const { Item } = await callAws('DynamoDB GetItem (progress)', () =>
      this.#documents.send(
        new GetCommand({ TableName: this.#table, Key: { entryId }, ConsistentRead: true }),
      ),
    );
    return Item ?? {};
  }

  async #set(
    entryId: string,
    values: Record<string, unknown>,
    remove: readonly string[] = [],
    condition?: string,
    conditionValues: Record<string, unknown> = {},
    conditionNames: Record<string, string> = {},
  ): Promise<void> {
    const names: Record<string, string> = { ...conditionNames };
    const placeholders: Record<string, unknown> = { ...conditionValues };
    const sets = Object.entries({ ...values, updatedAt: new Date(this.#now()).toISOString() }).map(
      ([name, value], index) => {
        names[`#s${index}`] = name;
        placeholders[`:s${index}`] = value;
        return `#s${index} = :s${index}`;
      },
    );
    const removes = remove.map((name, index) => {
      names[`#r${index}`] = name;
      return `#r${index}`;
    });
    await callAws('DynamoDB UpdateItem (progress)', () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { entryId },
          UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: placeholders,
        }),
      ),
    );
  }
}
