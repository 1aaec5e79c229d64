#!/usr/bin/env node
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { RegistrationStack } from '../lib/registration-stack.ts';
import { readStageConfig } from '../lib/stage-config.ts';

const app = new App();
const config = readStageConfig(app.node.tryGetContext('stage') ?? 'dev');
new RegistrationStack(app, `tkd-registration-${config.stage}`, { config });

Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
Validations.of(app).addPlugins(new ServerlessChecks(app));
