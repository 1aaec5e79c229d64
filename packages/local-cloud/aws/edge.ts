/** One address for every AWS service, so that `AWS_ENDPOINT_URL` is all an AWS client needs. */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { PointInTimeRecovery } from '../backups/point-in-time.ts';
import { isOnlookers } from '../clients.ts';
import { type Faults, fault, misbehave } from '../faults.ts';
import type { Outcome } from '../functions/function-instance.ts';
import { ifAllowed } from '../iam/gate.ts';
import type { Permissions } from '../iam/permissions.ts';
import { type Listening, listen } from '../listen.ts';
import { type MailService, mailOperation } from '../ses/mail-service.ts';
import { type Account, answerLambda, answerMail, lambdaOperation } from './account.ts';
import { Forwarder, type NodeContext } from './forwarder.ts';
import { Metrics } from './metrics.ts';
import { s3Operation } from './s3-operation.ts';
import type { Answer } from './secrets.ts';

/** The services behind the edge. */
export interface Services {
  dynamodbUrl: string;
  /** Without it, no table can be restored. */
  recovery?: PointInTimeRecovery;
  s3Url: string;
  /** Without it, no mail can be sent. */
  mails?: MailService;
  queues(request: Request): Promise<Response>;
  states(operation: string, body: object): Promise<Answer>;
  secrets(operation: string, body: object): Answer;
  /** What is asked about the account and the stack themselves; without it, nothing of that is known. */
  account?: Account;
  functions: {
    has(name: string): boolean;
    invoke(name: string, event: unknown): Promise<Outcome>;
  };
  /** Without it, there are no figures. */
  metrics?: Metrics;
  /** What functions may do with the services; without it, everything. */
  permissions?: Permissions;
}

type ServiceName =
  | 'dynamodb'
  | 's3'
  | 'ses'
  | 'sqs'
  | 'states'
  | 'secretsmanager'
  | 'lambda'
  | 'monitoring'
  | 'sns'
  | 'cloudformation';

const targets: Record<string, ServiceName> = {
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSStepFunctions: 'states',
  GraniteServiceVersion20100801: 'monitoring',
  secretsmanager: 'secretsmanager',
};

/**
 * Starts the edge. Requests that arrive before `services` settles wait for it.
 * @throws Error `port N is taken: …`.
 */
export async function startEdge(options: {
  port?: number;
  faults: Faults;
  services: Promise<Services>;
}): Promise<Listening & { calls: ReadonlyMap<string, number> }> {
  const { faults, services } = options;
  const forwarder = new Forwarder();
  const app = new Hono<{ Bindings: HttpBindings }>();
  const answers = handlers(forwarder);
  const faulty = Object.fromEntries(
    Object.keys(answers).map((service) => [
      service,
      misbehave(faults, service, (context, body) => operationOf(service as ServiceName, context, body)),
    ]),
  ) as Record<ServiceName, ReturnType<typeof misbehave>>;

  app.get('/_faults', (context) => context.json(faults.list()));
  app.delete('/_faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  app.post('/_faults', async (context) => {
    const parsed = fault.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) return context.json({ message: parsed.error.message }, 400);
    faults.add(parsed.data);
    return context.json(parsed.data, 201);
  });
  app.get('/_mails', async (context) => {
    const { mails } = await services;
    return context.json({ emails: mails?.sent.since(Number(context.req.query('since') ?? 0)) ?? [] });
  });
  const calls = new Map<string, number>();
  app.all('*', async (context) => {
    const service = serviceOf(context);
    const call = `${service} ${operationOf(service, context, '')}`;
    if (!isOnlookers(context.req.header('authorization'))) calls.set(call, (calls.get(call) ?? 0) + 1);
    const behind = await services;
    const misbehaved = await faulty[service](context, async () => {
      const answer = () => answers[service](context, behind);
      const operation = (body: string) => operationOf(service, context, body);
      context.res = behind.permissions
        ? await ifAllowed(behind.permissions, { service, operation }, context, answer)
        : await answer();
    });
    return misbehaved ?? context.res;
  });
  app.onError((error, context) => {
    const { message } = error;
    if (serviceOf(context) !== 's3') return context.json({ __type: 'InternalFailure', message }, 500);
    return context.body('<Error><Code>InternalError</Code></Error>', 500, {
      'content-type': 'application/xml',
    });
  });

  const listening = await listen(app.fetch, options.port);
  return {
    ...listening,
    /** Counts of calls by service and operation, such as `dynamodb GetItem`. */
    calls,
    stop: async () => {
      await listening.stop();
      forwarder.stop();
    },
  };
}

