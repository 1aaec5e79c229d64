import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

const errorsOfUnmadeConnections = new WeakSet<object>();

/**
 * Agents for a client for which it matters whether a failed request was sent. Each request has its own connection, so
 * that none fails because the service closed an old one, and `isOfUnmadeConnection` recognises a failure to connect.
 * Pass them to the request handler without its connection time-out, whose error would not be recognised; the time-out
 * for the whole request includes connecting.
 */
export function noticingAgents(): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  return {
    httpAgent: noticing(new HttpAgent({ keepAlive: false }), 'connect'),
    // A failed handshake counts too: nothing of the request is sent before it is done.
    httpsAgent: noticing(new HttpsAgent({ keepAlive: false }), 'secureConnect'),
  };
}

/** Whether a request failed because its connection could not be made: unknown host, refused, timed out, no TLS. */
export function isOfUnmadeConnection(error: unknown): boolean {
  return typeof error === 'object' && error !== null && errorsOfUnmadeConnections.has(error);
}

function noticing<A extends HttpAgent>(agent: A, made: 'connect' | 'secureConnect'): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const connection = create(options, callback);
    if (connection) notice(connection, made);
    return connection;
  };
  return agent;
}

function notice(connection: Duplex, made: 'connect' | 'secureConnect'): void {
  const remember = (error: Error) => errorsOfUnmadeConnections.add(error);
  connection.once('error', remember);
  connection.once(made, () => connection.off('error', remember));
}
