/** SES v2 on this machine: accepts mail without sending it, and shows it on a page and as JSON (`/store`). */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { closeServer, portError } from '../listen.ts';

// CommonJS compiled from an ES module: what a default import yields depends on the loader.
const { default: startServer } = createRequire(import.meta.url)(
  'aws-ses-v2-local',
) as typeof import('aws-ses-v2-local');

export interface Mail {
  url: string;
  stop(): Promise<void>;
}

/** @throws Error `port N is taken: …`. */
export async function startMail(options: { port?: number } = {}): Promise<Mail> {
  const port = options.port ?? 0;
  const server = await startServer({ host: '127.0.0.1', port });
  if (!server.listening) {
    throw await new Promise<Error>((resolve) =>
      server.once('error', (error) => resolve(portError(error, port))),
    );
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The module keeps the mails, so they would outlive the server.
  await fetch(`${url}/clear-store`, { method: 'POST' });
  return { url, stop: () => closeServer(server) };
}
