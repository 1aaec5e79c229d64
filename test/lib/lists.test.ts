import { describe, expect, test } from 'vitest';
import { chainFrom, definitionOf, lambdaOf, tasksOf } from './machines.ts';
import { permissionsOf } from './permissions.ts';
import { synthesise } from './synthesise.ts';

const machineName = 'tkd-registration-local-lists';

const template = synthesise();
const definition = definitionOf(template, machineName);
const tasks = tasksOf(definition);
const files = definition.States.Files?.ItemProcessor ?? expect.fail('there is no Map');

describe('the lists', () => {
  test('are made; then each document is drawn, and each file put into the folder', () => {
    expect(chainFrom(definition)).toEqual(['Make lists', 'Anything to do?']);
    expect(chainFrom(definition, 'Files')).toEqual(['Files', 'Finish job', 'All done?']);
    expect(files.StartAt).toBe('To be drawn?');
    expect(files.States['To be drawn?']).toMatchObject({
      Choices: [{ Variable: '$.item.name', IsPresent: true, Next: 'Draw group sheets' }],
      Default: 'Push list to Drive',
    });
    expect(chainFrom(files, 'Draw group sheets')).toEqual([
      'Draw group sheets',
      'Push group sheets to Drive',
    ]);
  });

  test('are drawn and pushed three at a time', () => {
    expect(definition.States.Files).toMatchObject({ MaxConcurrency: 3 });
  });

  test('have steps that each add one field, and one Lambda that pushes', () => {
    const added = Object.fromEntries(tasks.map(([label, { ResultPath }]) => [label, ResultPath]));
    expect(added).toEqual({
      'Make lists': '$.plan',
      'Draw group sheets': '$.drawn',
      'Push group sheets to Drive': '$.pushed',
      'Push list to Drive': '$.pushed',
      'Finish job': '$.result',
    });
    const read = Object.fromEntries(tasks.map(([label, { Parameters }]) => [label, Parameters?.['state.$']]));
    expect(read).toMatchObject({
      'Push group sheets to Drive': '$.drawn',
      'Push list to Drive': '$.item',
    });
    const pushes = tasks.filter(([label]) => label.startsWith('Push ')).map(([, task]) => lambdaOf(task));
    expect(new Set(pushes).size).toBe(1);
  });

  test('are kept for a month', () => {
    const buckets = Object.values(template.findResources('AWS::S3::Bucket'));
    const rules = buckets.flatMap(({ Properties }) => Properties.LifecycleConfiguration?.Rules ?? []);
    expect(rules).toContainEqual(expect.objectContaining({ Prefix: 'lists/', ExpirationInDays: 30 }));
  });

  test('without a folder in Drive are only made and drawn', () => {
    const withoutDrive = definitionOf(synthesise({ drive: undefined }), machineName);
    const { States } = withoutDrive.States.Files?.ItemProcessor ?? expect.fail('there is no Map');
    expect(Object.keys(States).sort()).toEqual(['Draw group sheets', 'Made already', 'To be drawn?']);
    expect(JSON.stringify(withoutDrive)).not.toContain('Push');
  });

  test('are where the output says', () => {
    const { Value } = template.findOutputs('ListsArn').ListsArn ?? {};
    const machine = template.findResources('AWS::StepFunctions::StateMachine')[Value.Ref];
    expect(machine?.Properties.StateMachineName).toBe(machineName);
  });
});

describe('the steps may', () => {
  const allowed = (step: string): [action: string, on: string][] =>
    permissionsOf(template)
      .filter(({ who }) => who === `Lists${step}`)
      .map(({ action, on }): [string, string] => [action, on])
      .sort(([a], [b]) => a.localeCompare(b));

  test('make: list registrations, and write below lists/', () => {
    expect(allowed('MakeLists')).toEqual([
      ['dynamodb:Scan', 'Registrations'],
      ['s3:PutObject', 'Config/lists/*'],
    ]);
  });

  test('draw: read and write below lists/', () => {
    expect(allowed('DrawGroupSheets')).toEqual([
      ['s3:GetObject', 'Config/lists/*'],
      ['s3:ListBucket', 'Config'],
      ['s3:PutObject', 'Config/lists/*'],
    ]);
  });
});
