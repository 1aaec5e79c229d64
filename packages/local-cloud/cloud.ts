/** The embedded cloud: runs a synthesised CDK app on this machine. */
import { join } from 'node:path';
import { startDrive } from '@tkd-registration/sandboxes/drive';
import { startStripe } from '@tkd-registration/sandboxes/stripe';
import * as z from 'zod';
import { bucketsOf, startBuckets } from './aws/buckets.ts';
import { type Services, startEdge } from './aws/edge.ts';
import { startMail } from './aws/mail.ts';
import { queuesOf } from './aws/queue-definitions.ts';
import { startQueues } from './aws/queues.ts';
import { Secrets, secretsOf } from './aws/secrets.ts';
import { startTables, tablesOf } from './aws/tables.ts';
import { startConsole } from './console/console.ts';
import { startEventBus } from './event-bridge/event-bus.ts';
import { eventBucketsOf, objectEvent } from './event-bridge/object-events.ts';
import { rulesOf } from './event-bridge/rules.ts';
import { startEventSources } from './event-sources/event-sources.ts';
import { mappingsOf } from './event-sources/mapping.ts';
import { Faults } from './faults.ts';
import type { Outcome } from './functions/function-instance.ts';
import { Functions, functionsOf } from './functions/functions.ts';
import { type HttpApi, httpApiIds, httpApisOf, startHttpApi } from './http-api/http-api.ts';
import { Parts } from './parts.ts';
import { createStepFunctions } from './step-functions/service.ts';
import { type Addresses, accountId, queueUrlOf, region } from './template/resource-kinds.ts';
import { readTemplate, type Template } from './template/template.ts';

export interface CloudOptions {
  /** The synthesised app: `cdk.out`. */
  assembly: string;
  /** Ports to listen on; any free one where none is given. `webhook` is the stack's first HTTP API. */
  ports?: {
    edge?: number;
    webhook?: number;
    stripe?: number;
    drive?: number;
    mail?: number;
    console?: number;
    dynamodb?: number;
  };
  /** Where everything stored outlives the cloud; absent, it does not. */
  dataDir?: string;
  /** Where each function's output is appended to a file of its name. */
  logDir?: string;
  /** In place of every wait before a retry: of the state machines, of stream batches, of queue messages, of Stripe's deliveries. */
  retryIntervalMs?: number;
  /** In place of what schedules say. */
  scheduleIntervalMs?: number;
  /** Settings of every function, in place of the template's. */
  environment?: Record<string, string>;
  /** How many events each function handles at a time, in place of what suits the machine. */
  concurrency?: number;
  /** How many events the functions may handle at a time in all, as on an AWS account; any number when left out. */
  accountConcurrency?: number;
}

export type Cloud = Awaited<ReturnType<typeof startParts>> & {
  /** Ends everything that was started. May be called more than once. */
  stop(): Promise<void>;
};

const stripeKeys: { apiKey: string; webhookSecrets: [string, ...string[]] } = {
  apiKey: 'sk_test_local',
  webhookSecrets: ['whsec_local_current', 'whsec_local_next'],
};

