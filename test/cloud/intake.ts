/** Stripe's side of the intake, and what the services hold afterwards of the person an entry is about. */
import { randomUUID } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { type StreamRecord, StreamsClient } from '@tkd-registration/local-cloud/streams';
import Stripe from 'stripe';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { formAddress } from '../../local/front-end.ts';
import { waitFor } from '../../local/outcome.ts';
import { localStripe } from '../../local/stripe-client.ts';
import completedPaid from '../fixtures/receive-stripe-event/checkout.session.completed-paid.json' with {
  type: 'json',
};
import { cloud, outcomes } from './fixtures.ts';
import { driveFilesOf, emailOf, executionsOf, mailsTo, submitted } from './held.ts';

export const stripe = localStripe(cloud);
export const sqs = new SQSClient(awsClientConfig(cloud));
const streams = new StreamsClient(cloud.endpoints.aws);

/** The id of an entry that is submitted and stored; its Checkout Session is not paid yet. */
export async function submitUnpaid(body: EntryItem): Promise<string> {
  return (await submitted(body)).entryId;
}

/** An event about a Checkout Session as Stripe would send it, under an id of its own: the body of the request. */
export function sessionEvent(type: string, sessionId: string, changes: object = {}): string {
  const object = {
    ...completedPaid.data.object,
    id: sessionId,
    success_url: `${formAddress}success`,
    ...changes,
  };
  return JSON.stringify({ ...completedPaid, id: `evt_${randomUUID()}`, type, data: { object } });
}

export const completed = (sessionId: string, changes: object = {}) =>
  sessionEvent('checkout.session.completed', sessionId, changes);

/** The header that Stripe's own library makes for a body. */
export function sign(
  payload: string,
  { secret = cloud.secret.stripe.webhookSecrets[0], secondsAgo = 0 } = {},
): string {
  const timestamp = Math.floor(Date.now() / 1000) - secondsAgo;
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

/** Posts a body to the webhook, well signed unless told otherwise, and gives the status it is answered with. */
export async function post(payload: string, signature: string | null = sign(payload)): Promise<number> {
  const response = await fetch(cloud.endpoints.webhook ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature !== null && { 'stripe-signature': signature }),
    },
    body: payload,
  });
  await response.body?.cancel();
  return response.status;
}

/** Waits until the webhook has taken the sandbox's own event about a session. */
export async function delivered(type: Stripe.Event.Type, sessionId: string): Promise<void> {
  await waitFor(`${type} of ${sessionId} to be delivered`, async () => {
    const { data } = await stripe.events.list({ type, limit: 100, delivery_success: true });
    return data.find(({ data: { object } }) => 'id' in object && object.id === sessionId);
  });
}

/** How much of each kind the services hold for the person of an entry, and how the entry's executions ended, in their order. */
export async function holdings(entryId: string, body: EntryItem) {
  const email = emailOf(body);
  const [rows, mails, files, names] = await Promise.all([
    outcomes.registrations(),
    mailsTo(email),
    driveFilesOf(entryId),
    executionsOf(entryId),
  ]);
  const executions = await Promise.all(names.map((name) => outcomes.execution(name)));
  return {
    registrations: rows.filter((row) => row.email === email).length,
    mails: mails.length,
    files: files.length,
    executions: executions.reverse().map((execution) => execution?.status),
  };
}

/** What is held for a competitor who is registered, by one execution. */
export const fulfilled = { registrations: 1, mails: 1, files: 1, executions: ['SUCCEEDED'] };
/** What is held for somebody whose entry has not been acted on. */
export const untouched = { registrations: 0, mails: 0, files: 0, executions: [] };

/** The misbehaviour that is still to come for the calls that contain a text. */
export async function faultsLeft(contains: string): Promise<Fault[]> {
  const faults = (await (await fetch(`${cloud.endpoints.aws}/_faults`)).json()) as Fault[];
  return faults.filter((fault) => fault.contains === contains);
}

/** The errors of an execution's attempts that failed, in their order. */
export async function failuresOf(execution: string): Promise<(string | undefined)[]> {
  const events = await outcomes.history(execution);
  return events.flatMap(({ lambdaFunctionFailedEventDetails: failure }) => failure?.error ?? []);
}

/** Waits for a message in a dead-letter queue, by the output that gives its url, and takes it out; the others stay as they are. */
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

/** Tells whether a note in a failure queue points to the record of a table's stream about an item. */
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
