/** The embedded cloud: runs a synthesised CDK app on this machine. */
import { join } from 'node:path';
import { accountOf } from './aws/account.ts';
import { bucketsOf, startBuckets, versionedBucketsOf } from './aws/buckets.ts';
import { type Services, startEdge } from './aws/edge.ts';
import { Metrics } from './aws/metrics.ts';
import { queuesOf } from './aws/queue-definitions.ts';
import { startQueues } from './aws/queues.ts';
import { Secrets, secretsOf } from './aws/secrets.ts';
import { startTables, tablesOf, withStream } from './aws/tables.ts';
import { PointInTimeRecovery } from './backups/point-in-time.ts';
import { awsClientConfig } from './clients.ts';
import { CloudClock } from './clock.ts';
import { startConsole } from './console/console.ts';
import { Deliveries } from './event-bridge/deliveries.ts';
import { startEventBus } from './event-bridge/event-bus.ts';
import { eventBucketsOf, objectEvent } from './event-bridge/object-events.ts';
import type { ScheduleInterval } from './event-bridge/rate.ts';
import { rulesOf } from './event-bridge/rules.ts';
import { startScheduler } from './event-bridge/scheduler.ts';
import { schedulesOf } from './event-bridge/schedules.ts';
import { startEventSources } from './event-sources/event-sources.ts';
import { mappingsOf } from './event-sources/mapping.ts';
import { Faults } from './faults.ts';
import type { Outcome } from './functions/function-instance.ts';
import { Functions, functionsOf } from './functions/functions.ts';
import type { TaskAttempt } from './functions/invocations.ts';
import { httpApisOf, startHttpApis } from './http-api/http-api.ts';
import { checkEventSources } from './iam/event-source-access.ts';
import { noteNeededGrants } from './iam/needed-grants.ts';
import { accessKeyOf, Permissions } from './iam/permissions.ts';
import { checkTrust, checkWaiting, refuseKeys } from './iam/role-access.ts';
import { alarmsOf, checkServices } from './iam/service-access.ts';
import type { Site } from './pages/frame.ts';
import type { OwnPages } from './pages/own-pages.ts';
import { Parts } from './parts.ts';
import type { AppAddresses, Sandbox } from './sandbox.ts';
import { configurationSetsOf } from './ses/configuration-sets.ts';
import { MailService } from './ses/mail-service.ts';
import type { SentMails } from './ses/sent-mails.ts';
import { s3Objects } from './step-functions/distributed-map/s3-objects.ts';
import { clockOf } from './step-functions/engine/clock.ts';
import { lambdaOf } from './step-functions/integrations/lambda.ts';
import { machinesOf } from './step-functions/machines.ts';
import { StepFunctions } from './step-functions/service.ts';
import { accountId, queueUrlOf, region } from './template/resource-kinds.ts';
import { readTemplate } from './template/template.ts';

export interface CloudOptions<Name extends string = never> {
  /** The synthesised app: `cdk.out`. */
  assembly: string;
  /** Ports to listen on; any free port by default. `api` is the app's first HTTP API. */
  ports?: { aws?: number; api?: number; console?: number; dynamodb?: number };
  /** What plays the services outside AWS; each has an endpoint of its name. */
  sandboxes?: readonly Sandbox<Name>[];
  /** Where stored data outlives the cloud; absent, nothing is kept. */
  dataDir?: string;
  /** Whether tables can be restored as they were since the start, as on AWS; what they held is kept in memory. */
  pointInTimeRecovery?: boolean;
  /** The folder in which each function's output is appended to a file named after it. */
  logDir?: string;
  /** Replaces every wait before a retry: of state machines, stream batches, queue messages and sandboxes. */
  retryIntervalMs?: number;
  /** Replaces the interval of every schedule, or what a function makes of each. */
  scheduleIntervalMs?: ScheduleInterval;
  /** Variables of every function, which win over the template's and the sandboxes'. */
  environment?(endpoints: Endpoints<Name>): Record<string, string>;
  /** How many events each function handles at a time; by default what suits the machine. */
  concurrency?: number;
  /** Pages of the app's own, on the console's server; asked for once everything runs. */
  site?(cloud: RunningCloud<Name>): OwnPages;
  /** A file to which each grant of a policy is added, as a line, once a request needs it: once no other allows it. */
  neededGrantsFile?: string;
  /** How many events all functions together may handle at a time, as on an AWS account; unlimited by default. */
  accountConcurrency?: number;
}

/** Addresses, without a slash at the end; of the AWS services, the page of mails, the console and each sandbox. */
export type Endpoints<Name extends string = never> = Record<'aws' | 'mail' | 'console' | Name, string>;

