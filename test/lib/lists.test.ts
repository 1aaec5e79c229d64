import { describe, expect, test } from 'vitest';
import { chainFrom, definitionOf, lambdaOf, tasksOf } from './machines.ts';
import { permissionsOf } from './permissions.ts';
import { synthesise } from './synthesise.ts';

const machineName = 'tkd-registration-local-lists';

const template = synthesise();
const definition = definitionOf(template, machineName);
const tasks = tasksOf(definition);
const partOf = (label: string) => definition.States[label]?.ItemProcessor ?? expect.fail(`no Map ${label}`);

describe('the lists', () => {
  test('are made, drawn, and put into the folder', () => {
    expect(chainFrom(definition)).toEqual(['Make lists', 'Documents', 'Files', 'Completed']);
    expect(chainFrom(partOf('Documents'))).toEqual(['Draw group sheets', 'Push group sheets to Drive']);
    expect(chainFrom(partOf('Files'))).toEqual(['Push list to Drive']);
  });

  test('are drawn document by document and pushed file by file, three at a time', () => {
    expect(definition.States.Documents).toMatchObject({
      ItemsPath: '$.lists.documents',
      MaxConcurrency: 3,
      ResultPath: '$.documents',
    });
    expect(definition.States.Files).toMatchObject({
      ItemsPath: '$.lists.forPeople',
      MaxConcurrency: 3,
      ResultPath: '$.pushed',
    });
  });

  test('have steps that each add one field, and one Lambda that pushes', () => {
    const added = Object.fromEntries(tasks.map(([label, { ResultPath }]) => [label, ResultPath]));
    expect(added).toEqual({
      'Make lists': '$.lists',
      'Draw group sheets': '$.drawn',
      'Push group sheets to Drive': '$.pushed',
      'Push list to Drive': '$.pushed',
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
    expect(chainFrom(withoutDrive)).toEqual(['Make lists', 'Documents', 'Completed']);
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

  test('push: read lists and the secret, and keep the ids of files', () => {
    expect(allowed('PushListToDrive')).toEqual([
      ['dynamodb:GetItem', 'Progress'],
      ['dynamodb:UpdateItem', 'Progress'],
      ['s3:GetObject', 'Config/lists/*'],
      ['s3:ListBucket', 'Config'],
      ['secretsmanager:GetSecretValue', 'Secret'],
    ]);
  });
});
