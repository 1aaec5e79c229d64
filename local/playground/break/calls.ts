/** Calls of the services that can be made to fail, and in which ways. */
import type { Fault } from '@tkd-registration/local-cloud/faults';

/** What may happen to a call, in the order in which it is offered. */
export const mishaps = {
  unavailable: 'fails: the service is down',
  throttled: 'is refused: too many calls',
  refused: 'is refused for good',
  hang: 'is never answered',
  reset: 'finds no connection',
  lost: 'is carried out, but its answer is lost',
  slow: 'is answered 15 seconds late',
} as const;
export type Mishap = keyof typeof mishaps;

export const isMishap = (name: string): name is Mishap => Object.hasOwn(mishaps, name);

interface Service {
  title: string;
  /** The names of its calls, with what they are for. */
  calls: Record<string, string>;
}

/** By the names that the fault tool knows them by. */
export const services: Readonly<Record<string, Service>> = {
  stripe: {
    title: 'Stripe',
    calls: {
      'checkout.sessions.retrieve': 'look up a payment',
      'checkout.sessions.create': 'open a payment page',
      '*': 'any call',
    },
  },
  ses: { title: 'Mail (SES)', calls: { SendEmail: 'send a mail' } },
  drive: {
    title: 'Google Drive',
    calls: {
      'files.list': 'look for a file',
      'files.create': 'create a file',
      'files.update': 'replace a file',
      token: 'sign in',
      '*': 'any call',
    },
  },
  dynamodb: {
    title: 'Tables (DynamoDB)',
    calls: {
      TransactWriteItems: 'store a registration',
      GetItem: 'read one item',
      UpdateItem: 'note what was done',
      PutItem: 'store an entry',
      '*': 'any call',
    },
  },
  s3: { title: 'Files (S3)', calls: { GetObject: 'read a photo or a badge', PutObject: 'store a badge' } },
  states: { title: 'Workflows (Step Functions)', calls: { StartExecution: 'start a workflow' } },
  secretsmanager: { title: 'Secrets (Secrets Manager)', calls: { GetSecretValue: 'read the keys' } },
  challonge: { title: 'Challonge', calls: { '*': 'any call' } },
};

/** `Stripe: look up a payment`. */
export function callTitle(service: string, operation: string): string {
  const known = services[service];
  const what = operation === '*' ? 'any call' : (known?.calls[operation] ?? operation);
  return `${known?.title ?? service}: ${what}`;
}

/** What the fault tool is to do for a mishap: an answer is one that the service itself would give. */
export function behaviourOf(service: string, mishap: Mishap): Fault['behaviour'] {
  switch (mishap) {
    case 'hang':
    case 'reset':
      return { kind: mishap };
    case 'lost':
      return { kind: 'lose-answer' };
    case 'slow':
      return { kind: 'slow-answer', ms: 15_000 };
    default: {
      const [status, body, headers = {}] = answerOf(service, mishap);
      return { kind: 'answer', status, body, headers: { 'content-type': 'application/json', ...headers } };
    }
  }
}

type Answer = [status: number, body: string, headers?: Record<string, string>];
type Refused = 'unavailable' | 'throttled' | 'refused';
type Refusals = Record<Refused, Answer>;

function answerOf(service: string, mishap: Refused): Answer {
  switch (service) {
    case 'stripe':
      return stripe[mishap];
    case 'drive':
      // The sandbox makes Google's answer of a reason alone.
      return drive[mishap];
    case 's3':
      return xml(s3[mishap]);
    case 'challonge':
      return challonge[mishap];
    default:
      return aws(service, mishap);
  }
}

const stripeError = (type: string, code: string, message: string) =>
  JSON.stringify({ error: { type, ...(code && { code }), message } });

const stripe: Refusals = {
  unavailable: [503, stripeError('api_error', '', 'An error occurred while processing your request.')],
  throttled: [429, stripeError('invalid_request_error', 'rate_limit', 'Too many requests.')],
  refused: [
    403,
    stripeError('invalid_request_error', 'more_permissions_required', 'The key may not do this.'),
  ],
};

const drive: Refusals = {
  unavailable: [503, 'backendError'],
  throttled: [429, 'rateLimitExceeded'],
  refused: [403, 'insufficientFilePermissions'],
};

const challonge: Refusals = {
  unavailable: [503, ''],
  throttled: [429, '{"errors":[{"status":429,"detail":"Too Many Requests"}]}'],
  refused: [401, '{"errors":["Invalid API key"]}'],
};

const s3: Record<Refused, [number, string]> = {
  unavailable: [503, 'ServiceUnavailable'],
  throttled: [503, 'SlowDown'],
  refused: [403, 'AccessDenied'],
};

const xml = ([status, code]: [number, string]): Answer => [
  status,
  `<Error><Code>${code}</Code></Error>`,
  { 'content-type': 'application/xml' },
];

const throttling: Record<string, [number, string]> = {
  ses: [429, 'TooManyRequestsException'],
  dynamodb: [400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'],
};
const refusing: Record<string, [number, string]> = { ses: [400, 'MessageRejected'] };

function aws(service: string, mishap: Refused): Answer {
  const [status, type] = {
    unavailable: [503, 'ServiceUnavailableException'] as const,
    throttled: throttling[service] ?? ([400, 'ThrottlingException'] as const),
    refused: refusing[service] ?? ([400, 'AccessDeniedException'] as const),
  }[mishap];
  const message = 'Broken on purpose.';
  return [status, JSON.stringify({ __type: type, message }), { 'x-amzn-errortype': type }];
}
