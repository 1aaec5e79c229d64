import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { callAws } from './aws-errors.ts';

/** How long messages are held while they are looked at, in seconds: longer than a Lambda runs. */
const heldSeconds = 900;
/** SQS may answer that there are none while there are some. */
const emptyAnswers = 2;
/** SQS lets no more be held at once than 120,000. */
const mostHeld = 100_000;

/**
 * A queue of what could not be handled, from which nothing else receives.
 *
 * Every method throws ServiceUnavailableError and RateLimitedError when SQS fails or throttles.
 */
export class QueueMessages {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  /** The bodies of the messages that fit. */
  async find(fits: (body: string) => boolean): Promise<string[]> {
    const found: string[] = [];
    await this.#lookThrough((body) => {
      if (fits(body)) found.push(body);
      return false;
    });
    return found;
  }

  /** Deletes the messages that fit. */
  async delete(fits: (body: string) => boolean): Promise<void> {
    await this.#lookThrough(fits);
  }

  /** SQS cannot search: all messages are received and, unless they are to be deleted, given back. */
  async #lookThrough(isToBeDeleted: (body: string) => boolean): Promise<void> {
    const held: string[] = [];
    try {
      for (let empty = 0; empty < emptyAnswers && held.length < mostHeld; ) {
        const messages = await this.#receive();
        empty = messages.length === 0 ? empty + 1 : 0;
        for (const { Body = '', ReceiptHandle } of messages) {
          if (ReceiptHandle === undefined) continue;
          if (isToBeDeleted(Body)) await this.#delete(ReceiptHandle);
          else held.push(ReceiptHandle);
        }
      }
    } finally {
      for (const handle of held) await this.#giveBack(handle);
    }
  }

  async #receive(): Promise<Message[]> {
    const { Messages = [] } = await callAws('SQS ReceiveMessage', () =>
      this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: heldSeconds,
          WaitTimeSeconds: 1,
        }),
      ),
    );
    return Messages;
  }

  async #delete(ReceiptHandle: string): Promise<void> {
    await callAws('SQS DeleteMessage', () =>
      this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle })),
    );
  }

  async #giveBack(ReceiptHandle: string): Promise<void> {
    await callAws('SQS ChangeMessageVisibility', () =>
      this.#sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: this.#url, ReceiptHandle, VisibilityTimeout: 0 }),
      ),
    );
  }
}
