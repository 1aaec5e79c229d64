/** A proxy in front of the Drive sandbox that counts what reads and what writes. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CountingProxy {
  url: string;
  /** Where requests go from now on. */
  target: string;
  readonly counts: { reads: number; writes: number };
  stop(): void;
}

export async function startCountingProxy(): Promise<CountingProxy> {
  const counts = { reads: 0, writes: 0 };
  const server = createServer((incoming, outgoing) => {
    counts[incoming.method === 'GET' ? 'reads' : 'writes'] += 1;
    const { method, headers, url = '/' } = incoming;
    const forwarded = request(new URL(url, proxy.target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const proxy: CountingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    counts,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;
}
