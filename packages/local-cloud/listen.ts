import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';

export interface Listening {
  url: string;
  port: number;
  /** Stops listening and cuts every connection. */
  stop(): Promise<void>;
}

/**
 * Serves HTTP on 127.0.0.1.
 *
 * @param port 0 for any free port.
 * @throws Error `port N is taken: …`.
 */
export async function listen(
  fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>,
  port = 0,
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: (request, env) => fetch(request, env as HttpBindings),
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    stop: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The error of a server that could not listen, with what to do about it. */
export function portError(error: unknown, port: number): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE') return error as Error;
  return new Error(`port ${port} is taken: stop what uses it or choose another with --port`, {
    cause: error,
  });
}
