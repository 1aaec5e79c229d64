/** State machines on the embedded Step Functions, and an AWS client of them, for tests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { onTestFinished, vi } from 'vitest';
import { StepFunctions, type StepFunctionsOptions } from '../../step-functions/service.ts';

export const prefix = 'arn:aws:states:us-east-1:000000000000';
export const lambda = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
export type Handlers = Record<string, (payload: never) => unknown>;

/** A Lambda's failure, as the embedded cloud's invoke passes it on. */
export function failing(errorType: string, errorMessage = 'went wrong'): Error {
  const error = new Error(JSON.stringify({ errorType, errorMessage }));
  error.name = errorType;
  return error;
}

/** One machine `m`, a client of it, and its functions by name. */
export async function cloud(
  definition: object,
  handlers: Handlers = {},
  options: Partial<StepFunctionsOptions> = {},
): Promise<{ client: SFNClient; stepFunctions: StepFunctions; arn: string; url: string }> {
  const arn = `${prefix}:stateMachine:m`;
  const stepFunctions = new StepFunctions({
    machines: [{ name: 'm', arn, definition }],
    invoke: async (functionArn, payload) => handlers[functionArn.split(':').at(-1) ?? '']?.(payload as never),
    retryIntervalMs: 0,
    ...options,
  });
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const { status, body } = await stepFunctions.handle(operation, JSON.parse(await text(request)));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = clientOf(url);
  onTestFinished(async () => {
    client.destroy();
    server.close();
    server.closeAllConnections();
    await stepFunctions.stop();
  });
  return { client, stepFunctions, arn, url };
}

function clientOf(endpoint: string): SFNClient {
  return new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    // TestState would go to sync-127.0.0.1.
    disableHostPrefix: true,
  });
}

/** Starts an execution and waits until it has ended. */
export async function runToEnd(client: SFNClient, arn: string, input: unknown = {}, name?: string) {
  const start = new StartExecutionCommand({ stateMachineArn: arn, input: JSON.stringify(input), name });
  const { executionArn } = await client.send(start);
  return ended(client, executionArn);
}

/** Waits until the execution has ended. */
export function ended(client: SFNClient, executionArn: string | undefined) {
  return vi.waitFor(
    async () => {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (described.status === 'RUNNING') throw new Error('the execution has not ended');
      return described;
    },
    { timeout: 5_000, interval: 5 },
  );
}

export async function historyOf(client: SFNClient, executionArn: string | undefined) {
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events;
}

/** `id<-previousEventId type`, and the state's name where there is one. */
export const lines = (events: Awaited<ReturnType<typeof historyOf>>) =>
  events.map((event) => {
    const name = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name;
    return `${event.id}<-${event.previousEventId} ${event.type}${name ? ` ${name}` : ''}`;
  });

export const task = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: lambda(name),
  End: true,
  ...more,
});
export const oneTask = (more: object = {}) => ({ StartAt: 'Work', States: { Work: task('work', more) } });
