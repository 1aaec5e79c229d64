/**
 * SQS for the embedded cloud, by fauxqs: with both client protocols, queue URLs under the edge's, and a SQLite file if
 * there is a data directory.
 */
import type { DatabaseSync } from 'node:sqlite';
import { buildApp } from 'fauxqs';
import { fauxqsModule, type Stores } from './fauxqs.ts';
import { type Answer, MessageMoves } from './message-moves.ts';
import { type QueryRequest, readQuery, writeQueryAnswer, writeQueryError } from './queues-query-protocol.ts';

export interface QueuesOptions {
  /** `attributes` as in CloudFormation, but with string values; `RedrivePolicy` is JSON with the other queue's ARN. */
  queues: { name: string; attributes: Record<string, string> }[];
  /** The edge's URL, with which queue URLs begin. */
  publicUrl: string;
  dataDir?: string;
  region: string;
  /** Must be the account fauxqs puts into its ARNs, 000000000000. */
  accountId: string;
}

export interface Queues {
  fetch(request: Request): Promise<Response>;
  urlOf(name: string): string;
  /**
   * Lets the given milliseconds pass for messages that are delayed or invisible.
   * @param except those received with a handle for which this is true.
   */
  pass(ms: number, except: (receiptHandle: string) => boolean): void;
  stop(): Promise<void>;
}

/** The part of fauxqs's persistence used here. */
interface Persistence {
  loadSqsAndSns(sqsStore: Stores['sqsStore'], snsStore: Stores['snsStore']): void;
  updateMessageReady(messageId: string): void;
  db: DatabaseSync;
  close(): void;
}

const fauxqsAccount = '000000000000';

