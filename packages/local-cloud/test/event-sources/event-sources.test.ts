import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBBatchResponse, SQSEvent } from 'aws-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEdge } from '../../aws/edge.ts';
import { startQueues } from '../../aws/queues.ts';
import { startEventSources } from '../../event-sources/event-sources.ts';
import { type Mapping, mappingsOf } from '../../event-sources/mapping.ts';
import { StreamBatch } from '../../event-sources/stream-batch.ts';
import type { StreamRecord } from '../../event-sources/streams-client.ts';
import { Faults } from '../../faults.ts';
import type { Outcome } from '../../functions/function-instance.ts';
import { Template } from '../../template/template.ts';

const done = (value: unknown = null): Outcome => ({ ok: true, value });
const failed: Outcome = { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };
const throttled: Outcome = {
  ok: false,
  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
  throttled: true,
};
const failing = (...identifiers: string[]): Outcome => {
  const response: DynamoDBBatchResponse = {
    batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
  };
  return done(response);
};

test('mappings are read from the template, without disabled ones', () => {
  const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'processing' } };
  const source = (properties: object) => ({
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: 'store', ...properties },
  });
  const template = new Template(
    {
      Resources: {
        Queue: queue,
        On: source({ FunctionResponseTypes: ['ReportBatchItemFailures'] }),
        Off: source({ Enabled: false }),
      },
    },
    { stackName: 'Stack' },
  );
  expect(mappingsOf(template)).toMatchObject([
    {
      sourceArn: 'arn:aws:sqs:us-east-1:000000000000:processing',
      functionName: 'store',
      batchSize: 10,
      reportsItemFailures: true,
      retries: -1,
    },
  ]);
});

describe('a batch of stream records', () => {
  const record = (sequence: number, ageSeconds = 0): StreamRecord => ({
    eventID: `e${sequence}`,
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: String(sequence),
      ApproximateCreationDateTime: Date.now() / 1000 - ageSeconds,
      Keys: { entryId: { S: `k${sequence}` } },
    },
  });

  const mapping: Mapping = {
    sourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/entries/stream/2026-01-01T00:00:00.000',
    functionName: 'start',
    batchSize: 10,
    batchingWindowMs: 0,
    reportsItemFailures: true,
    wanted: () => true,
    startingPosition: 'TRIM_HORIZON',
    bisects: false,
    retries: 2,
    recordAgeMs: -1,
    failureQueueArn: 'arn:aws:sqs:us-east-1:000000000000:failed',
    concurrency: 1,
    hiddenMs: 30_000,
  };

  /** Delivers records to `answer`. Returns the batches it saw, by sequence numbers, and the failure messages. */
  async function deliver(
    records: StreamRecord[],
    changes: Partial<Mapping>,
    answer: (batch: string[]) => Outcome,
  ) {
    const batches: string[] = [];
    const sent: unknown[] = [];
    await new StreamBatch({
      mapping: { ...mapping, ...changes },
      shardId: 'shard-1',
      signal: new AbortController().signal,
      retryIntervalMs: 0,
      invoke: async (_, event) => {
        const sequences = (event as { Records: StreamRecord[] }).Records.map(
          (each) => each.dynamodb.SequenceNumber,
        );
        batches.push(sequences.join());
        return answer(sequences);
      },
      send: async (queueArn, body) => {
        expect(queueArn).toBe('arn:aws:sqs:us-east-1:000000000000:failed');
        sent.push(body);
      },
    }).deliver(records);
    return { batches, sent };
  }
  const three = () => [record(1), record(2), record(3)];

  test('that succeeds is delivered once', async () => {
    expect(await deliver(three(), {}, () => done())).toEqual({ batches: ['1,2,3'], sent: [] });
  });

  test('is retried from the first record reported as failed', async () => {
    const { batches } = await deliver(three(), {}, (batch) =>
      batch.length > 2 ? failing('3', '2') : done(),
    );
    expect(batches).toEqual(['1,2,3', '2,3']);
  });

  test('is retried whole when the function throws, or reports a record that is not in it', async () => {
    const answers = [failed, failing('9'), done()];
    const { batches } = await deliver(three(), {}, () => answers.shift() ?? done());
    expect(batches).toEqual(['1,2,3', '1,2,3', '1,2,3']);
  });

  test('is bisected around a poison record, and only that is given up', async () => {
    const poisoned = (batch: string[]) => (batch.includes('2') ? failed : done());
    const { batches, sent } = await deliver(three(), { bisects: true }, poisoned);
    expect(batches).toEqual(['1,2,3', '1,2', '1', '2', '2', '2', '3']);
    expect(sent).toEqual([
      {
        requestContext: {
          requestId: expect.any(String),
          functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:start',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: expect.any(Number),
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        DDBStreamBatchInfo: {
          shardId: 'shard-1',
          startSequenceNumber: '2',
          endSequenceNumber: '2',
          approximateArrivalOfFirstRecord: expect.stringMatching(/Z$/),
          approximateArrivalOfLastRecord: expect.stringMatching(/Z$/),
          batchSize: 1,
          streamArn: mapping.sourceArn,
        },
      },
    ]);
  });

  test('waits while the function is throttled, which does not count as a failure', async () => {
    const answers = [...Array<Outcome>(5).fill(throttled), failed, throttled, failed];
    const { batches, sent } = await deliver(three(), { bisects: true }, () => answers.shift() ?? done());
    expect(batches).toEqual([...Array(6).fill('1,2,3'), '1,2', '1,2', '1', '2', '3']);
    expect(sent).toEqual([]);
  });

  test('drops the records that are too old, and only those', async () => {
    const { batches, sent } = await deliver([record(1, 120), record(2)], { recordAgeMs: 60_000 }, () =>
      done(),
    );
    expect(batches).toEqual(['2']);
    expect(sent).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
  });
});

