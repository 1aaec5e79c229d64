/** Worker: sends signed events to the webhook, so many senders at a time, each the next one when it has its answer. */
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

export interface SignedEvent {
  body: string;
  signature: string;
}

export interface SendersInput {
  url: string;
  senders: number;
  events: readonly SignedEvent[];
}

export interface SendersOutput {
  /** Of every answer, milliseconds; by which status. */
  answers: { ms: number; status: number }[];
  /** From the first event to the last answer. */
  seconds: number;
}

const answerWithinMs = 10_000;

const { url, senders, events } = workerData as SendersInput;
const agent = new Agent({ keepAlive: true, maxSockets: senders });
const waiting = [...events];
const answers: SendersOutput['answers'] = [];

/** Status 0 when there is no answer. */
function send({ body, signature }: SignedEvent): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'stripe-signature': signature,
    };
    request(url, { method: 'POST', agent, headers, timeout: answerWithinMs }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('timeout', function () {
        this.destroy();
      })
      .on('error', () => resolve(0))
      .end(body);
  });
}

async function sendAll(): Promise<void> {
  for (let event = waiting.shift(); event; event = waiting.shift()) {
    const started = performance.now();
    const status = await send(event);
    answers.push({ ms: performance.now() - started, status });
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: senders }, sendAll));
agent.destroy();
parentPort?.postMessage({ answers, seconds: (performance.now() - started) / 1_000 } satisfies SendersOutput);
