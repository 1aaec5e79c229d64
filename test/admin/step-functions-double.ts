/** A server that plays Step Functions and S3 with prepared answers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ClientConfig } from '../../admin/client-config.ts';

export const machineName = 'tkd-registration-local-badge-sheets';

export const arn = (kind: string, name: string) => `arn:aws:states:us-east-1:123456789012:${kind}:${name}`;

export const machine = (name: string) => ({
  ...{ name, stateMachineArn: arn('stateMachine', name) },
  ...{ type: 'STANDARD', creationDate: 0 },
});

export const execution = (status: string, more: object = {}) => ({
  ...{ executionArn: '', stateMachineArn: '', startDate: 0, status },
  ...more,
});

export const configOf = (port: number): ClientConfig => ({
  ...{ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', forcePathStyle: true },
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

export class StepFunctionsDouble {
  /** The answers to a call, in turn; the last one is repeated. */
  answers: Record<string, object[]> = {
    ListStateMachines: [
      {
        stateMachines: [machine('tkd-registration-local'), machine('tkd-registration-prod-badge-sheets')],
        nextToken: '2',
      },
      { stateMachines: [machine(machineName)] },
    ],
    StartExecution: [{ executionArn: 'started', startDate: 0 }],
    DescribeExecution: [execution('SUCCEEDED', { output: '{}' })],
    GetExecutionHistory: [{ events: [] }],
    ListMapRuns: [{ mapRuns: [] }],
  };
  readonly asked: { call: string; input: Record<string, string> }[] = [];
  /** The objects in S3, by `/bucket/key`. */
  objects: Record<string, string> = {};
  readonly #server = createServer(async (request, response) => {
    const [, call] = /^AWSStepFunctions\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
    if (call === undefined) {
      const key = decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname);
      response.writeHead(key in this.objects ? 200 : 404).end(this.objects[key]);
      return;
    }
    this.asked.push({ call, input: JSON.parse(await text(request)) });
    const [answer = {}, ...more] = this.answers[call] ?? [];
    if (more.length > 0) this.answers[call] = more;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });

  /** The configuration of a client that uses it. */
  async start(): Promise<ClientConfig> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return configOf((this.#server.address() as AddressInfo).port);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
