/** The stack's Lambda functions: each runs from its bundle, in its own workers. */
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { accessKeyOf } from '../iam/permissions.ts';
import { functionArn, functionNameOf, region } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';
import { Concurrency } from './concurrency.ts';
import { type FunctionDefinition, FunctionInstance, type Outcome } from './function-instance.ts';

export interface LogLine {
  function: string;
  /** Epoch milliseconds. */
  at: number;
  line: string;
}

export interface Handled {
  /** Events handled, including failed ones, and the total time without loading, which is what Lambda bills. */
  events: number;
  ms: number;
  memoryMb: number;
}

const properties = z.object({
  Handler: z.string().default('index.handler'),
  Runtime: z.string().default(''),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
});

/** The memory at which Lambda gives a function one whole processor. */
const wholeProcessorMb = 1_769;
const mostInstances = 3;

/** One per processor for a function that computes; one fewer for those that mostly wait, as each takes about 40 MB. */
function instancesFor(memoryMb: number): number {
  const processors = availableParallelism();
  const fitting = memoryMb >= wholeProcessorMb ? processors : processors - 1;
  return Math.min(mostInstances, Math.max(1, fitting));
}

const linesKept = 5_000;

const tooManyRequests: Outcome = {
  ok: false,
  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
  throttled: true,
};

/**
 * The stack's functions, in the form their workers need. `environment` is added to what the template sets;
 * `concurrency` overrides the number of instances of each, which otherwise depends on this machine.
 */
export function functionsOf(
  template: Template,
  environment: Record<string, string>,
  concurrency?: number,
): FunctionDefinition[] {
  // CDK's function that empties buckets before CloudFormation deletes them is never called here.
  const emptiesBuckets = new Set(
    template.resourcesOf('Custom::S3AutoDeleteObjects').map(({ properties: given }) => given.ServiceToken),
  );
  const functions = template
    .resourcesOf('AWS::Lambda::Function')
    .filter(({ name }) => !emptiesBuckets.has(functionArn(name)));
  return functions.map((resource) => {
    const { name } = resource;
    const { Handler, Runtime, Timeout, MemorySize, ReservedConcurrentExecutions, Environment } =
      properties.parse(resource.properties);
    const directory = template.codeDirectory(resource);
    return {
      name,
      arn: functionArn(name),
      directory,
      handler: Handler,
      runtime: Runtime,
      timeoutSeconds: Timeout,
      memoryMb: MemorySize,
      concurrency: Math.min(
        ReservedConcurrentExecutions ?? mostInstances,
        concurrency ?? instancesFor(MemorySize),
      ),
      reservedConcurrency: ReservedConcurrentExecutions,
      environment: {
        AWS_ACCESS_KEY_ID: accessKeyOf(functionArn(name)),
        AWS_DEFAULT_REGION: region,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        AWS_REGION: region,
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_SESSION_TOKEN: 'local',
        // Keeps the developer's own configuration files away from functions.
        HOME: directory ?? '/',
        LAMBDA_TASK_ROOT: directory ?? '/',
        LANG: 'en_US.UTF-8',
        PATH: process.env.PATH ?? '',
        ...Environment?.Variables,
        ...environment,
      },
    };
  });
}

/**
 * Runs functions on demand. An idle worker stays for the next event. When none is free, workers are added one at a
 * time: loading costs far more than handling an event, and other functions have to load too.
 */
export class Functions {
  readonly #pools = new Map<string, Pool>();
  readonly #lines: LogLine[] = [];
  readonly #files = new Map<string, WriteStream>();
  readonly #logDir: string | undefined;
  readonly #onLine: (line: string) => void;
  readonly #concurrency: Concurrency;
  #throttled = 0;

  /**
   * @param options.accountConcurrency maximum number of events at a time, over all functions.
   * @param options.onLine is given each line that a function writes.
   */
  constructor(
    definitions: readonly FunctionDefinition[],
    options: { logDir?: string; accountConcurrency?: number; onLine?: (line: string) => void } = {},
  ) {
    this.#logDir = options.logDir;
    this.#onLine = options.onLine ?? (() => undefined);
    const reserved = definitions.flatMap(({ name, reservedConcurrency }) =>
      reservedConcurrency === undefined ? [] : [[name, reservedConcurrency] as const],
    );
    this.#concurrency = new Concurrency(options.accountConcurrency, new Map(reserved));
    if (options.logDir) mkdirSync(options.logDir, { recursive: true });
    for (const definition of definitions) {
      this.#pools.set(definition.name, new Pool(definition, (line) => this.#log(definition.name, line)));
    }
  }

