/** Measures how quickly the webhook answers when many events arrive at once. */
import { Worker } from 'node:worker_threads';
import Stripe from 'stripe';
import type { TournamentCloud } from '../local/tournament-cloud.ts';
import event from '../test/fixtures/receive-stripe-event/checkout.session.completed-paid.json' with {
  type: 'json',
};
import type { SendersInput, SendersOutput, SignedEvent } from './webhook-senders.ts';

export const senders = 50;

/** Ids of new sessions: an event for one starts an execution, which then waits for its entry. */
export const newSessionIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `cs_test_bench${String(index).padStart(12, '0')}`);

/** Sends one event for each of the sessions, from 50 parallel senders in a separate thread. */
export async function sendEvents(
  cloud: TournamentCloud,
  sessionIds: readonly string[],
  { pauseMs = 0 } = {},
): Promise<SendersOutput> {
  const [secret = ''] = cloud.secret.stripe.webhookSecrets;
  const events = sessionIds.map((id, index): SignedEvent => {
    const data = { ...event.data, object: { ...event.data.object, id } };
    const body = JSON.stringify({ ...event, id: `evt_bench${index}`, data });
    return { body, signature: Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) };
  });
  const workerData: SendersInput = { url: cloud.endpoints.webhook ?? '', senders, pauseMs, events };
  const worker = new Worker(new URL('./webhook-senders.ts', import.meta.url), { workerData });
  const { promise, resolve, reject } = Promise.withResolvers<SendersOutput>();
  worker.once('message', resolve).once('error', reject);
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}
