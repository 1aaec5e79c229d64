import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

type Start = (config: { host: string; port: number }) => Promise<Server>;

/** Starts a local SES on a free port; its mails are at `GET <url>/store`, for all that were started in the process. */
export async function startLocalSes(): Promise<{ server: Server; url: string }> {
  // A CommonJS package with its function at `default`, which Node and vitest import differently.
  const { default: start } = createRequire(import.meta.url)('aws-ses-v2-local') as { default: Start };
  const server = await start({ host: '127.0.0.1', port: 0 });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