  get names(): string[] {
    return [...this.#pools.keys()];
  }

  has(functionArnOrName: string): boolean {
    return this.#pools.has(functionNameOf(functionArnOrName));
  }

  /**
   * Invokes a function and waits for its answer.
   * @throws Error when there is no such function, or its code cannot run here.
   */
  async invoke(functionArnOrName: string, event: unknown): Promise<Outcome> {
    const name = functionNameOf(functionArnOrName);
    const pool = this.#pools.get(name);
    if (!pool) throw new Error(`there is no function ${functionArnOrName}`);
    const leave = this.#concurrency.enter(name);
    if (!leave) {
      this.#throttled += 1;
      return tooManyRequests;
    }
    try {
      return await pool.run(event);
    } finally {
      leave();
    }
  }

  /** How many events were refused because the limit was reached. */
  get throttled(): number {
    return this.#throttled;
  }

  /** Loads one worker of every function, so that no first event has to wait; one per processor at a time. */
  async warmUp(): Promise<void> {
    const cold = [...this.#pools.values()];
    const loadNext = async (): Promise<void> => {
      for (let pool = cold.shift(); pool; pool = cold.shift()) await pool.warmUp();
    };
    await Promise.all(Array.from({ length: availableParallelism() }, loadNext));
  }

  /** What the function has handled so far; all zero for one that does not exist. */
  handled(name: string): Readonly<Handled> {
    return { events: 0, ms: 0, memoryMb: 0, ...this.#pools.get(name)?.handled };
  }

  /** How long each start of the function's workers took, in milliseconds. */
  coldStarts(name: string): readonly number[] {
    return this.#pools.get(name)?.coldStarts ?? [];
  }

  /** The output of one function or of all, oldest first. Only the last few thousand lines are kept. */
  logs(name?: string): LogLine[] {
    return this.#lines.filter((line) => name === undefined || line.function === name);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    await Promise.all(
      [...this.#files.values()].map((file) => new Promise<void>((resolve) => file.end(() => resolve()))),
    );
  }

  #log(name: string, line: string): void {
    this.#onLine(line);
    this.#lines.push({ function: name, at: Date.now(), line });
    if (this.#lines.length > linesKept * 2) this.#lines.splice(0, this.#lines.length - linesKept);
    if (!this.#logDir) return;
    let file = this.#files.get(name);
    if (!file) {
      file = createWriteStream(join(this.#logDir, `${name}.log`), { flags: 'a' });
      this.#files.set(name, file);
    }
    if (file.writable) file.write(`${line}\n`);
  }
}

/** The instances of one function. */
class Pool {
  readonly coldStarts: number[] = [];
  readonly handled: Handled;
  readonly #definition: FunctionDefinition;
  readonly #onLine: (line: string) => void;
  readonly #all = new Set<FunctionInstance>();
  readonly #idle: FunctionInstance[] = [];
  /** Events waiting for a free instance. */
  readonly #waiting: (() => void)[] = [];
  #loading = false;
  #stopped = false;

  constructor(definition: FunctionDefinition, onLine: (line: string) => void) {
    this.#definition = definition;
    this.#onLine = onLine;
    this.handled = { events: 0, ms: 0, memoryMb: definition.memoryMb };
  }

  async run(event: unknown): Promise<Outcome> {
    if (!this.#canRun) {
      const { name } = this.#definition;
      throw new Error(`function ${name} cannot run here: its code is not a directory of Node.js modules`);
    }
    const requestId = randomUUID();
    const instance = await this.#take();
    await instance.loaded;
    const started = performance.now();
    const outcome = await instance.handle(requestId, event);
    this.handled.events += 1;
    this.handled.ms += performance.now() - started;
    if (!outcome.ok) this.#onLine(`${requestId} ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    this.#release(instance);
    return outcome;
  }

  /** Loads a first worker if there is none. */
  async warmUp(): Promise<void> {
    if (this.#stopped || !this.#canRun || this.#all.size > 0) return;
    const instance = this.#add();
    await instance.loaded;
    this.#release(instance);
  }

  get #canRun(): boolean {
    const { directory, runtime } = this.#definition;
    return directory !== undefined && runtime.startsWith('nodejs');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const next of this.#waiting.splice(0)) next();
    await Promise.all([...this.#all].map((instance) => instance.stop()));
  }

  async #take(): Promise<FunctionInstance> {
    while (!this.#stopped) {
      const idle = this.#idle.pop();
      if (idle && !idle.ended) return idle;
      if (idle) {
        this.#all.delete(idle);
        continue;
      }
      if (this.#all.size < this.#definition.concurrency && !this.#loading) return this.#add();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    throw new Error(`function ${this.#definition.name} was stopped`);
  }

  #add(): FunctionInstance {
    const instance = new FunctionInstance(this.#definition, this.#onLine);
    this.#all.add(instance);
    this.#loading = true;
    void instance.loaded.then(() => {
      this.#loading = false;
      this.#waiting.shift()?.();
    });
    return instance;
  }

  #release(instance: FunctionInstance): void {
    if (instance.coldStartMs !== undefined) {
      this.coldStarts.push(instance.coldStartMs);
      instance.coldStartMs = undefined;
    }
    if (instance.ended) this.#all.delete(instance);
    else this.#idle.push(instance);
    this.#waiting.shift()?.();
  }
}
