import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { callAws } from './aws-errors.ts';

/** The queue where a person finds what a stream's function could not take. */
export class FailureQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  /** @throws ServiceUnavailableError and RateLimitedError as SQS does. */
  async tell(note: object): Promise<void> {
    await callAws('SQS SendMessage (failures)', () =>
      this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody: JSON.stringify(note) })),
    );
  }
}
