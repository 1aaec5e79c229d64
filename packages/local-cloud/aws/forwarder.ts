/** Streams a request to another server on this machine, and its answer back. */
import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from 'node:http';
import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

export type NodeContext = Context<{ Bindings: HttpBindings }>;

/** Headers of this connection, not passed on to the next server. */
const hopHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'expect', 'host'];

export class Forwarder {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  /**
   * Rejects when the server cannot be reached or cuts the connection.
   * @param base the server's URL.
   * @param given headers used in place of the request's own.
   */
  async pass(context: NodeContext, base: string, given?: IncomingHttpHeaders): Promise<Response> {
    const { incoming } = context.env;
    const { hostname, port } = new URL(base);
    const headers: OutgoingHttpHeaders = {};
    for (const [name, value] of Object.entries(given ?? incoming.headers)) {
      if (value !== undefined && !hopHeaders.includes(name)) headers[name] = value;
    }
    // If an earlier handler has read the body, it is in memory.
    const body = incoming.readableDidRead
      ? Readable.from([Buffer.from(await context.req.arrayBuffer())])
      : incoming;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.#agent,
          hostname,
          port,
          method: incoming.method,
          path: incoming.url,
          headers,
        },
        resolve,
      );
      outgoing.once('error', reject);
      body.once('error', (error) => outgoing.destroy(error));
      body.pipe(outgoing);
    });
    return await responseOf(answer, incoming.method);
  }

  stop(): void {
    this.#agent.destroy();
  }
}

/** Answers up to this size are read whole, which is faster than streaming. */
const smallAnswer = 64 * 1024;

async function responseOf(answer: IncomingMessage, method: string | undefined): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (hopHeaders.includes(name) || value === undefined) continue;
    for (const item of [value].flat()) headers.append(name, item);
  }
  const status = answer.statusCode ?? 502;
  if (method === 'HEAD' || status === 204 || status === 304) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  if (Number(answer.headers['content-length'] ?? Number.POSITIVE_INFINITY) > smallAnswer) {
    return new Response(Readable.toWeb(answer) as ReadableStream, { status, headers });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return new Response(Buffer.concat(chunks), { status, headers });
}
