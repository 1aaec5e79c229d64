import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, test } from 'vitest';
import { synthesise } from '../lib/synthesise.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');

let template: Template;

beforeAll(() => {
  template = synthesise();
});

test("README's picture shows every state of the registration workflow by its name", () => {
  const [machine] = Object.values(
    template.findResources('AWS::StepFunctions::StateMachine', {
      Properties: { StateMachineName: 'tkd-registration-local' },
    }),
  );
  const definition = JSON.stringify(machine?.Properties.DefinitionString).replaceAll('\\"', '"');
  const states = [...definition.matchAll(/"([^"]+)":\{"(?:Type|Next|End|Parameters|ResultPath)"/g)]
    .map(([, name = '']) => name)
    .filter((name) => /^[A-Z]/.test(name));
  const [, picture = ''] = /```mermaid\n(.*?)```/s.exec(read('README.md')) ?? [];
  expect(states.length).toBeGreaterThan(20);
  for (const state of new Set(states)) expect(picture).toContain(state);
});

test('every alarm names a chapter that docs/runbook.md has', () => {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  expect(alarms.length).toBeGreaterThan(0);
  for (const { Properties } of alarms) {
    const [, chapter] = /Runbook: "(.+)"\.$/.exec(Properties.AlarmDescription) ?? [];
    expect(read('docs/runbook.md')).toContain(`\n## ${chapter}\n`);
  }
});
