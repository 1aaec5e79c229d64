/** Worker that sends signed events to the webhook from several senders, each one event after the other. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

export interface SignedEvent {
  body: string;
  signature: string;
}

export interface SendersInput {
  url: string;
  senders: number;
  /** The pause between an answer and the sender's next event; 0 for none. */
  pauseMs: number;
  events: readonly SignedEvent[];
}

export interface SendersOutput {
  /** The time and status of each answer; status 0 when there was none. */
  answers: { ms: number; status: number }[];
  /** From the first event to the last answer. */
  seconds: number;
}

const answerWithinMs = 10_000;

const { url, senders, pauseMs, events } = workerData as SendersInput;
const agent = new Agent({ keepAlive: true, maxSockets: senders });
const waiting = [...events];
const answers: SendersOutput['answers'] = [];

function send({ body, signature }: SignedEvent): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'stripe-signature': signature,
    };
    const outgoing = request(url, { method: 'POST', agent, headers, timeout: answerWithinMs }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('timeout', () => outgoing.destroy()).on('error', () => resolve(0));
    outgoing.end(body);
  });
}

async function sendAll(sender: number): Promise<void> {
  // So that the senders do not run in step.
  await sleep((pauseMs * sender) / senders);
  for (let event = waiting.shift(); event; event = waiting.shift()) {
    const started = performance.now();
    const status = await send(event);
    answers.push({ ms: performance.now() - started, status });
    await sleep(pauseMs);
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: senders }, (_, sender) => sendAll(sender)));
agent.destroy();
parentPort?.postMessage({ answers, seconds: (performance.now() - started) / 1_000 } satisfies SendersOutput);
