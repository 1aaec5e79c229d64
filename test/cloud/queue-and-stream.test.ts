import { randomUUID } from 'node:crypto';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { afterEach, describe, expect, test } from 'vitest';
import { type EntryItem, toAttributeValues } from '../../core/domain/entry-item.ts';
import { contentIdOf, entryIdOf } from '../../core/domain/ids.ts';
import { waitFor } from '../../local/outcome.ts';
import { stored, streamCaughtUp } from './act.ts';
import { deadLetter, isAbout, sqs } from './dead-letters.ts';
import {
  clearFaults,
  cloud,
  ended,
  faultsLeft,
  frontEnd,
  misbehave,
  outcomes,
  register,
} from './fixtures.ts';
import {
  adminMails,
  emailOf,
  executionsOf,
  failuresOf,
  fulfilled,
  holdings,
  marksOf,
  registrationsOf,
  untouched,
} from './inspect.ts';
import { coach, competitor, manualEntry } from './people.ts';
import { delivered } from './stripe-events.ts';

const dynamo = new DynamoDBClient(awsClientConfig(cloud));
const { EntriesTable = '', ProcessingQueueUrl } = cloud.outputs;

/** Sends up to ten messages in one call. */
async function sendTogether(bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: ProcessingQueueUrl, Entries }));
}

/** Waits until every message has been stored or given up. */
async function queueToBeEmpty(): Promise<void> {
  await waitFor('the queue to be empty', async () => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: ProcessingQueueUrl, AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: inFlight } =
      Attributes;
    return waiting === '0' && inFlight === '0' ? true : undefined;
  });
}

/** The ids of a person's entries in the entries table. */
async function entriesOf(body: EntryItem): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  for await (const page of paginateScan({ client: dynamo }, { TableName: EntriesTable })) {
    const theirs = (page.Items ?? []).filter(({ email }) => email?.S === emailOf(body));
    ids.push(...theirs.map(({ entryId }) => entryId?.S));
  }
  return ids;
}

/** Writes an entry directly, as a front end may do, under an id of its own. */
async function writeEntry(body: EntryItem, entryId = `front-end_${randomUUID()}`): Promise<string> {
  const Item = { ...toAttributeValues(body), entryId: { S: entryId } };
  await dynamo.send(new PutItemCommand({ TableName: EntriesTable, Item }));
  return entryId;
}

describe('the queue', () => {
  test('legacy fault 5: a body that is not JSON ends in the dead-letter queue, and its neighbours are stored', async () => {
    const unfinished = competitor();
    const broken = JSON.stringify(unfinished).slice(0, -1);
    const neighbours = Array.from({ length: 9 }, () => coach());
    const bodies = neighbours.map((body) => JSON.stringify(body));
    await sendTogether([...bodies.slice(0, 4), broken, ...bodies.slice(4)]);

    await deadLetter('FailedRegistrationsUrl', async ({ Body }) => Body === broken);
    await queueToBeEmpty();
    for (const body of neighbours) {
      const entryId = entryIdOf(body);
      await ended(entryId);
      expect(await entriesOf(body)).toEqual([entryId]);
      expect(await holdings(entryId, body)).toEqual(fulfilled);
    }
    expect(await entriesOf(unfinished)).toEqual([]);
    expect(await holdings(entryIdOf(unfinished), unfinished)).toEqual(untouched);
  });

  test('the same message ten times is one entry and one registration', async () => {
    const body = coach();
    const entryId = entryIdOf(body);
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    await sendTogether([...Array(5).fill(JSON.stringify(body)), ...Array(5).fill(JSON.stringify(reordered))]);
    await queueToBeEmpty();
    await ended(entryId);
    expect(await entriesOf(body)).toEqual([entryId]);
    expect(await holdings(entryId, body)).toEqual(fulfilled);
  });

  test('a paid entry that arrives again after its registration changes nothing', async () => {
    const body = competitor();
    const { entryId } = await register(body);
    const before = await outcomes.of(entryId);
    await sendTogether(Array(5).fill(JSON.stringify({ ...body, checkout: { S: entryId } })));
    await queueToBeEmpty();
    expect(await entriesOf(body)).toEqual([entryId]);
    expect(await holdings(entryId, body)).toEqual(fulfilled);
    expect(await outcomes.of(entryId)).toEqual(before);
  });

  test('different content for a session that has its entry is parked; the first is unchanged, the admin notified once', async () => {
    const first = competitor();
    const { entryId } = await register(first);
    const before = await outcomes.of(entryId);
    const other = competitor({ checkout: { S: entryId } });
    const otherId = contentIdOf(other);
    await sendTogether(Array(2).fill(JSON.stringify(other)));
    expect(await ended(otherId)).toMatchObject({ status: 'FAILED', error: 'EntryConflictError' });
    await queueToBeEmpty();

    expect(await holdings(otherId, other)).toEqual({ ...untouched, executions: ['FAILED'] });
    expect(await marksOf(otherId)).toEqual(['attention registration']);
    expect(await adminMails(otherId)).toHaveLength(1);
    expect(await holdings(entryId, first)).toEqual(fulfilled);
    expect(await outcomes.of(entryId)).toEqual(before);
  });
});