/** A page for a browser. */
export interface Page {
  title: string;
  url: string;
  /** What it shows. */
  note: string;
}

export interface Cloud<Name extends string = never> extends AppAddresses {
  endpoints: Endpoints<Name>;
  /** The pages of the console and the sandboxes. */
  pages: Page[];
  /** The stack's outputs, by their logical ids. */
  outputs: Record<string, string>;
  /** The initial value of every secret of the stack: what the sandboxes add, together. */
  secret: Record<string, unknown>;
  /** How often each operation of the AWS services was called, such as `dynamodb GetItem`. */
  calls: ReadonlyMap<string, number>;
  /** What everything in it keeps time by. */
  clock: CloudClock;
  /** What goes wrong next, by service and operation. */
  faults: Faults;
  functions: Functions;
  mails: SentMails;
  stepFunctions: StepFunctions;
  /** Stops everything that was started. May be called more than once. */
  stop(): Promise<void>;
}

/** What the app's own pages may use. */
export type RunningCloud<Name extends string = never> = Omit<Cloud<Name>, 'stop'>;

/**
 * Starts the embedded cloud.
 *
 * The process's time zone becomes UTC, like Lambda's. An interrupt during the start stops what runs so far and ends the
 * process; after the start, interrupts are for the caller to handle, with `stop`.
 *
 * @throws Error that says what to do: no assembly, no Java, a port that is taken, something in the stack that cannot run
 * here. Nothing is left running.
 */
