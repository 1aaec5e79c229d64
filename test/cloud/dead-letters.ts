/** Messages in the failure queues. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { type StreamRecord, StreamsClient } from '@tkd-registration/local-cloud/streams';
import { waitFor } from '../../local/outcome.ts';
import { cloud } from './fixtures.ts';

export const sqs = new SQSClient(awsClientConfig(cloud));
const streams = new StreamsClient(cloud.endpoints.aws);

/** Waits for a message in a dead-letter queue, named by the output with its URL, and removes it; the others stay. */
export async function deadLetter(
  queue: `Failed${string}Url`,
  isIt: (message: Message) => Promise<boolean> | boolean,
): Promise<string> {
  const QueueUrl = cloud.outputs[queue];
  return waitFor(`a message in ${queue}`, async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
    );
    for (const message of Messages) {
      if (!(await isIt(message))) continue;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      return message.Body;
    }
    return undefined;
  });
}

/** Whether a message in a failure queue points to a record in a table's stream about an item. */
export function isAbout(table: string, key: Record<string, AttributeValue>) {
  return async ({ Body = '' }: Message): Promise<boolean> => {
    const found = await streamRecord(table, JSON.parse(Body).sequenceNumber);
    return JSON.stringify(found?.dynamodb.Keys) === JSON.stringify(key);
  };
}

async function streamRecord(table: string, sequenceNumber: string): Promise<StreamRecord | undefined> {
  const streamArn = await streams.streamOf(table);
  for (const { ShardId } of await streams.shards(streamArn)) {
    let iterator: string | undefined = await streams.iterator(streamArn, ShardId, 'TRIM_HORIZON', undefined);
    while (iterator) {
      const { records, next } = await streams.records(iterator, 1_000);
      const found = records.find(({ dynamodb }) => dynamodb.SequenceNumber === sequenceNumber);
      if (found) return found;
      iterator = records.length === 0 ? undefined : next;
    }
  }
  return undefined;
}