describe('the stream', () => {
  const admissions: [string, () => EntryItem, string][] = [
    ['an entry by hand', manualEntry, 'manual_entry'],
    ['a free coach', coach, 'free'],
  ];

  test.each(admissions)('starts %s that arrives by the queue', async (_, make, payment) => {
    const body = make();
    const { entryId } = await frontEnd.submit(body);
    await ended(entryId);
    expect(await holdings(entryId, body)).toEqual(fulfilled);
    expect(await registrationsOf(entryId)).toMatchObject([{ payment }]);
  });

  test.each(admissions)('starts %s that is written to the entries table', async (_, make, payment) => {
    const body = make();
    const entryId = await writeEntry(body);
    await ended(entryId);
    expect(await holdings(entryId, body)).toEqual(fulfilled);
    expect(await registrationsOf(entryId)).toMatchObject([{ payment }]);
  });

  test('an entry that is deleted and written once more after it was registered changes nothing', async () => {
    const body = coach();
    const entryId = await writeEntry(body);
    await ended(entryId);
    await dynamo.send(new DeleteItemCommand({ TableName: EntriesTable, Key: { entryId: { S: entryId } } }));
    await writeEntry(body, entryId);
    await streamCaughtUp();
    expect(await executionsOf(entryId)).toEqual([entryId]);
    expect(await holdings(entryId, body)).toEqual(fulfilled);
  });

  test('a record it cannot start ends in its failure queue, and its neighbours start', async () => {
    const neighbours = [coach(), coach(), coach()].map((body) => ({
      entryId: `front-end_${randomUUID()}`,
      body,
    }));
    const poison = { entryId: `no name: ${randomUUID()}`, body: coach() };
    const requests = [poison, ...neighbours].map(({ entryId, body }) => ({
      PutRequest: { Item: { ...toAttributeValues(body), entryId: { S: entryId } } },
    }));
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [EntriesTable]: requests } }));

    for (const { entryId, body } of neighbours) {
      await ended(entryId);
      expect(await holdings(entryId, body)).toEqual(fulfilled);
    }
    const record = await deadLetter(
      'FailedStartsUrl',
      isAbout(EntriesTable, { entryId: { S: poison.entryId } }),
    );
    expect(JSON.parse(record)).toMatchObject({
      error: 'InputInvalidError',
      reason: expect.stringMatching(/^entryId: /),
      streamArn: expect.stringContaining(EntriesTable),
    });
    expect(record).not.toContain(emailOf(poison.body));
    expect(await holdings(poison.entryId, poison.body)).toEqual(untouched);
  });
});