describe('a queue', () => {
  /** A queue whose messages go to `answer`. */
  async function startQueue(
    changes: object,
    answer: (event: SQSEvent) => Outcome,
    { visibilitySeconds = 1, retryIntervalMs }: { visibilitySeconds?: number; retryIntervalMs?: number } = {},
  ) {
    const { promise: services, resolve } =
      Promise.withResolvers<Parameters<typeof startEdge>[0]['services']>();
    const edge = await startEdge({ faults: new Faults(), services: services.then((value) => value) });
    const queues = await startQueues({
      queues: [{ name: 'processing', attributes: { VisibilityTimeout: String(visibilitySeconds) } }],
      publicUrl: edge.url,
      region: 'us-east-1',
      accountId: '000000000000',
    });
    const unused = () => Promise.reject(new Error('not used here'));
    resolve(
      Promise.resolve({
        dynamodbUrl: '',
        s3Url: '',
        queues: (request: Request) => queues.fetch(request),
        states: unused,
        secrets: () => ({ status: 400, body: {} }),
        functions: { has: () => false, invoke: unused },
      }),
    );
    const template = new Template(
      {
        Resources: {
          Queue: {
            Type: 'AWS::SQS::Queue',
            Properties: { QueueName: 'processing', VisibilityTimeout: visibilitySeconds },
          },
          Source: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:processing',
              FunctionName: 'store',
              FunctionResponseTypes: ['ReportBatchItemFailures'],
              ScalingConfig: { MaximumConcurrency: 1 },
              ...changes,
            },
          },
        },
      },
      { stackName: 'Stack' },
    );
    const sources = startEventSources({
      mappings: mappingsOf(template),
      edgeUrl: edge.url,
      dynamodbUrl: '',
      invoke: async (_, event) => answer(event as SQSEvent),
      retryIntervalMs,
    });
    const sqs = new SQSClient({
      endpoint: edge.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    onTestFinished(async () => {
      sqs.destroy();
      await sources.stop();
      await queues.stop();
      await edge.stop();
    });
    const QueueUrl = queues.urlOf('processing');
    return {
      send: (body: string) =>
        sqs.send(
          new SendMessageCommand({
            QueueUrl,
            MessageBody: body,
            MessageAttributes: { Name: { DataType: 'String', StringValue: 'entry' } },
          }),
        ),
      /** How many messages the queue holds, including those being handled. */
      size: async () => {
        const { Attributes } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
        );
        return (
          Number(Attributes?.ApproximateNumberOfMessages) +
          Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
        );
      },
    };
  }

  test('passes its messages to the function as Lambda does, and deletes those that succeed', async () => {
    const events: SQSEvent[] = [];
    const queue = await startQueue({}, (event) => {
      events.push(event);
      return done();
    });
    await queue.send('{"a":1}');
    await expect.poll(() => events, { timeout: 5_000 }).toHaveLength(1);
    expect(events).toEqual([
      {
        Records: [
          {
            messageId: expect.any(String),
            receiptHandle: expect.any(String),
            body: '{"a":1}',
            attributes: expect.objectContaining({
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
            }),
            messageAttributes: {
              Name: { stringValue: 'entry', stringListValues: [], binaryListValues: [], dataType: 'String' },
            },
            md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventSource: 'aws:sqs',
            eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:processing',
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
    await expect.poll(queue.size).toBe(0);
  });

  test('keeps a failed message, which reappears after its visibility timeout', async () => {
    const counts: (string | undefined)[] = [];
    const queue = await startQueue({}, ({ Records: [first] }) => {
      counts.push(first?.attributes.ApproximateReceiveCount);
      return counts.length === 1 ? failing(first?.messageId ?? '') : done();
    });
    await queue.send('again');
    await expect.poll(() => counts, { timeout: 5_000 }).toEqual(['1', '2']);
    await expect.poll(queue.size).toBe(0);
  });

  test('returns a failed message at once when a short retry interval is set', async () => {
    const counts: (string | undefined)[] = [];
    const answer = ({ Records: [first] }: SQSEvent) => {
      counts.push(first?.attributes.ApproximateReceiveCount);
      return counts.length < 3 ? failing(first?.messageId ?? '') : done();
    };
    const queue = await startQueue({}, answer, { visibilitySeconds: 600, retryIntervalMs: 0 });
    await queue.send('again');
    await expect.poll(() => counts, { timeout: 5_000 }).toEqual(['1', '2', '3']);
    await expect.poll(queue.size).toBe(0);
  });

  test('holds a message while the function is throttled: it is not received again', async () => {
    const counts: (string | undefined)[] = [];
    const answer = ({ Records: [first] }: SQSEvent) => {
      counts.push(first?.attributes.ApproximateReceiveCount);
      return counts.length < 4 ? throttled : done();
    };
    const queue = await startQueue({}, answer, { visibilitySeconds: 600, retryIntervalMs: 0 });
    await queue.send('later');
    await expect.poll(() => counts, { timeout: 5_000 }).toEqual(['1', '1', '1', '1']);
    await expect.poll(queue.size).toBe(0);
  });

  test('receives a held message again once its visibility timeout is over', async () => {
    const counts: (string | undefined)[] = [];
    const answer = ({ Records: [first] }: SQSEvent) => {
      counts.push(first?.attributes.ApproximateReceiveCount);
      return counts.length < 2 ? throttled : done();
    };
    const queue = await startQueue({}, answer, { visibilitySeconds: 1 });
    await queue.send('later');
    await expect.poll(() => counts, { timeout: 5_000 }).toEqual(['1', '2']);
    await expect.poll(queue.size).toBe(0);
  });

  test('drops a message that does not match the filter', async () => {
    const bodies: string[] = [];
    const Filters = [{ Pattern: JSON.stringify({ body: { kind: ['entry'] } }) }];
    const queue = await startQueue({ FilterCriteria: { Filters } }, ({ Records }) => {
      bodies.push(...Records.map(({ body }) => body));
      return done();
    });
    await queue.send('{"kind":"other"}');
    await queue.send('{"kind":"entry"}');
    await expect.poll(() => bodies, { timeout: 5_000 }).toEqual(['{"kind":"entry"}']);
    await expect.poll(queue.size).toBe(0);
  });
});
