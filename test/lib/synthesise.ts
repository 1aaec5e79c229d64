import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RegistrationStack } from '../../lib/registration-stack.ts';
import { readStageConfig, type StageConfig } from '../../lib/stage-config.ts';

/** A stage's stack without bundling its Lambdas; `local` with some changes, when nothing else is said. */
export function synthesise(changes: Partial<StageConfig> = {}, stage = 'local'): Template {
  return Template.fromStack(stackOf({ ...readStageConfig(stage), ...changes }));
}

export function stackOf(config: StageConfig, { protect = true } = {}): RegistrationStack {
  return new RegistrationStack(newApp(), 'Stack', { config, protect });
}

/** An app with the feature flags of the real one, which bundles nothing. */
export function newApp(): App {
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
}
