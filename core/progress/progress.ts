import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { callAws } from '../clients/aws-errors.ts';
import type { DrivePause } from '../clients/drive/errors.ts';
import {
  BadgeInFlightError,
  EntryNotFoundError,
  MailInFlightError,
  MailOutcomeUnknownError,
  PaymentWithoutEntryError,
  ServiceUnavailableError,
} from '../domain/errors.ts';
import type { Part, PartFailure } from '../domain/state.ts';
import {
  type BadgeRecord,
  type DriveRecord,
  type MailPurpose,
  type MailRecord,
  type ProgressItem,
  type ProgressRecord,
  recordOf,
} from './progress-record.ts';

/** How long another execution's unfinished attempt is taken to be still running: longer than the steps that mail may take. */
const attemptLeaseMs = 60_000;

/** The same for who works on a badge: longer than the steps that do may take. */
const badgeLeaseMs = 120_000;

/** From when on a mail that SES does not take is somebody's business. */
const longWaitMs = 15 * 60_000;

/** What an entry is marked with that has been waited for in vain. */
const waitedInVain: readonly string[] = [PaymentWithoutEntryError.errorName, EntryNotFoundError.errorName];

/** The item about Drive as a whole. */
const driveItem = 'drive_pause';

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
    return recordOf(await this.#read(entryId));
  }

  /** The registration is stored under `registrationKey`, admitted by `admittedBy` (a PaymentIntent, by hand, for free). */
  async recordRegistration(entryId: string, registrationKey: string, admittedBy: string): Promise<void> {
    const add = { registrationKeys: new Set([registrationKey]) };
    await this.#set(entryId, { registrationKey, admittedBy }, [attentionOf('registration')], { add });
  }

  /** The registration is to be found under another key, or was stored by another system. */
  async recordRegistrationKey(entryId: string, registrationKey: string): Promise<void> {
    await this.#set(entryId, { registrationKey }, [], {
      add: { registrationKeys: new Set([registrationKey]) },
    });
  }

  /**
   * Lets one execution at a time work on an entry's badge: who comes second reads what the first one left, so that an
   * older badge never takes the place of a newer one.
   *
   * @param work is given the entry's progress as it is then.
   * @throws BadgeInFlightError when another execution is at it, or has taken over what this one did not finish.
   */
  async holdingBadge<T>(
    entryId: string,
    execution: string,
    work: (record: ProgressRecord) => Promise<T>,
  ): Promise<T> {
    const record = await this.#claimBadge(entryId, execution);
    const result = await work(record).catch(async (error: unknown) => {
      // What failed is what is to be told; a claim that cannot be given back ends by itself.
      await this.#releaseBadge(entryId, execution).catch(() => undefined);
      throw error;
    });
    await this.#releaseBadge(entryId, execution);
    return result;
  }

  async #claimBadge(entryId: string, execution: string): Promise<ProgressRecord> {
    const now = this.#now();
    try {
      const badgeLease = { heldBy: execution, heldAt: now };
      const item = await this.#set(entryId, { badgeLease }, [], {
        condition:
          'attribute_not_exists(badgeLease) OR badgeLease.heldBy = :mine OR badgeLease.heldAt < :ended',
        values: { ':mine': execution, ':ended': now - badgeLeaseMs },
      });
      return recordOf(item);
    } catch (cause) {
      throw inFlight(entryId, cause);
    }
  }

  async #releaseBadge(entryId: string, execution: string): Promise<void> {
    try {
      await this.#set(entryId, {}, ['badgeLease'], heldBy(execution));
    } catch (cause) {
      throw inFlight(entryId, cause);
    }
  }

  /**
   * Follows a photo from now on, so that whoever sees it arrive finds the entry.
   * @returns everybody who follows it now.
   */
  async followPhoto(entryId: string, photoId: string): Promise<string[]> {
    const { Attributes } = await callAws('DynamoDB UpdateItem (progress, photo)', () =>
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { entryId: photoId },
          UpdateExpression: 'ADD followers :entry',
          ReturnValues: 'ALL_NEW',
          ExpressionAttributeValues: { ':entry': new Set([entryId]) },
        }),
      ),
    );
    await this.#set(entryId, { photoId });
    return [...((Attributes?.followers as Set<string> | undefined) ?? [])];
  }

  /** A registration is about this person from now on, unless another one is. */
  async recordPerson(personId: string, entryId: string, registrationKey: string): Promise<void> {
    try {
      const condition = 'attribute_not_exists(heldBy)';
      await this.#set(personId, { heldBy: entryId, registrationKey }, [], { condition });
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** The entries whose badges show a photo. */
  async followersOf(photoId: string): Promise<string[]> {
    return [...(((await this.#read(photoId)).followers as Set<string> | undefined) ?? [])];
  }

  /** @throws BadgeInFlightError when the badge is not held by this execution any more. */
  async recordBadge(entryId: string, execution: string, badge: BadgeRecord): Promise<void> {
    await this.#setHolding(entryId, execution, { badge }, ['badgeWithdrawn']);
  }

  /** The badge of this hash is on a sheet that is ready to print. */
  async recordSheet(entryId: string, hash: string): Promise<void> {
    await this.#set(entryId, { printedHash: hash });
  }

  /** Of every badge, the hash it has and the one it had on its last sheet. */
  async *sheetStates(): AsyncGenerator<{ id: string; hash?: string; printedHash?: string }> {
    let after: Record<string, unknown> | undefined;
    do {
      const page = await callAws('DynamoDB Scan (progress)', () =>
        this.#documents.send(
          new ScanCommand({
            TableName: this.#table,
            ProjectionExpression: 'entryId, badge, printedHash',
            FilterExpression: 'attribute_exists(badge)',
            ExclusiveStartKey: after,
          }),
        ),
      );
      for (const { entryId, badge, printedHash } of page.Items ?? []) {
        yield { id: entryId, hash: badge?.hash, printedHash };
      }
      after = page.LastEvaluatedKey;
    } while (after);
  }

  /** The badge went with its registration. @throws BadgeInFlightError */
  async recordWithdrawal(entryId: string, execution: string): Promise<void> {
    await this.#setHolding(entryId, execution, { badgeWithdrawn: true }, ['badge']);
  }

  async #setHolding(
    entryId: string,
    execution: string,
    values: Record<string, unknown>,
    remove: readonly string[],
  ): Promise<void> {
    try {
      await this.#set(entryId, values, remove, heldBy(execution));
    } catch (cause) {
      throw inFlight(entryId, cause);
    }
  }

  /**
   * Reserves `fileId` for the entry's file in Drive and returns what is reserved then: the first id wins. An id serves
   * once, so one whose file is gone is given up by naming it in `replaces`.
   */
  async reserveDriveFile(entryId: string, fileId: string, replaces?: string): Promise<DriveRecord> {
    const drive: DriveRecord = { fileId };
    const unreserved = 'attribute_not_exists(drive)';
    try {
      await this.#set(
        entryId,
        { drive },
        [],
        replaces === undefined
          ? { condition: unreserved }
          : {
              condition: `${unreserved} OR drive.fileId = :replaces`,
              values: { ':replaces': replaces },
            },
      );
      return drive;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return (await this.get(entryId)).drive ?? drive;
    }
  }

  /** The badge with this md5 (hex) is in Drive under `fileId`, or in its trash: the entry's badge part is done. */
  async recordDrive(entryId: string, drive: DriveRecord & { md5: string }): Promise<void> {
    await this.#set(entryId, { drive }, [attentionOf('badge')]);
  }

  /** Until when Drive wants to be left alone: the longest that anybody was told. */
  readonly drivePause: DrivePause = {
    end: async () => (await this.#read(driveItem)).pause?.endsAt ?? 0,
    extend: async (endsAt) => {
      await this.#set(driveItem, { pause: { endsAt } }, [], {
        condition: 'attribute_not_exists(pause) OR pause.endsAt < :endsAt',
        values: { ':endsAt': endsAt },
      }).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
  };

  /** A part was finished by something that leaves no other record, such as a badge for a stage without a folder. */
  async recordDone(entryId: string, ...parts: readonly Part[]): Promise<void> {
    await this.#set(entryId, {}, parts.map(attentionOf));
  }

  /** Whether a mail has been sent for an entry. */
  async hasMailed(entryId: string, purpose: MailPurpose): Promise<boolean> {
    return (await this.#mail(entryId, purpose))?.status === 'sent';
  }

  /**
   * Asks leave to send a mail, and notes that it is being sent.
   *
   * @param asked what a person asks for: a mail that has `arrived` counts as sent; to `resend` it forgets, once for
   * the execution, what was attempted before.
   * @returns the message id when the mail has been sent before; undefined when it is now the caller's to send, who
   * then calls `recordMail` or, if SES did not take it, `recordRefusal` or `recordWait`. An attempt that ended in none
   * of them may have sent the mail: it is made once more, never twice.
   * @throws MailOutcomeUnknownError when two attempts have ended in none.
   * @throws MailInFlightError when another execution's attempt is under way.
   */
  async claimMail(
    entryId: string,
    purpose: MailPurpose,
    execution: string,
    asked?: 'resend' | 'arrived',
  ): Promise<string | undefined> {
    const name = mailOf(purpose);
    const previous = await this.#mail(entryId, purpose);
    if (asked === 'arrived') return previous?.messageId ?? '';
    const anew = asked === 'resend' && previous?.execution !== execution;
    if (previous?.status === 'sent' && !anew) return previous.messageId ?? '';
    const unclear = previous?.status === 'sending';
    if (unclear && previous.attempts >= 2 && !anew) {
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
      attempts: (anew ? 0 : (previous?.attempts ?? 0)) + 1,
      execution,
      attemptedAt: now,
      waitingSince: previous?.waitingSince,
    };
    try {
      await this.#set(entryId, { [name]: claim }, [], {
        condition: previous ? '#mail.attemptedAt = :previous' : 'attribute_not_exists(#mail)',
        values: previous ? { ':previous': previous.attemptedAt } : {},
        names: { '#mail': name },
      });
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

  /** SES answered that it does not take the mail: the attempt does not count. */
  async recordRefusal(entryId: string, purpose: MailPurpose, execution: string): Promise<void> {
    await this.#finishMail(entryId, purpose, execution, { status: 'refused' });
  }

  /**
   * SES did not take the mail and is to be asked again: the attempt does not count. The part that the mail completes is
   * marked once it has waited for long.
   *
   * @param error why it waits, by the error's name.
   * @returns how long the mail has been waiting, in milliseconds, if that is long.
   */
  async recordWait(
    entryId: string,
    purpose: MailPurpose,
    execution: string,
    error: string,
    part?: Part,
  ): Promise<number | undefined> {
    const { attempts = 1, waitingSince = this.#now() } = (await this.#mail(entryId, purpose)) ?? {};
    const attemptedAt = this.#now();
    const waited = attemptedAt - waitingSince;
    const record: MailRecord = {
      status: 'waiting',
      attempts: attempts - 1,
      execution,
      attemptedAt,
      waitingSince,
    };
    const long = waited >= longWaitMs;
    const reason = `SES has not taken the mail since ${new Date(waitingSince).toISOString()}; it is tried again by itself`;
    const at = new Date(attemptedAt).toISOString();
    const mark = part && long ? { [attentionOf(part)]: { error, reason, at } } : {};
    await this.#set(entryId, { [mailOf(purpose)]: record, ...mark });
    return long ? waited : undefined;
  }

  /** Marks parts of an entry as needing attention. */
  async park(entryId: string, failures: readonly PartFailure[]): Promise<void> {
    await this.#set(entryId, this.#marksOf(failures));
  }

  /**
   * Marks an entry as waited for in vain, unless it has come. Both are one transaction, so whoever sees the entry come
   * later sees the mark too, and whoever sees none has come before it: one of the two takes the entry up, never both.
   *
   * @param entriesTable where the entry would be.
   * @returns false when the entry has come and nobody else takes it up.
   */
  async parkMissing(entryId: string, failure: PartFailure, entriesTable: string): Promise<boolean> {
    const stillMissing = {
      TableName: entriesTable,
      Key: { entryId },
      ConditionExpression: 'attribute_not_exists(entryId)',
    };
    const marked = this.#change(entryId, this.#marksOf([failure]));
    try {
      await callAws('DynamoDB TransactWriteItems (entries, progress)', () =>
        this.#documents.send(
          new TransactWriteCommand({ TransactItems: [{ ConditionCheck: stillMissing }, { Update: marked }] }),
        ),
      );
      return true;
    } catch (cause) {
      if (!(cause instanceof TransactionCanceledException)) throw cause;
      const [missing] = cause.CancellationReasons ?? [];
      if (missing?.Code !== 'ConditionalCheckFailed') {
        throw new ServiceUnavailableError(`entry ${entryId}: DynamoDB cancelled what parks it`, { cause });
      }
      // The mark may be there all the same: of an attempt whose answer was lost, or of an earlier execution.
      return this.hasWaitedInVain(entryId);
    }
  }

  /** Whether an execution has given up waiting for the entry, so that whoever sees it come is to start another. */
  async hasWaitedInVain(entryId: string): Promise<boolean> {
    const { attention } = await this.get(entryId);
    return waitedInVain.includes(attention.registration?.error ?? '');
  }

  #marksOf(failures: readonly PartFailure[]): Record<string, unknown> {
    const at = new Date(this.#now()).toISOString();
    return Object.fromEntries(
      failures.map(({ part, ...failure }) => [attentionOf(part), { ...failure, at }]),
    );
  }

  async #finishMail(
    entryId: string,
    purpose: MailPurpose,
    execution: string,
    end: Pick<MailRecord, 'status' | 'messageId'>,
    remove?: string[],
  ): Promise<void> {
    const previous = await this.#mail(entryId, purpose);
    const attempts = (previous?.attempts ?? 1) - (end.status === 'refused' ? 1 : 0);
    const record: MailRecord = { ...end, attempts, execution, attemptedAt: this.#now() };
    await this.#set(entryId, { [mailOf(purpose)]: record }, remove);
  }

  async #mail(entryId: string, purpose: MailPurpose): Promise<MailRecord | undefined> {
    return (await this.#read(entryId))[mailOf(purpose)];
  }

  async #read(entryId: string): Promise<ProgressItem> {
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
    remove?: readonly string[],
    condition?: ChangeCondition,
  ): Promise<ProgressItem> {
    const change = this.#change(entryId, values, remove, condition);
    const { Attributes } = await callAws('DynamoDB UpdateItem (progress)', () =>
      this.#documents.send(new UpdateCommand({ ...change, ReturnValues: 'ALL_NEW' })),
    );
    return Attributes ?? {};
  }

  /** An UpdateItem that sets, removes and adds, and notes when. */
  #change(
    entryId: string,
    values: Record<string, unknown>,
    remove: readonly string[] = [],
    { add = {}, condition, values: given, names: named }: ChangeCondition = {},
  ) {
    const names: Record<string, string> = { ...named };
    const placeholders: Record<string, unknown> = { ...given };
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
    const adds = Object.entries(add).map(([name, members], index) => {
      names[`#a${index}`] = name;
      placeholders[`:a${index}`] = members;
      return `#a${index} :a${index}`;
    });
    const clauses = { SET: sets, REMOVE: removes, ADD: adds };
    return {
      TableName: this.#table,
      Key: { entryId },
      UpdateExpression: Object.entries(clauses)
        .filter(([, actions]) => actions.length > 0)
        .map(([clause, actions]) => `${clause} ${actions.join(', ')}`)
        .join(' '),
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: placeholders,
    };
  }
}

/** A condition, and what is added to sets. */
type ChangeCondition = Condition & { add?: Record<string, Set<string>> };

const heldBy = (execution: string): Condition => ({
  condition: 'badgeLease.heldBy = :mine',
  values: { ':mine': execution },
});

/** @returns the error to throw for a condition that failed; what failed otherwise passes through. */
function inFlight(entryId: string, cause: unknown): unknown {
  if (!(cause instanceof ConditionalCheckFailedException)) return cause;
  return new BadgeInFlightError(`entry ${entryId}: another execution is at work on its badge`, { cause });
}

/** What must hold of the item for it to be changed, with what the expression stands on. */
interface Condition {
  condition?: string;
  values?: Record<string, unknown>;
  names?: Record<string, string>;
}
