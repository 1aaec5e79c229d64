import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { addressParser } from 'postal-mime';
import { createDrive } from '../core/clients/drive/google-drive.ts';
import { executionArnOf } from '../core/domain/ids.ts';
import type { CloudAddresses } from './tournament-cloud.ts';

export interface ReceivedMail {
  messageId: string;
  subject: string;
  /** Headers, with display names. */
  destination: { to: string[]; cc: string[]; bcc: string[] };
  /** The addresses it went to. */
  recipients: string[];
  body: { text?: string; html?: string };
  /** `content` in base64; a picture that the HTML shows has a `contentId`, and its disposition is `INLINE`. */
  attachments: {
    filename?: string;
    contentType?: string;
    contentDisposition?: string;
    contentId?: string;
    content: string;
  }[];
  /** Epoch seconds. */
  at: number;
}

/** The outcome of one entry, as the services themselves report it. */
export interface Outcome {
  execution: Pick<DescribeExecutionCommandOutput, 'status' | 'error' | 'cause'> & { name: string };
  /** The row of the registrations table. */
  registration?: Record<string, unknown>;
  confirmation?: ReceivedMail;
  /** The mail to the admin about the entry's school. */
  adminAlert?: ReceivedMail;
  badge?: { key: string; photo: string; jpeg: Uint8Array };
  driveFile?: { id: string; name: string; md5?: string };
  /** When the steps ended, epoch milliseconds. */
  endedAt: { confirmation?: number; drive?: number };
}

/** Looks into the embedded cloud as an organiser would into AWS. */
export class Outcomes {
  readonly #cloud: CloudAddresses;
  readonly #stateMachineArn: string;
  readonly #sfn: SFNClient;
  readonly #s3: S3Client;
  readonly #documents: DynamoDBDocumentClient;
  readonly #drive: ReturnType<typeof createDrive>;
  /** The mails seen so far. */
  #mails: readonly ReceivedMail[] = [];

  /** @param stateMachineArn the machine whose executions are looked at; by default the registration workflow's. */
  constructor(cloud: CloudAddresses, stateMachineArn = cloud.outputs.StateMachineArn ?? '') {
    this.#cloud = cloud;
    this.#stateMachineArn = stateMachineArn;
    const config = awsClientConfig(cloud);
    this.#sfn = new SFNClient(config);
    this.#s3 = new S3Client(config);
    this.#documents = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
      // A family may have entered a number that is too large for the client's default.
      unmarshallOptions: { wrapNumbers: Number },
    });
    this.#drive = createDrive({
      serviceAccount: cloud.secret.google.serviceAccount,
      apiBase: cloud.endpoints.drive,
    });
  }

  /** The execution's description; undefined while no execution has that name. */
  async execution(name: string): Promise<DescribeExecutionCommandOutput | undefined> {
    try {
      return await this.#sfn.send(new DescribeExecutionCommand({ executionArn: this.#executionArn(name) }));
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Waits until an execution of that name has ended, and describes it; `what` goes into the error's message. */
  async ended(
    name: string,
    withinMs?: number,
    what = `execution ${name} to end`,
  ): Promise<DescribeExecutionCommandOutput> {
    return waitFor(
      what,
      async () => {
        const execution = await this.execution(name);
        return execution?.status === 'RUNNING' ? undefined : execution;
      },
      { withinMs },
    );
  }

  async history(name: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    const request = { executionArn: this.#executionArn(name), includeExecutionData: true };
    for await (const page of paginateGetExecutionHistory({ client: this.#sfn }, request)) {
      events.push(...(page.events ?? []));
    }
    return events;
  }

  async progress(entryId: string): Promise<Record<string, unknown>> {
    const { Item } = await this.#documents.send(
      new GetCommand({
        TableName: this.#cloud.outputs.ProgressTable,
        Key: { entryId },
        ConsistentRead: true,
      }),
    );
    return Item ?? {};
  }

  async registrations(): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    const request = { TableName: this.#cloud.outputs.RegistrationsTable };
    for await (const page of paginateScan({ client: this.#documents }, request))
      rows.push(...(page.Items ?? []));
    return rows;
  }

  /** Every mail so far, oldest first. Of those seen before, only the last second's are fetched again: badges are large. */
  async mails(): Promise<readonly ReceivedMail[]> {
    const since = this.#mails.at(-1)?.at ?? 1;
    const response = await fetch(`${this.#cloud.endpoints.aws}/_mails?since=${since}`);
    const { emails } = (await response.json()) as { emails: Omit<ReceivedMail, 'recipients'>[] };
    const latest = emails.map((mail) => {
      const { to, cc, bcc } = mail.destination;
      const recipients = addressParser([...to, ...cc, ...bcc].join(', ')).map(({ address = '' }) => address);
      return { ...mail, recipients };
    });
    this.#mails = [...this.#mails.filter(({ at }) => at < since), ...latest];
    return this.#mails;
  }

  async driveFiles(entryId: string) {
    return this.#drive.find([this.#cloud.driveFolderId], { entryId });
  }

  /** All of one entry, by its execution's name (the entry's id, or that with a suffix). */
  async of(entryId: string, name = entryId): Promise<Outcome> {
    const [execution, events, progress] = await Promise.all([
      this.execution(name),
      this.history(name),
      this.progress(entryId),
    ]);
    const { registrationKey, badge } = progress as {
      registrationKey?: string;
      badge?: { key: string; photo: string };
    };
    const messageId = (purpose: string) =>
      (progress[`mail ${purpose}`] as { messageId?: string } | undefined)?.messageId;
    const [mails, registration, jpeg, driveFiles] = await Promise.all([
      this.mails(),
      registrationKey ? this.#registration(registrationKey) : undefined,
      badge ? this.#badge(badge.key) : undefined,
      this.driveFiles(entryId),
    ]);
    const sent = (purpose: string) => mails.find((mail) => mail.messageId === messageId(purpose));
    return {
      execution: { name, status: execution?.status, error: execution?.error, cause: execution?.cause },
      registration,
      confirmation: sent('confirmation'),
      adminAlert: sent('findings'),
      badge: badge && jpeg && { ...badge, jpeg },
      driveFile: driveFiles[0],
      endedAt: { confirmation: endOf(events, 'Send confirmation'), drive: endOf(events, 'Push to Drive') },
    };
  }

  async #registration(pk: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#documents.send(
      new GetCommand({
        TableName: this.#cloud.outputs.RegistrationsTable,
        Key: { pk },
        ConsistentRead: true,
      }),
    );
    return Item;
  }

  async #badge(key: string): Promise<Uint8Array | undefined> {
    const { Body } = await this.#s3.send(
      new GetObjectCommand({ Bucket: this.#cloud.outputs.BadgeBucket, Key: key }),
    );
    return Body?.transformToByteArray();
  }

  #executionArn(name: string): string {
    return executionArnOf(this.#stateMachineArn, name);
  }
}

/** When a state was left for the first time, epoch milliseconds. */
export function endOf(events: readonly HistoryEvent[], state: string): number | undefined {
  const exited = events.find((event) => event.stateExitedEventDetails?.name === state);
  return exited?.timestamp?.getTime();
}

/**
 * Asks again and again until there is an answer.
 * @throws Error that says what was waited for, after `withinMs`.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { withinMs = 30_000, everyMs = 50 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
