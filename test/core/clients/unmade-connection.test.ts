import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { isOfUnmadeConnection, noticingAgents } from '../../../core/clients/unmade-connection.ts';

/** TLS with a pre-shared key, which needs no certificate. */
const ciphers = 'PSK-AES256-GCM-SHA384';
const tls12 = { ciphers, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
const key = Buffer.from('the key that both know');

/** Posts over TLS to a server that resets the connection once it has read something. */
async function failureWith(clientsKey: Buffer) {
  let read = '';
  const server = createServer({ ...tls12, pskCallback: () => key }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (chunk) => {
      read += chunk;
      socket.destroy();
    });
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { httpsAgent: agent } = noticingAgents();
  const error = await new Promise<Error>((resolve) => {
    const options = {
      ...{ host: '127.0.0.1', port, method: 'POST', agent, ...tls12 },
      pskCallback: () => ({ psk: clientsKey, identity: 'client' }),
      checkServerIdentity: () => undefined,
    };
    request(options).on('error', resolve).end('a mail');
  });
  return { error, read };
}

test('a request whose connection is reset after the TLS handshake may have been sent', async () => {
  const { error, read } = await failureWith(key);
  expect(read).toContain('POST /');
  expect(isOfUnmadeConnection(error)).toBe(false);
});

test('a request whose TLS handshake fails was not sent', async () => {
  const { error, read } = await failureWith(Buffer.from('another key'));
  expect(read).toBe('');
  expect(isOfUnmadeConnection(error)).toBe(true);
});
