import { describe, expect, test } from 'vitest';
import { readStageConfig } from '../../lib/stage-config.ts';
import { chainFrom, definitionOf, lambdaOf, tasksOf } from './machines.ts';
import { permissionsOf } from './permissions.ts';
import { synthesise } from './synthesise.ts';

const machineName = 'tkd-registration-local-badge-sheets';

const template = synthesise();
const definition = definitionOf(template, machineName);
const sheets = definition.States.Sheets?.ItemProcessor ?? expect.fail('there is no Map');
const tasks = tasksOf(definition);

describe('the badge sheets', () => {
  test('are planned, made file by file, and reported on; or there is nothing to print', () => {
    expect(chainFrom(definition)).toEqual(['Plan sheets', 'Any badges?']);
    expect(definition.States['Any badges?']).toMatchObject({
      Choices: [{ Variable: '$.plan.items', NumericGreaterThan: 0, Next: 'Sheets' }],
      Default: 'Nothing to print',
    });
    expect(definition.States['Nothing to print']?.Type).toBe('Succeed');
    expect(chainFrom(definition, 'Sheets')).toEqual([
      'Sheets',
      'Finish sheets',
      'Push envelopes to Drive',
      'Push report to Drive',
      'Push list to Drive',
      'All done?',
    ]);
    expect(chainFrom(sheets)).toEqual(['Make sheet', 'Any printed?']);
    expect(sheets.States['Any printed?']).toMatchObject({
      Choices: [{ Variable: '$.sheet.key', IsPresent: true, Next: 'Push sheet to Drive' }],
      Default: 'Nobody printed',
    });
    expect(sheets.States['Push sheet to Drive']?.End).toBe(true);
  });

  test('are made three files at a time, each file being all that its steps are given', () => {
    expect(definition.States.Sheets).toMatchObject({
      Type: 'Map',
      MaxConcurrency: 3,
      ItemSelector: {
        'job.$': '$$.Execution.Name',
        'item.$': '$$.Map.Item.Value',
        'print.$': '$.plan.order',
      },
    });
  });

  test('have steps that each add one field, and pushes that are given only their object', () => {
    const added = Object.fromEntries(tasks.map(([label, { ResultPath }]) => [label, ResultPath]));
    expect(added).toMatchObject({
      'Plan sheets': '$.plan',
      'Make sheet': '$.sheet',
      'Push sheet to Drive': '$.pushed',
      'Finish sheets': '$.report',
    });
    expect(Object.values(added)).not.toContain(undefined);
    const read = Object.fromEntries(tasks.map(([label, { Parameters }]) => [label, Parameters?.['state.$']]));
    expect(read).toMatchObject({
      'Push sheet to Drive': '$.sheet',
      'Push envelopes to Drive': '$.report.envelopes',
      'Push report to Drive': '$.report.pdf',
      'Push list to Drive': '$.report.csv',
    });
    const pushes = tasks.filter(([name]) => name.startsWith('Push ')).map(([, task]) => lambdaOf(task));
    expect(new Set(pushes).size, 'all are pushed by one Lambda').toBe(1);
  });

  test('end as failed after the reports, if some file could not be made', () => {
    expect(tasks.flatMap(([, { Catch = [] }]) => Catch)).toEqual([]);
    expect(definition.States['All done?']).toMatchObject({
      Choices: [{ Variable: '$.report.failed', NumericEquals: 0, Next: 'Completed' }],
      Default: 'Some failed',
    });
  });

  test('are made within a day', () => {
    expect(definition.TimeoutSeconds).toBe(86_400);
  });

  test('are made by a Lambda with a whole processor, and pushed by one with memory for a whole file', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    const memoryOf = (label: string) => {
      const [, task] = tasks.find(([name]) => name === label) ?? expect.fail(label);
      return functions[lambdaOf(task)]?.Properties.MemorySize;
    };
    expect(memoryOf('Make sheet')).toBe(1769);
    expect(memoryOf('Push sheet to Drive')).toBe(1024);
  });
});

describe('the steps may', () => {
  /** What the step may do, and to what. */
  const allowed = (step: string): [action: string, on: string][] =>
    permissionsOf(template)
      .filter(({ who }) => who === `BadgeSheets${step}`)
      .map(({ action, on }): [string, string] => [action, on])
      .sort(([a], [b]) => a.localeCompare(b));

  test('plan: list registrations and progress, and write below sheets/', () => {
    expect(allowed('PlanSheets')).toEqual([
      ['dynamodb:Scan', 'Progress'],
      ['dynamodb:Scan', 'Registrations'],
      ['s3:PutObject', 'Badges/sheets/*'],
    ]);
  });

  test('finish: read and write below sheets/, and note what is printed', () => {
    expect(allowed('FinishSheets')).toEqual([
      ['dynamodb:UpdateItem', 'Progress'],
      ['s3:GetObject', 'Badges/sheets/*'],
      ['s3:ListBucket', 'Badges'],
      ['s3:PutObject', 'Badges/sheets/*'],
    ]);
  });

  test('make: abort uploads in parts, below sheets/', () => {
    expect(allowed('MakeSheet')).toContainEqual(['s3:AbortMultipartUpload', 'Badges/sheets/*']);
  });
});

describe('a stage', () => {
  test('without a folder in Drive has no step that pushes', () => {
    const withoutDrive = definitionOf(synthesise({ drive: undefined }), machineName);
    const made = withoutDrive.States.Sheets?.ItemProcessor ?? expect.fail('there is no Map');
    expect(chainFrom(withoutDrive, 'Sheets')).toEqual(['Sheets', 'Finish sheets', 'All done?']);
    expect(chainFrom(made)).toEqual(['Make sheet']);
    expect(JSON.stringify(withoutDrive)).not.toContain('Push');
  });

  test('without badges has no badge sheets', () => {
    const { registration } = readStageConfig('local');
    const withoutBadges = synthesise({ registration: { ...registration, badges: false } });
    const machines = Object.values(withoutBadges.findResources('AWS::StepFunctions::StateMachine'));
    expect(machines.map(({ Properties }) => Properties.StateMachineName)).not.toContain(machineName);
    expect(withoutBadges.findOutputs('BadgeSheetsArn')).toEqual({});
  });

  test('outputs where its badge sheets are', () => {
    const { Value } = template.findOutputs('BadgeSheetsArn').BadgeSheetsArn ?? {};
    const machine = template.findResources('AWS::StepFunctions::StateMachine')[Value.Ref];
    expect(machine?.Properties.StateMachineName).toBe(machineName);
  });
});