describe('a webhook that arrives before its entry', () => {
  afterEach(clearFaults);

  /** Starts the execution of a paid session whose entry has not been sent. */
  async function paidWithoutEntry(body: EntryItem): Promise<string> {
    const sessionId = await frontEnd.openSession(body);
    await frontEnd.press('card', sessionId);
    return sessionId;
  }
  const send = (body: EntryItem, sessionId: string) => frontEnd.post({ ...body, checkout: { S: sessionId } });
  const secondRun = (sessionId: string) =>
    waitFor('the stream to start it again', async () =>
      (await executionsOf(sessionId)).find((name) => name !== sessionId),
    );

  test('waits for it', async () => {
    const body = competitor();
    const sessionId = await paidWithoutEntry(body);
    await waitFor('the execution to look for its entry', async () => {
      if (!(await outcomes.execution(sessionId))) return undefined;
      return (await failuresOf(sessionId)).length > 0 ? true : undefined;
    });
    await send(body, sessionId);
    await ended(sessionId);
    expect(new Set(await failuresOf(sessionId))).toEqual(new Set(['EntryNotFoundError']));
    expect(await holdings(sessionId, body)).toEqual(fulfilled);
    expect(await adminMails(sessionId)).toEqual([]);
  });

  test('so early that its execution gives up, is handled by the stream when the entry arrives', async () => {
    const body = competitor();
    const sessionId = await paidWithoutEntry(body);
    await delivered('checkout.session.completed', sessionId);
    expect(await ended(sessionId)).toMatchObject({ status: 'FAILED', error: 'PaymentWithoutEntryError' });
    expect(await holdings(sessionId, body)).toEqual({ ...untouched, executions: ['FAILED'] });
    expect(await adminMails(sessionId)).toHaveLength(1);

    await send(body, sessionId);
    await ended(await secondRun(sessionId));
    expect(await holdings(sessionId, body)).toEqual({ ...fulfilled, executions: ['FAILED', 'SUCCEEDED'] });
    expect(await marksOf(sessionId)).toEqual([]);
  });

  test('so early that its execution gives up, is handled even if the mail about that could not be sent', async () => {
    const body = competitor();
    const throttled = { kind: 'answer', status: 429, body: '{"__type":"TooManyRequestsException"}' } as const;
    const sessionId = await frontEnd.openSession(body);
    const attempts = 1_000;
    const aboutIt = { service: 'ses', operation: 'SendEmail', contains: sessionId, times: attempts };
    await misbehave({ ...aboutIt, behaviour: { ...throttled, headers: {} } });
    await frontEnd.press('card', sessionId);
    await waitFor('the admin to be notified', async () => {
      const [left] = await faultsLeft(sessionId);
      return left && left.times < attempts ? true : undefined;
    });
    await send(body, sessionId);
    const again = await secondRun(sessionId);
    await clearFaults();
    await ended(again);
    await ended(sessionId);
    expect(await holdings(sessionId, body)).toEqual({ ...fulfilled, executions: ['FAILED', 'SUCCEEDED'] });
    expect(await marksOf(sessionId)).toEqual([]);
  });

  test('so early that its execution is about to give up, is continued by that when the entry arrives after all', async () => {
    const body = competitor();
    const sessionId = await frontEnd.openSession(body);
    const failing = { kind: 'answer', status: 500, body: '{"__type":"InternalServerError"}' } as const;
    const marking = { service: 'dynamodb', operation: 'TransactWriteItems', contains: sessionId, times: 100 };
    await misbehave({ ...marking, behaviour: { ...failing, headers: {} } });
    await frontEnd.press('card', sessionId);
    await waitFor('the execution to give up', async () => {
      const [left] = await faultsLeft(sessionId);
      return left && left.times < marking.times ? true : undefined;
    });
    await send(body, sessionId);
    await stored(sessionId);
    await streamCaughtUp();
    await clearFaults();
    await ended(sessionId);
    expect(await holdings(sessionId, body)).toEqual(fulfilled);
    expect(await adminMails(sessionId)).toEqual([]);
    expect(await marksOf(sessionId)).toEqual([]);
  });
});
