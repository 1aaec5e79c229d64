/**
 * Runs in a function's worker: loads the handler, then handles one event after another, like Lambda's Node.js runtime.
 * Messages in are `Invocation`s, messages out are `Report`s.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export interface Invocation {
  requestId: string;
  functionArn: string;
  /** JSON. */
  event: string;
  /** Epoch milliseconds, of the machine's own time. */
  deadline: number;
  /** How far the cloud's clock is ahead of the machine's, in milliseconds. */
  aheadMs: number;
}

export type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export type Report =
  | { kind: 'ready' }
  | { kind: 'done'; value: string }
  /** `ended`: the worker accepts no further events. */
  | { kind: 'failed'; error: FunctionError; ended: boolean };

/** What the function wrote: a call of `console`, or else a line of its output. `at` is in epoch milliseconds. */
export interface Written {
  kind: 'written';
  at: number;
  text: string;
  level?: Level;
  requestId?: string;
}

type Handler = (event: unknown, context: object) => unknown;

const {
  directory,
  handler: handlerName,
  aheadMs: aheadAtStart,
} = workerData as {
  directory: string;
  handler: string;
  aheadMs: number;
};
const report = (message: Report | Written) => parentPort?.postMessage(message);

/** The event being handled. */
let requestId: string | undefined;

/**
 * Output is sent as messages: unlike a worker's streams, they arrive before the answer that follows them, and still do when
 * the worker is ended.
 */
function sendOutput(): void {
  /** That of the call of `console` which is writing. */
  let level: Level | undefined;
  const levels = {
    trace: 'TRACE',
    debug: 'DEBUG',
    log: 'INFO',
    info: 'INFO',
    warn: 'WARN',
    error: 'ERROR',
  } as const;
  for (const [method, own] of Object.entries(levels) as [keyof typeof levels, Level][]) {
    const write = console[method];
    console[method] = (...values: unknown[]) => {
      level = own;
      write(...values);
      level = undefined;
    };
  }
  const send = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()).replace(/\n$/, '');
    for (const one of level ? [text] : text.split('\n')) {
      report({ kind: 'written', at: Date.now(), text: one, level, requestId });
    }
    const done = rest.find((value) => typeof value === 'function');
    if (done) queueMicrotask(done as () => void);
    return true;
  };
  process.stdout.write = send;
  process.stderr.write = send;
}

const describe = (error: unknown): FunctionError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const failure = (errorType: string, errorMessage: string) =>
  Object.assign(new Error(errorMessage), { name: errorType });

const MachineDate = Date;
const machineTime = Date.now;
/** How far the time that the function sees is ahead of the machine's, in milliseconds. */
let aheadMs = 0;

// Before the function is loaded, for it may keep this function.
Date.now = () => machineTime() + aheadMs;

function CloudDate(this: unknown, ...values: []): Date | string {
  if (new.target === undefined) return new MachineDate(Date.now()).toString();
  return Reflect.construct(MachineDate, values.length === 0 ? [Date.now()] : values, new.target);
}

/** Moves the function's time. Until that is ahead for the first time, `Date` is the machine's own. */
function keepTime(ms: number): void {
  aheadMs = ms;
  if (ms === 0 || globalThis.Date !== MachineDate) return;
  const { now, parse, UTC, prototype } = MachineDate;
  Object.defineProperty(CloudDate, 'name', { value: 'Date' });
  globalThis.Date = Object.assign(CloudDate, { now, parse, UTC, prototype }) as unknown as DateConstructor;
}

async function loadHandler(): Promise<Handler> {
  const dot = handlerName.lastIndexOf('.');
  const [module, name] = [handlerName.slice(0, dot), handlerName.slice(dot + 1)];
  const file = ['.mjs', '.js', '.cjs'].map((end) => join(directory, module + end)).find(existsSync);
  if (!file) throw failure('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`);
  const exported = await import(pathToFileURL(file).href);
  const found = exported[name] ?? exported.default?.[name];
  if (typeof found !== 'function') {
    throw failure('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  }
  return found;
}

const contextOf = ({ requestId, functionArn, deadline }: Invocation) => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: functionArn,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  getRemainingTimeInMillis: () => Math.max(0, deadline - machineTime()),
});

/** An error thrown outside the handler ends the environment, as in Lambda. */
function endWith(error: FunctionError): void {
  report({ kind: 'failed', error, ended: true });
  process.exit(129);
}

process.on('uncaughtException', (error) => endWith(describe(error)));
process.on('unhandledRejection', (reason) => {
  const { errorMessage, errorType, trace } = describe(reason);
  endWith({
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: `${errorType}: ${errorMessage}`,
    trace,
  });
});

if (process.env.NODE_OPTIONS?.includes('--enable-source-maps')) process.setSourceMapsEnabled(true);

sendOutput();
keepTime(aheadAtStart);
try {
  const handler = await loadHandler();
  parentPort?.on('message', async (invocation: Invocation) => {
    requestId = invocation.requestId;
    keepTime(invocation.aheadMs);
    try {
      const value = await handler(JSON.parse(invocation.event), contextOf(invocation));
      report({ kind: 'done', value: JSON.stringify(value ?? null) ?? 'null' });
    } catch (error) {
      report({ kind: 'failed', error: describe(error), ended: false });
    }
  });
  report({ kind: 'ready' });
} catch (error) {
  endWith(describe(error));
}