function serviceOf({ req }: NodeContext): ServiceName {
  const target = req.header('x-amz-target');
  const named = target && targets[target.slice(0, target.indexOf('.'))];
  if (named) return named;
  if (req.header('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    const [, signedFor] =
      /Credential=[^/]*\/\d+\/[^/]+\/(sns|cloudformation)\//.exec(req.header('authorization') ?? '') ?? [];
    // Clients older than SQS's JSON protocol.
    return (signedFor as 'sns' | 'cloudformation' | undefined) ?? 'sqs';
  }
  if (req.path.startsWith('/v2/email/')) return 'ses';
  if (/^\/20\d\d-\d\d-\d\d\/(?:functions|event-source-mappings|account-settings)(?:\/|$)/.test(req.path))
    return 'lambda';
  return 's3';
}

/** The call's name in the service's documentation. */
function operationOf(service: ServiceName, { req, env }: NodeContext, body: string): string {
  const target = req.header('x-amz-target');
  if (target) return target.slice(target.indexOf('.') + 1);
  switch (service) {
    case 'sqs':
    case 'sns':
    case 'cloudformation':
      return new URLSearchParams(body).get('Action') ?? '';
    case 'ses':
      return mailOperation(req.method, req.path) ?? `${req.method} ${req.path}`;
    case 'lambda':
      return lambdaOperation(req.method, req.path);
    default:
      return s3Operation(req.method, env.incoming.url ?? '/', req.header());
  }
}

type Handler = (context: NodeContext, services: Services) => Response | Promise<Response>;

function handlers(forwarder: Forwarder): Record<ServiceName, Handler> {
  return {
    dynamodb: async (context, { dynamodbUrl, recovery }) =>
      (recovery && (await restoring(context, recovery))) ??
      forwarder.pass(context, dynamodbUrl, dynamodbHeaders(context)),
    s3: (context, { s3Url }) => forwarder.pass(context, s3Url),
    ses: (context, services) => {
      const mails = () => mailAnswer(context, services);
      return services.account ? answerMail(context, services.account, mails) : mails();
    },
    sqs: async (context, { queues }) => {
      const { url, method, headers } = context.req.raw;
      return await queues(new Request(url, { method, headers, body: await context.req.arrayBuffer() }));
    },
    states: (context, { states }) => answerJson(context, states),
    secretsmanager: (context, { secrets }) => answerJson(context, secrets),
    monitoring: (context, { account, metrics = new Metrics() }) =>
      answerJson(context, (operation, body) =>
        account?.alarms.knows(operation)
          ? account.alarms.handle(operation, body)
          : metrics.handle(operation, body),
      ),
    sns: stackQuery,
    cloudformation: stackQuery,
    lambda: (context, { functions, account }) =>
      lambdaOperation(context.req.method, context.req.path) === 'Invoke' || !account
        ? invoke(context, functions)
        : answerLambda(context, account),
  };
}

async function stackQuery(context: NodeContext, { account }: Services): Promise<Response> {
  return account ? account.stackQueries.answer(await context.req.text()) : unknown(context);
}

const unknown = (context: NodeContext) => context.json({ __type: 'UnknownOperationException' }, 400);

/** Undefined for a request that is not about backups. */
async function restoring(context: NodeContext, recovery: PointInTimeRecovery): Promise<Response | undefined> {
  const operation = operationOf('dynamodb', context, '');
  if (!/Backup|PointInTime/.test(operation)) return undefined;
  const answer = await recovery.answer(operation, await context.req.text());
  return answer && Response.json(answer.body, { status: answer.status });
}

/** DynamoDB Local only accepts access keys of letters and digits; here a client may have any. */
function dynamodbHeaders({ env }: NodeContext) {
  const { headers } = env.incoming;
  const authorization = headers.authorization?.replace(/Credential=[^/]*\//, 'Credential=local/');
  return { ...headers, authorization };
}

async function answerJson(
  context: NodeContext,
  handle: (operation: string, body: object) => Answer | Promise<Answer>,
): Promise<Response> {
  const text = await context.req.text();
  const { status, body } = await handle(
    operationOf('states', context, text),
    text === '' ? {} : (JSON.parse(text) as object),
  );
  const headers = { 'content-type': context.req.header('content-type') ?? 'application/x-amz-json-1.0' };
  return new Response(JSON.stringify(body), { status, headers });
}

async function mailAnswer(context: NodeContext, { mails }: Services): Promise<Response> {
  if (!mails) return unknown(context);
  const body = new TextDecoder().decode(await context.req.arrayBuffer());
  const { status, body: answer } = await mails.answer(
    operationOf('ses', context, ''),
    context.req.path,
    body,
  );
  return Response.json(answer, { status });
}

/** Lambda's Invoke: `POST /2015-03-31/functions/{name}/invocations`. */
async function invoke(context: NodeContext, functions: Services['functions']): Promise<Response> {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(context.req.path) ?? [];
  const functionName = name && decodeURIComponent(name);
  if (!functionName || context.req.method !== 'POST' || !functions.has(functionName)) {
    const message = `Function not found: ${functionName ?? context.req.path}`;
    return context.json({ Type: 'User', Message: message }, 404, {
      'x-amzn-errortype': 'ResourceNotFoundException',
    });
  }
  const text = await context.req.text();
  const outcome = functions.invoke(functionName, text === '' ? {} : JSON.parse(text));
  if (context.req.header('x-amz-invocation-type') === 'Event') {
    outcome.catch(() => undefined);
    return context.body(null, 202);
  }
  const result = await outcome;
  if (!result.ok && result.throttled) {
    const refusal = {
      Reason: 'ConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: result.error.errorMessage,
    };
    return context.json(refusal, 429, { 'x-amzn-errortype': result.error.errorType });
  }
  if (result.ok) return context.json(result.value as object, 200, { 'x-amz-executed-version': '$LATEST' });
  return context.json(result.error, 200, { 'x-amz-function-error': 'Unhandled' });
}
