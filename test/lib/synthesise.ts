import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RegistrationStack } from '../../lib/registration-stack.ts';
import { readStageConfig, type StageConfig } from '../../lib/stage-config.ts';

/** A stage's stack without bundling its Lambdas; `local` with some changes, when nothing else is said. */
export function synthesise(changes: Partial<StageConfig> = {}, stage = 'local'): Template {
  return Template.fromStack(stackOf({ ...readStageConfig(stage), ...changes }));
}

export function stackOf(config: StageConfig, { protect = true } = {}): RegistrationStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new RegistrationStack(app, 'Stack', { config, protect });
}