/** @throws Error when the account is not fauxqs's, or fauxqs refuses a queue. */
export async function startQueues(options: QueuesOptions): Promise<Queues> {
  const { publicUrl, region, accountId } = options;
  if (accountId !== fauxqsAccount)
    throw new Error(`queues belong to account ${fauxqsAccount}, not ${accountId}`);
  const urlOf = (name: string) => `${publicUrl.replace(/\/$/, '')}/${fauxqsAccount}/${name}`;
  const { stores, persistence } = await openStores(options.dataDir);
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  await app.ready();

  const moves = new MessageMoves(options.queues, urlOf, carryOut);

  /** fauxqs takes the region from the signature; here every client gets the one region. */
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20000101/${region}/sqs/aws4_request`;

  async function carryOut(operation: string, payload: string): Promise<Answer> {
    const moved = await moves.answer(operation, payload);
    if (moved) return moved;
    const { statusCode, headers, body } = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization,
      },
      payload,
    });
    const queryError = headers['x-amzn-query-error'];
    const answer = { status: statusCode, ...(queryError && { queryError: String(queryError) }) };
    return { ...answer, body: withPublicUrls(body === '' ? {} : JSON.parse(body), urlOf) };
  }

  for (const { name, attributes } of inOrderOfRedrive(options.queues)) {
    const existing = await carryOut('GetQueueUrl', JSON.stringify({ QueueName: name }));
    const [operation, named] =
      existing.status === 200
        ? (['SetQueueAttributes', { QueueUrl: urlOf(name) }] as const)
        : (['CreateQueue', { QueueName: name }] as const);
    const { status, body } = await carryOut(operation, JSON.stringify({ ...named, Attributes: attributes }));
    if (status !== 200) throw new Error(`queue ${name}: ${JSON.stringify(body)}`);
  }

  return {
    urlOf,
    pass: (ms, except) => pass(stores.sqsStore, persistence, ms, except),
    async fetch(request) {
      const type = request.headers.get('content-type') ?? '';
      const target = request.headers.get('x-amz-target');
      if (target && type.startsWith('application/x-amz-json')) {
        const operation = target.slice(target.indexOf('.') + 1);
        const { status, queryError, body } = await carryOut(operation, (await request.text()) || '{}');
        return new Response(JSON.stringify(body), {
          status,
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            ...(queryError && { 'x-amzn-query-error': queryError }),
          },
        });
      }
      const query = readQuery(request.url, type, await request.text());
      return query
        ? answerQuery(query)
        : new Response('not a request of either SQS protocol', { status: 400 });
    },
    async stop() {
      await app.close();
      persistence?.close();
    },
  };

  async function answerQuery({ operation, body }: QueryRequest): Promise<Response> {
    const answer = await carryOut(operation, JSON.stringify(body));
    const xml =
      answer.status === 200
        ? writeQueryAnswer(operation, answer.body)
        : writeQueryError(answer.queryError ?? '', String(answer.body.message ?? ''));
    return new Response(xml, { status: answer.status, headers: { 'content-type': 'text/xml' } });
  }
}

/**
 * These queues hold children's entries, so nothing listens on a port: the stores are assembled here, and requests are
 * passed within the process.
 */
async function openStores(dataDir?: string): Promise<{ stores: Stores; persistence?: Persistence }> {
  const { SqsStore } = await fauxqsModule('sqs/sqsStore.js');
  const { SnsStore } = await fauxqsModule('sns/snsStore.js');
  const { S3Store } = await fauxqsModule('s3/s3Store.js');
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  // fauxqs 2.4.1 refuses characters above #xFFFF; SQS accepts them up to #x10FFFF.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
  const { INVALID_MESSAGE_BODY_CHAR: refused } = await fauxqsModule('sqs/sqsTypes.js');
  refused.test = (text: string) => refusedInMessages.test(text);
  if (!dataDir) return { stores };
  const { PersistenceManager } = await fauxqsModule('persistence.js');
  const persistence: Persistence = new PersistenceManager(dataDir);
  // fauxqs 2.4.1 sets the receive count to NULL here, which its schema forbids: a message made visible again was lost.
  const makeReady = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => void makeReady.run(messageId);
  // Loads before the stores are persistent: otherwise loading would replace each queue's row and delete its messages.
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  const writeThrough = persistence as unknown as Stores['sqsStore']['persistence'];
  stores.sqsStore.persistence = writeThrough;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = writeThrough;
  return { stores, persistence };
}

const refusedInMessages = /[^\t\n\r -\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** fauxqs goes by the machine's own time, so the times that messages wait for are brought forward instead. */
function pass(
  sqsStore: Stores['sqsStore'],
  persistence: Persistence | undefined,
  ms: number,
  except: (receiptHandle: string) => boolean,
): void {
  for (const queue of sqsStore.allQueues()) {
    for (const message of [...queue.delayedMessages, ...[...queue.fifoDelayed.values()].flat()]) {
      if (message.delayUntil !== undefined) message.delayUntil -= ms;
    }
    for (const entry of queue.inflightMessages.values()) {
      if (!except(entry.receiptHandle)) entry.visibilityDeadline -= ms;
    }
    queue.processTimers();
  }
  persistence?.db
    .prepare(
      'UPDATE sqs_messages SET delay_until = delay_until - ?, visibility_deadline = visibility_deadline - ?',
    )
    .run(ms, ms);
}

/** Dead-letter queues come before the queues that name them. */
const inOrderOfRedrive = (queues: QueuesOptions['queues']) =>
  [...queues].sort(
    (a, b) => Number('RedrivePolicy' in a.attributes) - Number('RedrivePolicy' in b.attributes),
  );

function withPublicUrls(
  body: Record<string, unknown>,
  urlOf: (name: string) => string,
): Record<string, unknown> {
  const publicUrl = (url: unknown) => urlOf(String(url).split('/').at(-1) ?? '');
  return {
    ...body,
    ...(body.QueueUrl !== undefined && { QueueUrl: publicUrl(body.QueueUrl) }),
    ...(Array.isArray(body.QueueUrls) && { QueueUrls: body.QueueUrls.map(publicUrl) }),
  };
}