/**
 * Starts the embedded cloud.
 *
 * The process's time zone becomes UTC, as Lambda's is. An interrupt while it starts ends what runs so far and the
 * process; afterwards interrupts are the caller's to handle, by `stop`.
 *
 * @throws Error with what to do: no assembly, no Java, a port that is taken, something in the stack that cannot run
 * here. Nothing is left running then.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  process.env.TZ = 'UTC';
  const parts = new Parts();
  const interrupted = () => void parts.stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    return { ...(await startParts(options, parts)), stop: () => parts.stop() };
  } catch (error) {
    await parts.stop();
    throw error;
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
}

async function startParts(options: CloudOptions, parts: Parts) {
  const { ports = {}, logDir, retryIntervalMs } = options;
  const { apiKey, webhookSecrets } = stripeKeys;
  const faults = new Faults();
  const dataOf = (part: string) => options.dataDir && join(options.dataDir, part);

  // What the template's urls are made of is known once the ports are.
  const apiUrls = new Map<string, string>();
  const addresses: Addresses = {
    queueUrl: (name) => queueUrlOf(edge.url, name),
    apiEndpoint: (id) => apiUrls.get(id) ?? '',
  };
  const template = readTemplate(options.assembly, addresses);
  const invoke = (name: string, event: unknown): Promise<Outcome> => functions.invoke(name, event);

  // DynamoDB Local takes the longest: it comes first, and is waited for last.
  const startingTables = parts.start(startTables({ dataDir: dataOf('dynamodb'), port: ports.dynamodb }));
  startingTables.catch(() => undefined);
  const services = Promise.withResolvers<Services>();
  const apis = Promise.withResolvers<HttpApi[]>();
  const [edge, ...apiServers] = await parts.all([
    startEdge({ port: ports.edge, faults, services: services.promise }),
    ...httpApiIds(template).map((_, index) =>
      startHttpApi({ api: nth(apis.promise, index), invoke, port: index === 0 ? ports.webhook : 0 }),
    ),
  ]);
  for (const [index, id] of httpApiIds(template).entries()) apiUrls.set(id, apiServers[index]?.url ?? '');

  const eventBuckets = eventBucketsOf(template);
  const [buckets, mail, queues, stripe, drive] = await parts.all([
    startBuckets({
      buckets: bucketsOf(template),
      dataDir: dataOf('s3'),
      onChange: (change) => {
        if (eventBuckets.has(change.bucket)) eventBus.send(objectEvent(change));
      },
    }),
    startMail({ port: ports.mail }),
    startQueues({
      queues: queuesOf(template),
      dataDir: dataOf('sqs'),
      region,
      accountId,
      publicUrl: edge.url,
    }),
    startStripe({
      port: ports.stripe,
      faults,
      dataDir: dataOf('stripe'),
      apiKey,
      retryDelaysMs: retryIntervalMs === undefined ? undefined : Array(50).fill(retryIntervalMs),
    }),
    startDrive({
      port: ports.drive,
      faults,
      dataDir: dataOf('drive'),
      folderId: driveFolderOf(template),
    }),
  ]);

  const consolePage = await parts.start(
    startConsole({
      port: ports.console,
      stepFunctions: { handle: (operation, request) => stepFunctions.handle(operation, request) },
      edgeUrl: edge.url,
      links: [
        { name: 'Mail', url: mail.url, note: 'every mail that was sent' },
        { name: 'Stripe sandbox', url: stripe.url, note: 'Checkout Sessions and their payment pages' },
        { name: 'Drive sandbox', url: drive.url, note: "the organisers' folder" },
        { name: 'AWS services', url: edge.url, note: 'for the AWS CLI and SDKs: AWS_ENDPOINT_URL' },
      ],
    }),
  );
  const functions = parts.add(
    new Functions(
      functionsOf(
        template,
        {
          AWS_ENDPOINT_URL: edge.url,
          STRIPE_API_BASE: stripe.url,
          DRIVE_API_BASE: drive.url,
          CONSOLE_BASE: consolePage.url,
          ...options.environment,
        },
        options.concurrency,
      ),
      { logDir, accountConcurrency: options.accountConcurrency },
    ),
  );
  // While DynamoDB Local starts; a function that cannot be loaded says so when it is invoked.
  const warming = functions.warmUp();
  const secret = { stripe: { apiKey, webhookSecrets }, google: { serviceAccount: drive.serviceAccount } };
  const secrets = new Secrets(secretsOf(template, JSON.stringify(secret)), dataOf('secrets'));
  const stepFunctions = parts.add(
    createStepFunctions({
      machines: machinesOf(template),
      invoke: async (functionArn, payload) => {
        const outcome = await invoke(functionArn, payload);
        if (outcome.ok) return outcome.value;
        const { error, throttled } = outcome;
        if (throttled)
          throw Object.assign(new Error(error.errorMessage), { name: `Lambda.${error.errorType}` });
        throw Object.assign(new Error(JSON.stringify(error)), { name: error.errorType });
      },
      dataDir: dataOf('step-functions'),
      retryIntervalMs,
    }),
  );

  const [tables] = await Promise.all([startingTables, warming]);
  const eventBus = parts.add(
    startEventBus({
      rules: rulesOf(template),
      edgeUrl: edge.url,
      invoke,
      retryIntervalMs,
      scheduleIntervalMs: options.scheduleIntervalMs,
    }),
  );
  await tables.create(tablesOf(template));
  services.resolve({
    dynamodbUrl: tables.url,
    s3Url: buckets.url,
    mailUrl: mail.url,
    queues: (request) => queues.fetch(request),
    states: (operation, body) => stepFunctions.handle(operation, body as Record<string, unknown>),
    secrets: (operation, body) => secrets.handle(operation, body),
    functions,
  });
  const httpApis = httpApisOf(template);
  apis.resolve(httpApis);
  parts.add(
    startEventSources({
      mappings: mappingsOf(template),
      edgeUrl: edge.url,
      dynamodbUrl: tables.url,
      invoke,
      dataDir: dataOf('event-sources'),
      retryIntervalMs,
    }),
  );
  stepFunctions.resume();
  const webhook = urlOf('POST /webhooks/stripe', httpApis, apiUrls);
  if (webhook) stripe.setWebhook({ url: webhook, secret: webhookSecrets[0] });

  return {
    endpoints: {
      aws: edge.url,
      webhook,
      stripe: stripe.url,
      drive: drive.url,
      mail: mail.url,
      console: consolePage.url,
    },
    outputs: template.outputs(),
    /** How often each operation of the AWS services was called. */
    calls: edge.calls,
    /** The value of the stack's secret. */
    secret,
    driveFolderId: drive.folderId,
    functions,
    stepFunctions,
  };
}

async function nth<T>(list: Promise<T[]>, index: number): Promise<T> {
  const item = (await list)[index];
  if (!item) throw new Error(`there is no element ${index}`);
  return item;
}

/** The url of a route without variables, such as `POST /webhooks/stripe`. */
function urlOf(
  routeKey: string,
  apis: readonly HttpApi[],
  urls: ReadonlyMap<string, string>,
): string | undefined {
  const api = apis.find(({ routes }) => routes.some((route) => route.routeKey === routeKey));
  if (!api) return undefined;
  const stage = api.stage === '$default' ? '' : `/${api.stage}`;
  return `${urls.get(api.id)}${stage}${routeKey.split(' ')[1]}`;
}

const environment = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });

/** The Drive folder that the stack's functions push to. */
function driveFolderOf(template: Template): string {
  const folders = template
    .resourcesOf('AWS::Lambda::Function')
    .map(({ properties }) => environment.safeParse(properties).data?.Environment.Variables.BADGE_GFOLDER);
  return String(folders.find((folder) => folder !== undefined) ?? 'no-drive-folder');
}

const machineProperties = z.object({ DefinitionString: z.string() });

/** The stack's state machines. */
function machinesOf(template: Template) {
  return template.resourcesOf('AWS::StepFunctions::StateMachine').map(({ logicalId, name, properties }) => ({
    name,
    arn: String(template.resolve({ Ref: logicalId })),
    definition: JSON.parse(machineProperties.parse(properties).DefinitionString) as object,
  }));
}
