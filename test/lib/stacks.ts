/** The stacks that tests of the templates look at: each kind of stage, and each thing that a stage may leave out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { parseStageConfig, readStageConfig, type StageConfig } from '../../lib/stage-config.ts';
import { stackOf } from './synthesise.ts';

const example = join(import.meta.dirname, '../../stages/prod.example.json');
export const adopting: StageConfig = {
  ...parseStageConfig(readFileSync(example, 'utf8'), example),
  stage: 'prod',
};
export const prod: StageConfig = { ...adopting, adopt: {} };

const configs: Record<string, StageConfig> = {
  local: readStageConfig('local'),
  dev: readStageConfig('dev'),
  'a live prod': prod,
  'an adopting prod': adopting,
  'a prod without badges': { ...prod, registration: { ...prod.registration, badges: false } },
  'a prod without Drive': { ...prod, drive: undefined },
};

/** Every stack by the name of what it is. */
export const stacks = Object.entries(configs).map(([name, config]) => ({
  name,
  config,
  template: Template.fromStack(stackOf(config)),
}));
