import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '../../local/outcome.ts';

const projectRoot = join(import.meta.dirname, '../..');

interface Mail {
  To: string[];
  Subject: string;
  BodyText: string;
}

export interface MiniStack {
  url: string;
  /** Every mail that it took. */
  mails(): Promise<Mail[]>;
  stop(): void;
}

/**
 * Starts MiniStack, which runs Lambdas as processes of this machine.
 * @param program the `ministack` of a Python environment.
 * @param settings variables that every Lambda sees, as the embedded cloud sets them.
 */
export async function startMiniStack(program: string, settings: Record<string, string>): Promise<MiniStack> {
  const port = await freePort();
  const child = spawn(program, {
    // Its Lambdas end with it.
    detached: true,
    stdio: ['ignore', 'ignore', process.env.MINISTACK_LOG ? 'inherit' : 'ignore'],
    env: { ...process.env, ...settings, GATEWAY_PORT: String(port), NODE_PATH: awsSdkOfLambda() },
  });
  const stop = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  process.once('exit', stop);
  const url = `http://localhost:${port}`;
  await waitFor('MiniStack to start', async () => {
    if (child.exitCode !== null) throw new Error(`MiniStack ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    return answer?.ok ? true : undefined;
  });
  return {
    url,
    async mails() {
      const answer = await (await fetch(`${url}/_ministack/ses/messages`)).json();
      return Object.values((answer as { messages: Record<string, Mail[]> }).messages).flat();
    },
    stop,
  };
}

/** Lambda brings an AWS SDK along, which the CDK's own function that empties buckets uses. Nothing else is to be found. */
function awsSdkOfLambda(): string {
  const directory = join(projectRoot, '.cache/lambda-runtime');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules/@aws-sdk'), join(directory, '@aws-sdk'));
  return directory;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  server.close();
  if (!address || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
