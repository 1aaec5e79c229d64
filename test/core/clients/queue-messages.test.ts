import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from 'vitest';
import { QueueMessages } from '../../../core/clients/queue-messages.ts';

/** A queue whose messages are held by who received them, by their bodies. */
class MemoryQueue {
  messages: string[];
  readonly held = new Set<string>();

  constructor(count: number) {
    this.messages = Array.from({ length: count }, (_, index) => `message ${index}`);
  }

  readonly client = {
    send: async (command: unknown) => {
      if (command instanceof ReceiveMessageCommand) {
        const received = this.messages.filter((body) => !this.held.has(body)).slice(0, 10);
        for (const body of received) this.held.add(body);
        return { Messages: received.map((body) => ({ Body: body, ReceiptHandle: body })) };
      }
      if (command instanceof ChangeMessageVisibilityCommand) {
        this.held.delete(command.input.ReceiptHandle ?? '');
      }
      if (command instanceof DeleteMessageCommand) {
        this.held.delete(command.input.ReceiptHandle ?? '');
        this.messages = this.messages.filter((body) => body !== command.input.ReceiptHandle);
      }
      return {};
    },
  } as unknown as SQSClient;
}

let queue: MemoryQueue;
let messages: QueueMessages;
beforeEach(() => {
  queue = new MemoryQueue(25);
  messages = new QueueMessages(queue.client, 'https://sqs.example/failed');
});

test('all messages are looked through, and given back', async () => {
  expect(await messages.find((body) => body.endsWith('4'))).toEqual([
    'message 4',
    'message 14',
    'message 24',
  ]);
  expect([queue.messages.length, queue.held.size]).toEqual([25, 0]);
});

test('those that fit are deleted, and the others are given back, also if a call fails', async () => {
  await messages.delete((body) => body.endsWith('4'));
  expect(queue.messages).toHaveLength(22);
  const fails = messages.find((body) => {
    if (body === 'message 20') throw new Error('cut off');
    return true;
  });
  await expect(fails).rejects.toThrow('cut off');
  expect([...queue.held].filter((body) => Number(body.split(' ')[1]) < 20)).toEqual([]);
});
