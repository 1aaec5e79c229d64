/** The stack's Lambda functions: each runs from its bundle, in its own workers. */
import { availableParallelism } from 'node:os';
import * as z from 'zod';
import { type MovableClock, stillClock } from '../clock.ts';
import { accessKeyOf } from '../iam/permissions.ts';
import { functionArn, functionNameOf, region } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';
import { Concurrency } from './concurrency.ts';
import { type FunctionDefinition, type Outcome, prepareWorkers } from './function-instance.ts';
import { type Invocation, Invocations, type LogLine, type TaskAttempt } from './invocations.ts';
import { type Handled, type NewCode, Pool } from './pool.ts';

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

/** Workers of all functions together would take 2 GB. */
const fewMinutes = 5 * 60_000;

/**
 * Runs functions on demand. An idle worker stays some minutes for the next event, as on Lambda. When none is free, workers
 * are added one at a time: loading costs far more than handling an event, and other functions have to load too.
 */
export class Functions {
  readonly #pools = new Map<string, Pool>();
  readonly #invocations: Invocations;
  readonly #concurrency: Concurrency;
  #throttled = 0;
  #running = 0;

  /**
   * @param options.accountConcurrency maximum number of events at a time, over all functions.
   * @param options.onLine is given each line that a function writes.
   * @param options.idleMs how long a worker without an event stays.
   * @param options.clock the time that functions see: during an invocation, that of its beginning.
   */
  constructor(
    definitions: readonly FunctionDefinition[],
    options: {
      logDir?: string;
      accountConcurrency?: number;
      onLine?: (line: string) => void;
      clock?: MovableClock;
      idleMs?: number;
    } = {},
  ) {
    prepareWorkers();
    const { onLine = () => undefined, clock = stillClock, idleMs = fewMinutes } = options;
    this.#invocations = new Invocations(options.logDir, clock);
    const reserved = definitions.flatMap(({ name, reservedConcurrency }) =>
      reservedConcurrency === undefined ? [] : [[name, reservedConcurrency] as const],
    );
    this.#concurrency = new Concurrency(options.accountConcurrency, new Map(reserved));
    for (const definition of definitions) {
      const write = (line: LogLine) => {
        onLine(line.line);
        this.#invocations.write(line);
      };
      this.#pools.set(definition.name, new Pool(definition, this.#invocations, write, clock, idleMs));
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
   * @param task what it is for, if a state machine asks.
   * @throws Error when there is no such function, or its code cannot run here.
   */
  async invoke(functionArnOrName: string, event: unknown, task?: TaskAttempt): Promise<Outcome> {
    const name = functionNameOf(functionArnOrName);
    const pool = this.#pools.get(name);
    if (!pool) throw new Error(`there is no function ${functionArnOrName}`);
    const leave = this.#concurrency.enter(name);
    if (!leave) {
      this.#throttled += 1;
      return tooManyRequests;
    }
    this.#running += 1;
    try {
      return await pool.run(event, task);
    } finally {
      this.#running -= 1;
      leave();
    }
  }

  /** How many events are being handled, or wait for a free instance. */
  get running(): number {
    return this.#running;
  }

  /** How many events were refused because the limit was reached. */
  get throttled(): number {
    return this.#throttled;
  }

  /** Where the function's code is; undefined if that is not a directory, or there is no such function. */
  codeDirectory(name: string): string | undefined {
    return this.#pools.get(name)?.codeDirectory;
  }

  /**
   * Asks for the function's code again, before its next event at the latest: `code` returns the new directory, or
   * undefined where it stays as it is. Events under way end on the code they began with.
   */
  replaceCode(name: string, code: NewCode): void {
    this.#pools.get(name)?.replaceCode(code);
  }

  /** Asks for the code now that `replaceCode` announced, if it did. */
  async loadCode(name: string): Promise<void> {
    await this.#pools.get(name)?.loadCode();
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
    return this.#invocations.lines(name);
  }

  /** The last invocations, oldest first; of an execution, those for its tasks. */
  invocations(executionArn?: string): Invocation[] {
    return this.#invocations.all(executionArn);
  }

  /** @param listener is called with each invocation that has ended. */
  watch(listener: (invocation: Invocation) => void): void {
    this.#invocations.watch(listener);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    await this.#invocations.stop();
  }
}
