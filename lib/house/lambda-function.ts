import { basename } from 'node:path';
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
import type { StageConfig } from '../stage-config.ts';
import { type BundleExtras, bundledCode } from './bundle.ts';
import type { Capability } from './capability.ts';
import { acknowledge, acknowledgeTracing } from './security-checks.ts';

export interface LambdaFunctionProps {
  config: StageConfig;
  /** Under `lambdas/`, as `intake/store-entry`: its `index.ts` exports `handler`, its last part names the function. */
  folder: string;
  /** What the function may reach, each with the setting that says where it is. */
  uses: readonly Capability[];
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

/** Of every Lambda's process. */
export const nodeOptions = '--enable-source-maps';

/** A Lambda as all of this project's are: Node 24, ESM with the SDK inside, source maps, structured logs kept for a month. */
export function lambdaFunction(
  scope: Construct,
  id: string,
  {
    config,
    folder,
    uses,
    timeout = Duration.seconds(30),
    memorySize = 512,
    reservedConcurrency,
    bundle,
    withoutDeadLetters = 'Never invoked asynchronously: its invoker sees every failure.',
  }: LambdaFunctionProps,
): LambdaFunction {
  const created = new LambdaFunction(scope, id, {
    functionName: `tkd-registration-${config.stage}-${basename(folder)}`,
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
    environment: { NODE_OPTIONS: nodeOptions },
  });
  for (const capability of uses) capability(created);
  acknowledge(created, 'Serverless-LambdaDLQ', withoutDeadLetters);
  acknowledgeTracing(created);
  return created;
}

/** The architecture of the stage's Lambdas. */
export function architectureOf({ lambdaArchitecture }: StageConfig): Architecture {
  if (lambdaArchitecture === 'host')
    return process.arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
  return lambdaArchitecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}
