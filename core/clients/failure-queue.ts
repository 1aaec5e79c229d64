import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { callAws } from './aws-errors.ts';

/** The queue for records that a stream's function could not handle; a person looks at them. */
export class FailureQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  /** @throws ServiceUnavailableError and RateLimitedError when SQS fails or throttles. */
  async tell(note: object): Promise<void> {
    await callAws('SQS SendMessage (failures)', () =>
      this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody: JSON.stringify(note) })),
    );
  }
}
