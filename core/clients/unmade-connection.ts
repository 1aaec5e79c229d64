import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

const errorsOfUnmadeConnections = new WeakSet<object>();

/**
 * Agents for a client of which it matters whether a failed request was sent: each request has a connection of its own,
 * so that none fails for an old connection that the service closed long ago, and a failure to make it is known as such
 * by `isOfUnmadeConnection`. To be given as the request handler's agents, and without its limit for connecting, whose
 * error is not the connection's; the one for the whole request includes it.
 */
export function noticingAgents(): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  return {
    httpAgent: noticing(new HttpAgent({ keepAlive: false }), 'connect'),
    // A failed handshake too: before it is done nothing of the request leaves.
    httpsAgent: noticing(new HttpsAgent({ keepAlive: false }), 'secureConnect'),
  };
}

/** Whether a request failed because its connection could not be made: no name, refused, too late, no TLS. */
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