export async function startCloud<Name extends string = never>(
  options: CloudOptions<Name>,
): Promise<Cloud<Name>> {
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

/**
 * The parts in the order of their start. Some call each other in a circle, as on AWS: those are given a function that
 * looks the other one up, and nothing calls it before everything has started.
 */
async function startParts<Name extends string>(
  options: CloudOptions<Name>,
  parts: Parts,
): Promise<Omit<Cloud<Name>, 'stop'>> {
  const { assembly, ports = {}, sandboxes = [], retryIntervalMs } = options;
  const faults = new Faults();
  const dataOf = (part: string) => options.dataDir && join(options.dataDir, part);
  const clock = new CloudClock({
    dataDir: options.dataDir,
    isBusy: (): boolean => functions.running > 0,
  });
  const invoke = (name: string, event: unknown, task?: TaskAttempt): Promise<Outcome> =>
    functions.invoke(name, event, task);

  // DynamoDB Local takes the longest: it comes first, and is waited for last.
  const startingTables = parts.start(startTables({ dataDir: dataOf('dynamodb'), port: ports.dynamodb }));
  startingTables.catch(() => undefined);

  // The template's urls are made of the ports, so what listens at them comes before the rest is read from it.
  const services = Promise.withResolvers<Services>();
  const template = readTemplate(assembly, {
    queueUrl: (name) => queueUrlOf(edge.url, name),
    apiEndpoint: (id) => apis.endpointOf(id),
  });
  const [edge, apis] = await parts.all([
    startEdge({ port: ports.aws, faults, services: services.promise }),
    startHttpApis({ template, invoke, port: ports.api, clock }),
  ]);

  // What stores, and what is outside AWS.
  const eventBuckets = eventBucketsOf(template);
  const [buckets, queues, ...running] = await parts.all([
    startBuckets({
      buckets: bucketsOf(template),
      versioned: versionedBucketsOf(template),
      eventBuckets,
      dataDir: dataOf('s3'),
      onChange: (change) => {
        if (eventBuckets.has(change.bucket)) eventBus.send(objectEvent(change, clock.now()));
      },
    }),
    startQueues({
      queues: queuesOf(template),
      dataDir: dataOf('sqs'),
      region,
      accountId,
      publicUrl: edge.url,
    }),
    ...sandboxes.map(({ name, port = 0, start }) =>
      start({
        port,
        faults,
        clock,
        dataDir: dataOf(name),
        retryIntervalMs,
        site: (): Site => consolePage.site(),
      }),
    ),
  ]);
  const outside = sandboxes.map(({ name, page }, index) => {
    const { url = '' } = running[index] ?? {};
    return { name, page: { ...page, url } };
  });
  const secret = Object.assign({}, ...running.map((sandbox) => sandbox.secret));
  const secrets = new Secrets(secretsOf(template, secret), dataOf('secrets'), clock.now);

  // What computes.
  const mails = new MailService(configurationSetsOf(template), (event) => eventBus.send(event), clock.now);
  const pages = outside.map(({ page }) => page);
  const consolePage = await parts.start(
    startConsole({
      port: ports.console,
      stepFunctions: {
        handle: (operation, request) => stepFunctions.handle(operation, request),
        summaries: () => stepFunctions.summaries(),
        openStates: (executionArn) => stepFunctions.openStates(executionArn),
      },
      functions: { invocations: (executionArn) => functions.invocations(executionArn) },
      now: clock.now,
      edgeUrl: edge.url,
      mails: mails.sent,
      pages,
    }),
  );
  const endpoints = Object.fromEntries([
    ...[
      ['aws', edge.url],
      ['mail', `${consolePage.url}/mails`],
      ['console', consolePage.url],
    ],
    ...outside.map(({ name, page }) => [name, page.url]),
  ]) as Endpoints<Name>;
  const { neededGrantsFile } = options;
  const permissions = new Permissions(
    template,
    neededGrantsFile ? noteNeededGrants(neededGrantsFile) : undefined,
  );
  const mappings = mappingsOf(template);
  const [rules, schedules, machines] = [rulesOf(template), schedulesOf(template), machinesOf(template)];
  refuseKeys(template);
  checkTrust({ template, schedules }, permissions);
  checkWaiting(machines, permissions);
  checkEventSources(mappings, permissions);
  checkServices({ rules, schedules, apis: httpApisOf(template), alarms: alarmsOf(template) }, permissions);
  const settings = Object.assign(
    { AWS_ENDPOINT_URL: edge.url },
    ...running.map(({ environment }) => environment),
    options.environment?.(endpoints),
  );
  const metrics = new Metrics();
  const functions = parts.add(
    new Functions(functionsOf(template, settings, options.concurrency), {
      logDir: options.logDir,
      onLine: (line) => metrics.take(line),
      accountConcurrency: options.accountConcurrency,
      clock,
    }),
  );
  const stepFunctions = parts.add(
    new StepFunctions({
      machines,
      invoke: lambdaOf(invoke),
      objectsOf: (stateMachineArn) => s3Objects(awsClientConfig({ endpoints }, accessKeyOf(stateMachineArn))),
      refusal: (stateMachineArn, access) => {
        const signer = permissions.signerOf(accessKeyOf(stateMachineArn));
        return signer && permissions.refusal(signer, [access]);
      },
      edgeUrl: edge.url,
      dataDir: dataOf('step-functions'),
      clock: clockOf(clock),
      retryIntervalMs,
    }),
  );
  const tables = await startingTables;
  const definitions = tablesOf(template);
  const recovery = options.pointInTimeRecovery ? parts.add(new PointInTimeRecovery(tables.url)) : undefined;
  await tables.create(recovery ? definitions.map(withStream) : definitions);
  await recovery?.follow(definitions);

  // Requests are answered from here on, and what waits in queues and streams is handled.
  const deliveries = parts.add(new Deliveries({ edgeUrl: edge.url, invoke, clock, retryIntervalMs }));
  const scheduled = { deliveries, scheduleInterval: options.scheduleIntervalMs, clock };
  const eventBus = parts.add(startEventBus({ rules, ...scheduled }));
  parts.add(startScheduler({ schedules, ...scheduled }));
  services.resolve({
    dynamodbUrl: tables.url,
    recovery,
    s3Url: buckets.url,
    mails,
    queues: (request) => queues.fetch(request),
    states: (operation, body) => stepFunctions.handle(operation, body as Record<string, unknown>),
    secrets: (operation, body) => secrets.handle(operation, body),
    metrics,
    account: accountOf(template, () => eventSources.triggers, clock.now, options.accountConcurrency),
    functions,
    permissions,
  });
  apis.serve();
  const eventSources = parts.add(
    startEventSources({
      mappings,
      edgeUrl: edge.url,
      dynamodbUrl: tables.url,
      invoke,
      dataDir: dataOf('event-sources'),
      clock,
      retryIntervalMs,
    }),
  );
  parts.add(clock).onPassed((ms) => queues.pass(ms, eventSources.isHandling));
  stepFunctions.resume();
  for (const sandbox of running) sandbox.ready?.(apis);

  const runningCloud = {
    endpoints,
    pages: [
      { title: 'Executions', url: `${consolePage.url}/executions`, note: 'what became of each' },
      { title: 'Mails', url: `${consolePage.url}/mails`, note: 'every mail that was sent' },
      ...pages,
    ],
    urlOf: apis.urlOf,
    outputs: template.outputs(),
    secret,
    calls: edge.calls,
    clock,
    faults,
    functions,
    mails: mails.sent,
    stepFunctions,
  };
  if (options.site) consolePage.mount(options.site(runningCloud));
  return runningCloud;
}
