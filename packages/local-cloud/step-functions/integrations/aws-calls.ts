/** Calls of AWS services whose protocol is JSON, at the embedded cloud's own address. */
import { randomUUID } from 'node:crypto';
import { StateError } from '../language/errors.ts';

interface Service {
  /** The first part of X-Amz-Target. */
  target: string;
  /** The beginning of an error's name, by the optimised integration and by the SDK's. */
  errors: { optimised?: string; sdk: string };
  /** In the cause of an error of the optimised integration. */
  fullName?: string;
  /** The actions of the optimised integration. */
  optimised: readonly string[];
}

const services: Record<string, Service> = {
  dynamodb: {
    target: 'DynamoDB_20120810',
    errors: { optimised: 'DynamoDB', sdk: 'DynamoDb' },
    fullName: 'AmazonDynamoDBv2',
    optimised: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
  },
  sqs: {
    target: 'AmazonSQS',
    errors: { optimised: 'SQS', sdk: 'Sqs' },
    fullName: 'AmazonSQS',
    optimised: ['sendMessage'],
  },
  secretsmanager: { target: 'secretsmanager', errors: { sdk: 'SecretsManager' }, optimised: [] },
};

/** @param service such as `sqs`, or `aws-sdk:sqs`. */
export function canCall(service: string, action: string): boolean {
  const sdk = service.startsWith('aws-sdk:');
  const known = services[service.replace('aws-sdk:', '')];
  return known !== undefined && (sdk || known.optimised.includes(action));
}

/**
 * Calls a service's action, such as `putItem`.
 * @param accessKeyId of the machine's credentials.
 * @throws StateError named after the service and its error.
 */
export async function callAws(
  edgeUrl: string,
  service: string,
  action: string,
  input: unknown,
  accessKeyId: string,
): Promise<unknown> {
  const sdk = service.startsWith('aws-sdk:');
  const bare = service.replace('aws-sdk:', '');
  const { target, errors, fullName } = services[bare] as Service;
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const response = await fetch(edgeUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${target}.${operation}`,
      // The edge reads who makes the call from it, and checks no signature.
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/local/${bare}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(bare === 'sqs' ? withTextBody(input) : input),
  });
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  if (response.ok) return sdk ? answer : { ...answer, ...metadataOf(response) };
  const type = String(answer.__type ?? 'InternalFailure').replace(/^.*#/, '');
  const message = String(answer.message ?? answer.Message ?? '');
  const { status } = response;
  if (sdk || !errors.optimised) {
    const cause = `${message} (Service: ${errors.sdk}, Status Code: ${status}, Request ID: ${randomUUID()})`;
    throw new StateError(`${errors.sdk}.${exceptionOf(type, errors.sdk)}`, cause);
  }
  const details = `Service: ${fullName}; Status Code: ${status}; Error Code: ${type}; Request ID: ${randomUUID()}; Proxy: null`;
  const name = exceptionOf(type, `Amazon${errors.optimised}`);
  throw new StateError(`${errors.optimised}.${name}`, `${message} (${details})`);
}

/** A message may be any JSON; SQS takes text. */
function withTextBody(input: unknown): unknown {
  const { MessageBody, ...rest } = (input ?? {}) as { MessageBody?: unknown };
  if (MessageBody === undefined || typeof MessageBody === 'string') return input;
  return { ...rest, MessageBody: JSON.stringify(MessageBody) };
}

const baseErrors = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'MissingParameter',
  'ValidationException',
]);

/** Errors that the SDKs for Java have no class for are their base class. */
function exceptionOf(type: string, base: string): string {
  if (baseErrors.has(type)) return `${base}Exception`;
  return type.endsWith('Exception') ? type : `${type}Exception`;
}

/** What an optimised integration adds to a service's answer. */
export function metadataOf(response?: Response) {
  const requestId = randomUUID();
  const HttpHeaders = {
    'Content-Type': response?.headers.get('content-type') ?? 'application/x-amz-json-1.0',
    'x-amzn-RequestId': requestId,
  };
  const AllHttpHeaders = Object.fromEntries(
    Object.entries(HttpHeaders).map(([header, value]) => [header, [value]]),
  );
  return {
    SdkHttpMetadata: { AllHttpHeaders, HttpHeaders, HttpStatusCode: response?.status ?? 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
