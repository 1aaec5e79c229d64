/**
 * Faults on demand, for every emulated service: a call fails so many times with a given status, succeeds but loses its
 * answer or is slow to give it, or never answers. Tests add faults through `POST /_faults`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { isOnlookers } from './clients.ts';

export const fault = z.strictObject({
  /** `stripe`, `drive`, `challonge`, `dynamodb`, `s3`, `ses`, `sqs`, `states`, `secretsmanager`. */
  service: z.string(),
  /** The service's name for the call, such as `PutItem`, `checkout.sessions.retrieve`, `files.create`; `*` is any. */
  operation: z.string(),
  /** Only calls whose URL or body contains this text. */
  contains: z.string().optional(),
  /** How many matching calls succeed first. */
  after: z.int().nonnegative().default(0),
  times: z.int().positive().default(1),
  behaviour: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('answer'),
      status: z.int(),
      body: z.string().default(''),
      headers: z.record(z.string(), z.string()).default({}),
    }),
    /** The call is carried out, then the connection is cut. */
    z.strictObject({ kind: z.literal('lose-answer') }),
    /** The call is carried out, and answered so many milliseconds later. */
    z.strictObject({ kind: z.literal('slow-answer'), ms: z.int().positive() }),
    /** The connection is cut before anything happens. */
    z.strictObject({ kind: z.literal('reset') }),
    /** Nothing happens and nothing is answered. */
    z.strictObject({ kind: z.literal('hang') }),
  ]),
});
export type Fault = z.infer<typeof fault>;

/** A call that a fault was applied to. */
export interface FaultyCall {
  fault: Fault;
  service: string;
  operation: string;
  /** Its URL and its body, which may be about people: not to be kept. */
  request: string;
}

export class Faults {
  #active: Fault[] = [];
  readonly #watchers: ((call: FaultyCall) => void)[] = [];

  add(input: z.input<typeof fault>): Fault {
    const added = fault.parse(input);
    this.#active.push(added);
    return added;
  }

  /** Ends one of `list`. */
  end(ended: Fault): void {
    this.#active = this.#active.filter((active) => active !== ended);
  }

  /** @param watcher is called with each call that a fault is about to be applied to. */
  watch(watcher: (call: FaultyCall) => void): void {
    this.#watchers.push(watcher);
  }

  clear(): void {
    this.#active = [];
  }

  list(): readonly Fault[] {
    return this.#active;
  }

  /** The fault due for this call, which counts it down; undefined when the call is to succeed. */
  take(service: string, operation: string, request: string): Fault['behaviour'] | undefined {
    const index = this.#active.findIndex(
      (candidate) =>
        candidate.service === service &&
        (candidate.operation === '*' || candidate.operation === operation) &&
        (candidate.contains === undefined || request.includes(candidate.contains)),
    );
    const found = this.#active[index];
    if (!found) return undefined;
    if (found.after > 0) {
      found.after -= 1;
      return undefined;
    }
    found.times -= 1;
    if (found.times === 0) this.#active.splice(index, 1);
    for (const watcher of this.#watchers) watcher({ fault: found, service, operation, request });
    return found.behaviour;
  }
}

type NodeContext = Context<{ Bindings: HttpBindings }>;

/** Applies the faults of `service`; `operationOf` names the call a request makes. */
export function misbehave(
  faults: Faults,
  service: string,
  operationOf: (context: NodeContext, body: string) => string | undefined,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (context, next) => {
    if (faults.list().length === 0 || isOnlookers(context.req.header('authorization'))) return next();
    const body = new TextDecoder().decode(await context.req.arrayBuffer());
    const operation = operationOf(context, body);
    const behaviour = operation && faults.take(service, operation, `${context.req.url}\n${body}`);
    if (!behaviour) return next();
    if (behaviour.kind === 'answer') {
      return new Response(behaviour.body, { status: behaviour.status, headers: behaviour.headers });
    }
    if (behaviour.kind === 'hang') return new Promise<never>(() => undefined);
    if (behaviour.kind === 'slow-answer') {
      await next();
      return delay(behaviour.ms);
    }
    if (behaviour.kind === 'lose-answer') await next();
    context.env.outgoing.destroy();
    return context.body(null);
  };
}
