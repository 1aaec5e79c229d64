/** Brings an event to a target: retried by the target's retry policy, then kept in its dead-letter queue. */
import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Clock, sleep, systemClock } from '../clock.ts';
import type { Outcome } from '../functions/function-instance.ts';
import { queueUrlOf, region } from '../template/resource-kinds.ts';

/** Events not delivered by then are lost: nothing is kept when the cloud stops. */
const stopLimitMs = 1_000;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;
/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const lambdaRetriesMs = [60_000, 120_000];

export interface Target {
  /** A queue, a function or a state machine. */
  arn: string;
  /** The queue for events that could not be delivered. */
  deadLetterArn?: string;
  retries: number;
  eventAgeMs: number;
}

export interface Delivery {
  target: Target;
  /** What the target receives at an attempt; the first is 1. */
  payload(attempt: number): unknown;
  /** What the message in the dead-letter queue says about the event's source. */
  source(): Record<string, string>;
}

export const isQueue = (arn: string) => arn.startsWith('arn:aws:sqs:');
export const isFunction = (arn: string) => /^arn:aws:lambda:.*:function:/.test(arn);
export const isMachine = (arn: string) => /^arn:aws:states:.*:stateMachine:/.test(arn);

/**
 * A target that refuses an event is retried; then the event goes to its dead-letter queue. A function that receives the
 * event and fails is invoked twice more, by Lambda's own rule.
 */
export class Deliveries {
  readonly #edgeUrl: string;
  readonly #invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  readonly #retryIntervalMs: number | undefined;
  readonly #clock: Clock;
  readonly #sqs: SQSClient;
  readonly #stopping = new AbortController();
  readonly #underway = new Set<Promise<void>>();

  /** @param options.retryIntervalMs replaces every wait before a retry. */
  constructor(options: {
    edgeUrl: string;
    invoke(functionName: string, event: unknown): Promise<Outcome>;
    retryIntervalMs?: number;
    clock?: Clock;
  }) {
    this.#edgeUrl = options.edgeUrl;
    this.#invoke = options.invoke;
    this.#retryIntervalMs = options.retryIntervalMs;
    this.#clock = options.clock ?? systemClock;
    this.#sqs = new SQSClient({
      endpoint: options.edgeUrl,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      // Retries are up to the target's retry policy.
      maxAttempts: 1,
    });
  }

  /** Returns at once; the target receives the event later. */
  begin(delivery: Delivery): void {
    const ending = this.#deliver(delivery).finally(() => this.#underway.delete(ending));
    this.#underway.add(ending);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.race([Promise.all(this.#underway), delay(stopLimitMs, undefined, { ref: false })]);
    this.#sqs.destroy();
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { target, payload } = delivery;
    const tooOld = this.#clock.now() + target.eventAgeMs;
    for (let retries = 0; !this.#stopping.signal.aborted; retries += 1) {
      const event = payload(retries + 1);
      try {
        if (isQueue(target.arn)) await this.#send(target.arn, event);
        else if (isMachine(target.arn)) await this.#startExecution(target.arn, event);
        else await this.#invokeUntilDone(target.arn, event);
        return;
      } catch (error) {
        if (retries >= target.retries || this.#clock.now() > tooOld) {
          await this.#giveUp(delivery, event, retries, error as Error);
          return;
        }
        await this.#pause(Math.min(firstRetryMs * 2 ** retries, longestRetryMs));
      }
    }
  }

  async #send(queueArn: string, event: unknown, about: Record<string, string> = {}): Promise<void> {
    const attributes = Object.entries(about).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]);
    const message = {
      QueueUrl: queueUrlOf(this.#edgeUrl, queueArn),
      MessageBody: JSON.stringify(event),
      MessageAttributes: Object.fromEntries(attributes),
    };
    await this.#sqs.send(new SendMessageCommand(message));
  }

  async #startExecution(stateMachineArn: string, input: unknown): Promise<void> {
    const response = await fetch(this.#edgeUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.StartExecution',
      },
      body: JSON.stringify({ stateMachineArn, input: JSON.stringify(input) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`StartExecution answered ${response.status}: ${answer}`);
  }

  async #invokeUntilDone(functionArn: string, event: unknown): Promise<void> {
    let outcome = await this.#invokeOnceFree(functionArn, event);
    for (const waitMs of lambdaRetriesMs) {
      if (outcome.ok) return;
      await this.#pause(waitMs);
      if (this.#stopping.signal.aborted) return;
      outcome = await this.#invokeOnceFree(functionArn, event);
    }
  }

  /** While the function is throttled, Lambda keeps the event, for up to some hours. */
  async #invokeOnceFree(functionArn: string, event: unknown): Promise<Outcome> {
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, longestRetryMs)) {
      const outcome = await this.#invoke(functionArn, event);
      if (outcome.ok || !outcome.throttled || this.#stopping.signal.aborted) return outcome;
      await this.#pause(waitMs);
    }
  }

  async #giveUp({ target, source }: Delivery, event: unknown, made: number, error: Error): Promise<void> {
    const { arn, deadLetterArn, retries } = target;
    if (!deadLetterArn) return;
    const about = {
      ...source(),
      TARGET_ARN: arn,
      ERROR_CODE: error.name,
      ERROR_MESSAGE: error.message,
      RETRY_ATTEMPTS: String(made),
      EXHAUSTED_RETRY_CONDITION: made >= retries ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds',
    };
    // As on AWS, an event that its dead-letter queue refuses is lost.
    await this.#send(deadLetterArn, event, about).catch(() => undefined);
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    return sleep(this.#clock, this.#retryIntervalMs ?? ms, signal).catch(() => undefined);
  }
}
