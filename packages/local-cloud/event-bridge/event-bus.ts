/** EventBridge's default bus: sends events to the targets of the rules they match, and runs schedules. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Outcome } from '../functions/function-instance.ts';
import { accountId, queueUrlOf, region } from '../template/resource-kinds.ts';
import { isQueue, type Rule, type Target } from './rules.ts';

/** Events not delivered by then are lost: the bus keeps nothing when the cloud stops. */
const stopLimitMs = 1_000;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;
/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const lambdaRetriesMs = [60_000, 120_000];

export interface EventBus {
  /** Returns at once; targets receive the event later. */
  send(event: object): void;
  stop(): Promise<void>;
}

/**
 * Starts the bus.
 *
 * A target that refuses an event is retried according to its retry policy; then the event goes to its dead-letter queue.
 * A function that receives the event and fails is invoked twice more, by Lambda's own rule.
 *
 * @param options.retryIntervalMs replaces every wait before a retry.
 * @param options.scheduleIntervalMs replaces the interval of every schedule.
 */
export function startEventBus(options: {
  rules: readonly Rule[];
  edgeUrl: string;
  invoke(functionName: string, event: unknown): Promise<Outcome>;
  retryIntervalMs?: number;
  scheduleIntervalMs?: number;
}): EventBus {
  const { rules, edgeUrl, invoke, retryIntervalMs, scheduleIntervalMs } = options;
  const sqs = new SQSClient({
    endpoint: edgeUrl,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // Retries are up to the rule's retry policy.
    maxAttempts: 1,
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const underway = new Set<Promise<void>>();
  const pause = (ms: number) => delay(retryIntervalMs ?? ms, undefined, { signal }).catch(() => undefined);

  async function deliver(target: Target, event: object): Promise<void> {
    const tooOld = Date.now() + target.eventAgeMs;
    for (let retries = 0; !signal.aborted; retries += 1) {
      try {
        if (isQueue(target.arn)) await sendTo(target.arn, event);
        else await invokeUntilDone(target.arn, event);
        return;
      } catch (error) {
        if (retries >= target.retries || Date.now() > tooOld) {
          await giveUp(target, event, retries, error as Error);
          return;
        }
        await pause(Math.min(firstRetryMs * 2 ** retries, longestRetryMs));
      }
    }
  }

  async function sendTo(queueArn: string, event: object, about: Record<string, string> = {}): Promise<void> {
    const attributes = Object.entries(about).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]);
    const message = {
      QueueUrl: queueUrlOf(edgeUrl, queueArn),
      MessageBody: JSON.stringify(event),
      MessageAttributes: Object.fromEntries(attributes),
    };
    await sqs.send(new SendMessageCommand(message));
  }

  async function invokeUntilDone(functionArn: string, event: object): Promise<void> {
    let outcome = await invokeOnceFree(functionArn, event);
    for (const waitMs of lambdaRetriesMs) {
      if (outcome.ok) return;
      await pause(waitMs);
      if (signal.aborted) return;
      outcome = await invokeOnceFree(functionArn, event);
    }
  }

  /** While the function is throttled, Lambda keeps the event, for up to some hours. */
  async function invokeOnceFree(functionArn: string, event: object): Promise<Outcome> {
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, longestRetryMs)) {
      const outcome = await invoke(functionArn, event);
      if (outcome.ok || !outcome.throttled || signal.aborted) return outcome;
      await pause(waitMs);
    }
  }

  async function giveUp(
    { ruleArn, arn, deadLetterArn, retries }: Target,
    event: object,
    made: number,
    error: Error,
  ) {
    if (!deadLetterArn) return;
    const about = {
      RULE_ARN: ruleArn,
      TARGET_ARN: arn,
      ERROR_CODE: error.name,
      ERROR_MESSAGE: error.message,
      RETRY_ATTEMPTS: String(made),
      EXHAUSTED_RETRY_CONDITION: made >= retries ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds',
    };
    // As in EventBridge, an event that its dead-letter queue refuses is lost.
    await sendTo(deadLetterArn, event, about).catch(() => undefined);
  }

  function sendToAll(targets: readonly Target[], event: object): void {
    for (const target of targets) {
      const delivery = deliver(target, event).finally(() => underway.delete(delivery));
      underway.add(delivery);
    }
  }

  const timers = rules.flatMap(({ arn, everyMs, targets }) =>
    everyMs === undefined
      ? []
      : [setInterval(() => sendToAll(targets, scheduledEvent(arn)), scheduleIntervalMs ?? everyMs)],
  );

  return {
    send(event) {
      for (const { targets } of rules.filter((rule) => rule.wanted(event))) sendToAll(targets, event);
    },
    async stop() {
      stopping.abort();
      for (const timer of timers) clearInterval(timer);
      await Promise.race([Promise.all(underway), delay(stopLimitMs, undefined, { ref: false })]);
      sqs.destroy();
    },
  };
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function scheduledEvent(ruleArn: string) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}
