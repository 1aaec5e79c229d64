/**
 * SQS's older wire protocol, used by AWS CLIs before 2.15: a form in, XML out (API version 2012-11-05). Requests are
 * translated to the JSON protocol, and its answers to XML.
 */
import { randomUUID } from 'node:crypto';
import { inXml } from './xml-text.ts';

export interface QueryRequest {
  operation: string;
  /** As in the JSON protocol. */
  body: Record<string, unknown>;
}

/** Repeated parameters (`Name.1`, `Name.2` or `Name.1.Field`), with the name of their list in the JSON protocol. */
const lists: Record<string, string> = {
  AttributeName: 'AttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
  SendMessageBatchRequestEntry: 'Entries',
  DeleteMessageBatchRequestEntry: 'Entries',
  ChangeMessageVisibilityBatchRequestEntry: 'Entries',
};
/** The same for pairs of `Name.1.Name` and `Name.1.Value`, which are an object in the JSON protocol. */
const maps: Record<string, string> = {
  Attribute: 'Attributes',
  MessageAttribute: 'MessageAttributes',
  MessageSystemAttribute: 'MessageSystemAttributes',
};
const numbers = new Set([
  'DelaySeconds',
  'MaxNumberOfMessages',
  'MaxResults',
  'VisibilityTimeout',
  'WaitTimeSeconds',
]);

type Nested = { [key: string]: Nested | string };

/**
 * Reads a request in the query protocol; undefined when it is not one.
 * @param form the request's body, when its type says it is a form.
 */
export function readQuery(url: string, contentType: string, form: string): QueryRequest | undefined {
  const { pathname, searchParams } = new URL(url);
  const parameters = new URLSearchParams(searchParams);
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(form)) parameters.set(name, value);
  }
  const operation = parameters.get('Action');
  if (!operation) return undefined;
  const nested: Nested = Object.create(null);
  for (const [name, value] of parameters) {
    if (name !== 'Action' && name !== 'Version') put(nested, name.split('.'), value);
  }
  // Requests for a queue are posted to its URL.
  if (!nested.QueueUrl && pathname.split('/').length > 2) nested.QueueUrl = url.split('?')[0] ?? '';
  return { operation, body: asJson(nested) };
}

function put(target: Nested, [key = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key];
  const next: Nested = inner && typeof inner === 'object' ? inner : Object.create(null);
  target[key] = next;
  put(next, rest, value);
}

function asJson(nested: Nested): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(nested).map(([key, value]) => {
      if (typeof value === 'string') return [key, numbers.has(key) ? Number(value) : value];
      const items = Object.entries(value)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, item]) => (typeof item === 'string' ? item : asJson(item)));
      if (lists[key]) return [lists[key], items];
      if (maps[key]) {
        const entries = items as unknown as { Name: string; Value: unknown }[];
        return [maps[key], Object.fromEntries(entries.map(({ Name, Value }) => [Name, Value]))];
      }
      return [key, asJson(value)];
    }),
  );
}

const namespace = 'http://queue.amazonaws.com/doc/2012-11-05/';

/** The repeated element for each list of the JSON protocol. */
const repeated: Record<string, (operation: string) => string> = {
  Messages: () => 'Message',
  QueueUrls: () => 'QueueUrl',
  Successful: (operation) => `${operation}ResultEntry`,
  Failed: () => 'BatchResultErrorEntry',
};

/** The answer of a successful call. @param body as in the JSON protocol. */
export function writeQueryAnswer(operation: string, body: Record<string, unknown>): string {
  const result = fields(operation, body);
  const wrapped = result && element(`${operation}Result`, result);
  const metadata = element('ResponseMetadata', element('RequestId', randomUUID()));
  return `<?xml version="1.0"?><${operation}Response xmlns="${namespace}">${wrapped}${metadata}</${operation}Response>`;
}

/** Codes that have the service's prefix in this protocol; the others have none. */
const prefixed = new Set([
  'NonExistentQueue',
  'EmptyBatchRequest',
  'TooManyEntriesInBatchRequest',
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'UnsupportedOperation',
]);

/** @param queryError `<code>;<Sender|Receiver>`, the code with its prefix, as in the JSON protocol's header. */
export function writeQueryError(queryError: string, message: string): string {
  const [code = '', type = 'Sender'] = queryError.split(';');
  const bare = code.slice(code.lastIndexOf('.') + 1) || 'InvalidAction';
  const reported = prefixed.has(bare) ? `AWS.SimpleQueueService.${bare}` : bare;
  const error = element('Type', type) + element('Code', reported) + element('Message', inXml(message));
  const body = element('Error', `${error}<Detail/>`) + element('RequestId', randomUUID());
  return `<?xml version="1.0"?><ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`;
}

function fields(operation: string, body: Record<string, unknown>): string {
  return Object.entries(body)
    .map(([key, value]) => {
      const item = repeated[key]?.(operation);
      if (item && Array.isArray(value))
        return value.map((one) => element(item, content(operation, one))).join('');
      const entry = Object.entries(maps).find(([, json]) => json === key)?.[0];
      if (entry && value && typeof value === 'object') {
        const pairs = Object.entries(value);
        const pair = ([name, inner]: [string, unknown]) =>
          element('Name', inXml(name)) + element('Value', content(operation, inner));
        return pairs.map((one) => element(entry, pair(one))).join('');
      }
      return element(key, content(operation, value));
    })
    .join('');
}

const content = (operation: string, value: unknown) =>
  value && typeof value === 'object'
    ? fields(operation, value as Record<string, unknown>)
    : inXml(String(value));

const element = (name: string, inner: string) => `<${name}>${inner}</${name}>`;

/** A carriage return written as it is would be read as a line feed. */
