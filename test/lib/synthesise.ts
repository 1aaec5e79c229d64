import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RegistrationStack } from '../../lib/registration-stack.ts';
import { readStageConfig, type StageConfig } from '../../lib/stage-config.ts';

/** A stage's stack without bundling its Lambdas; `local` with some changes, when nothing else is said. */
export function synthesise(changes: Partial<StageConfig> = {}, stage = 'local'): Template {
  return templateOf({ ...readStageConfig(stage), ...changes });
}

/** Each stack takes half a second, and most files ask for the same few. */
const templates = new Map<string, Template>();

/** The template of a stage's stack, which all tests share: it must not be changed. */
export function templateOf(config: StageConfig): Template {
  const key = JSON.stringify(config);
  const template = templates.get(key) ?? Template.fromStack(stackOf(config));
  templates.set(key, template);
  return template;
}

export function stackOf(config: StageConfig, { protect = true } = {}): RegistrationStack {
  return new RegistrationStack(newApp(), 'Stack', { config, protect });
}

/** An app with the feature flags of the real one, which bundles nothing. */
export function newApp(): App {
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));
  return new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
}
