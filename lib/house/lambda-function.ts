import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { SettingNames } from '../../lambdas/runtime/settings.ts';
import type { Capability } from './capability.ts';
import { type BundleExtras, bundledCode } from './lambda-code.ts';
import { acknowledge, acknowledgeTracing } from './security-checks.ts';
import { lambdaName, type Stage } from './stage.ts';

/** @typeParam Settings what its `index.ts` reads, and exports by this name. */
export interface LambdaFunctionProps<Settings extends object> {
  config: Stage;
  /** Under `lambdas/`, as `intake/store-entry`: its `index.ts` exports `handler`, its last part names the function. */
  folder: string;
  /** What the function may reach, with exactly the variables that it reads. */
  uses: Capability<SettingNames<Settings>>;
  /** Variables that Node and the C library read, in place of those of every Lambda. */
  processVariables?: { NODE_OPTIONS?: string; MALLOC_ARENA_MAX?: string };
  /** Above what its slowest outside call may take; 30 seconds by default. */
  timeout?: Duration;
  /** In MB; 512 by default. */
  memorySize?: number;
  /** Of the Lambdas that the account may run at once, kept for this one, which runs as many at most. */
  reservedConcurrency?: number;
  bundle?: BundleExtras;
  /** Why it needs no dead-letter queue. */
  withoutDeadLetters?: string;
}

/** NODE_OPTIONS of every Lambda. */
export const nodeOptions = '--enable-source-maps';

/** A Lambda with this project's defaults: Node 24, ESM with the SDK inside, source maps, structured logs kept for a month. */
export function lambdaFunction<Settings extends object>(
  scope: Construct,
  id: string,
  {
    config,
    folder,
    uses,
    processVariables,
    timeout = Duration.seconds(30),
    memorySize = 512,
    reservedConcurrency,
    bundle,
    withoutDeadLetters = 'Never invoked asynchronously: its invoker sees every failure.',
  }: LambdaFunctionProps<Settings>,
): LambdaFunction {
  const created = new LambdaFunction(scope, id, {
    functionName: lambdaName(config.stage, folder),
    code: bundledCode(folder, bundle),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: architectureOf(config),
    timeout,
    memorySize,
    reservedConcurrentExecutions: reservedConcurrency,
    tracing: Tracing.ACTIVE,
    loggingFormat: LoggingFormat.JSON,
    logGroup: new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
    environment: { NODE_OPTIONS: nodeOptions, ...processVariables, ...withValues(uses.variables) },
  });
  uses.grantTo?.(created);
  acknowledge(created, 'Serverless-LambdaDLQ', withoutDeadLetters);
  acknowledgeTracing(created);
  return created;
}

/** The architecture of the stage's Lambdas. */
export function architectureOf({ lambdaArchitecture }: Pick<Stage, 'lambdaArchitecture'>): Architecture {
  if (lambdaArchitecture === 'host')
    return process.arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
  return lambdaArchitecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}

function withValues(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(variables).filter(
    (variable): variable is [string, string] => variable[1] !== undefined,
  );
  return Object.fromEntries(given);
}
