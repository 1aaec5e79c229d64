import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeTracing } from './security-checks.ts';
import type { StageConfig } from './stage-config.ts';

const projectRoot = join(import.meta.dirname, '..');

export interface LambdaFunctionProps {
  config: StageConfig;
  /** Folder under `lambdas/`, whose `index.ts` exports `handler`. */
  folder: string;
  environment?: Record<string, string>;
  /** Above what its slowest outside call may take; 30 seconds by default. */
  timeout?: Duration;
  /** In MB; 512 by default. */
  memorySize?: number;
  /** Joined to the bundling that every Lambda has. */
  bundling?: BundlingOptions;
}

/** A Lambda as all of this project's are: Node 24, ESM with the SDK inside, source maps, structured logs kept for a month. */
export function lambdaFunction(
  scope: Construct,
  id: string,
  {
    config,
    folder,
    environment,
    timeout = Duration.seconds(30),
    memorySize = 512,
    bundling,
  }: LambdaFunctionProps,
): NodejsFunction {
  const created = new NodejsFunction(scope, id, {
    functionName: `tkd-registration-${config.stage}-${folder}`,
    entry: join(projectRoot, 'lambdas', folder, 'index.ts'),
    projectRoot,
    depsLockFilePath: join(projectRoot, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: architectureOf(config),
    timeout,
    memorySize,
    tracing: Tracing.ACTIVE,
    loggingFormat: LoggingFormat.JSON,
    logGroup: new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
    environment: { NODE_OPTIONS: '--enable-source-maps', ...environment },
    bundling: {
      format: OutputFormat.ESM,
      target: 'node24',
      mainFields: ['module', 'main'],
      minify: true,
      sourceMap: true,
      sourcesContent: false,
      bundleAwsSDK: true,
      // CommonJS packages inside an ES module still call require.
      banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      ...bundling,
      externalModules: [...unusedCredentialProviders, ...(bundling?.externalModules ?? [])],
    },
  });
  acknowledge(
    created,
    'Serverless-LambdaDLQ',
    'Never invoked asynchronously: its invoker sees every failure.',
  );
  acknowledgeTracing(created);
  return created;
}

/** A Lambda's credentials come from its environment; the SDK imports these lazily and here never. */
const unusedCredentialProviders = ['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/** The architecture of the stage's Lambdas. */
export function architectureOf({ lambdaArchitecture }: StageConfig): Architecture {
  if (lambdaArchitecture === 'host')
    return process.arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
  return lambdaArchitecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}
