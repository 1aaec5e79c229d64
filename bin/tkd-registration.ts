#!/usr/bin/env node
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { RegistrationStack } from '../lib/registration-stack.ts';
import { readStageConfig, type StageConfig, StageConfigError } from '../lib/stage-config.ts';

const app = new App();
const config = stageConfig(app.node.tryGetContext('stage') ?? 'dev');
new RegistrationStack(app, `tkd-registration-${config.stage}`, {
  config,
  protect: app.node.tryGetContext('protect') !== 'false',
});

Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
Validations.of(app).addPlugins(new ServerlessChecks(app));

/** A mistake in a stage file is reported by its message alone, without a stack trace. */
function stageConfig(stage: string): StageConfig {
  try {
    const read = readStageConfig(stage);
    if (read.lambdaArchitecture === 'host' && !app.node.tryGetContext('embedded')) {
      throw new StageConfigError(
        `Stage "${stage}" is the embedded cloud's (lambdaArchitecture: host): npm start runs it`,
      );
    }
    return read;
  } catch (error) {
    if (!(error instanceof StageConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
