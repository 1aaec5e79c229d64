import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import * as errors from '../../core/domain/errors.ts';
import { readStageConfig } from '../../lib/stage-config.ts';
import { synthesise } from './synthesise.ts';

const machineName = 'tkd-registration-local-badge-sheets';

interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Variable: string; NumericGreaterThan?: number; IsPresent?: boolean; Next: string }[];
  Retry?: { ErrorEquals: string[]; MaxAttempts: number }[];
  Catch?: unknown;
  TimeoutSeconds?: number;
  /** A Lambda's logical id. */
  Resource?: string;
  Parameters?: Record<string, string>;
  ResultPath?: string;
  ItemsPath?: string;
  ItemSelector?: Record<string, string>;
  MaxConcurrency?: number;
  ItemProcessor?: Definition & { ProcessorConfig: { Mode: string } };
}
interface Definition {
  StartAt: string;
  States: Record<string, State>;
}

/** The badge sheets' definition, with each Lambda's ARN replaced by its logical id. */
function definitionOf(template: Template): Definition & { TimeoutSeconds: number } {
  const machines = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const machine = machines.find(({ Properties }) => Properties.StateMachineName === machineName);
  const parts = machine?.Properties.DefinitionString['Fn::Join'][1] as (
    | string
    | { 'Fn::GetAtt': [string] }
  )[];
  return JSON.parse(
    parts.map((part) => (typeof part === 'string' ? part : (part['Fn::GetAtt']?.[0] ?? 'aws'))).join(''),
  );
}

/** The states that follow each other without a choice. */
function chainFrom({ States }: Definition, start: string | undefined): string[] {
  const chain: string[] = [];
  for (let name = start; name !== undefined; name = States[name]?.Next) chain.push(name);
  return chain;
}

const namesOf = (classes: readonly { errorName: string }[]) => classes.map(({ errorName }) => errorName);

let template: Template;
let definition: ReturnType<typeof definitionOf>;
let sheets: NonNullable<State['ItemProcessor']>;
let tasks: [string, State][];

beforeAll(() => {
  template = synthesise();
  definition = definitionOf(template);
  sheets = definition.States.Sheets?.ItemProcessor ?? expect.fail('there is no Map');
  tasks = [definition, sheets]
    .flatMap(({ States }) => Object.entries(States))
    .filter(([, { Type }]) => Type === 'Task');
});

describe('the badge sheets', () => {
  test('are planned, made file by file, and reported on; or there is nothing to print', () => {
    expect(chainFrom(definition, definition.StartAt)).toEqual(['Plan sheets', 'Any badges?']);
    expect(definition.States['Any badges?']).toMatchObject({
      Choices: [{ Variable: '$.plan.badges', NumericGreaterThan: 0, Next: 'Sheets' }],
      Default: 'Nothing to print',
    });
    expect(definition.States['Nothing to print']?.Type).toBe('Succeed');
    expect(chainFrom(definition, 'Sheets')).toEqual([
      'Sheets',
      'Finish sheets',
      'Push report to Drive',
      'Push list to Drive',
      'Completed',
    ]);
    expect(chainFrom(sheets, sheets.StartAt)).toEqual(['Make sheet', 'Any printed?']);
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
      ItemsPath: '$.plan.files',
      ItemSelector: { 'print.$': '$.plan.print', 'file.$': '$$.Map.Item.Value' },
      ResultPath: '$.sheets',
    });
    expect(sheets.ProcessorConfig.Mode).toBe('INLINE');
  });

  test('have steps that each add one field, and pushes that are given their object alone', () => {
    const resultPaths = Object.fromEntries(tasks.map(([label, { ResultPath }]) => [label, ResultPath]));
    expect(resultPaths).toEqual({
      'Plan sheets': '$.plan',
      'Make sheet': '$.sheet',
      'Push sheet to Drive': '$.pushed',
      'Finish sheets': '$.report',
      'Push report to Drive': '$.pushed',
      'Push list to Drive': '$.pushed',
    });
    const read = Object.fromEntries(tasks.map(([label, { Parameters }]) => [label, Parameters?.['state.$']]));
    expect(read).toMatchObject({
      'Push sheet to Drive': '$.sheet',
      'Push report to Drive': '$.report.pdf',
      'Push list to Drive': '$.report.csv',
    });
    const pushes = tasks.filter(([name]) => name.startsWith('Push ')).map(([, { Resource }]) => Resource);
    expect(new Set(pushes).size, 'all are pushed by one Lambda').toBe(1);
  });

  test('retry what passes in every step, and nothing that does not; a failure ends the execution', () => {
    expect(tasks).toHaveLength(6);
    for (const [label, { Retry = [], Catch }] of tasks) {
      const [transient, throttled, rateLimited, notYet, outage, unclear, ...others] = Retry;
      expect(others, label).toEqual([]);
      expect(transient?.ErrorEquals, label).toEqual(
        expect.arrayContaining(['BadgeInFlightError', 'Lambda.Unknown', ...namesOf(errors.transientErrors)]),
      );
      expect(throttled?.ErrorEquals, label).toEqual(['Lambda.TooManyRequestsException']);
      expect(rateLimited?.ErrorEquals, label).toEqual(namesOf(errors.rateLimitedErrors));
      expect(notYet?.ErrorEquals, label).toEqual(namesOf(errors.notYetErrors));
      expect(outage?.ErrorEquals, label).toEqual(namesOf(errors.outageErrors));
      expect(unclear?.ErrorEquals, label).toEqual(namesOf(errors.unclearErrors));
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      for (const permanent of namesOf(errors.permanentErrors)) expect(retried).not.toContain(permanent);
      for (const { MaxAttempts } of Retry) expect(MaxAttempts, label).toBeLessThan(300);
      expect(Catch, label).toBeUndefined();
    }
  });

  test('time out just after their Lambdas do, and the execution within a day', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    for (const [label, { TimeoutSeconds, Resource = '' }] of tasks) {
      expect(TimeoutSeconds, label).toBe(functions[Resource]?.Properties.Timeout + 5);
    }
    expect(definition.TimeoutSeconds).toBe(86_400);
  });

  test('are made by a Lambda with a processor of its own, and pushed by one that a whole file fits into', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    const memoryOf = (label: string) =>
      functions[tasks.find(([name]) => name === label)?.[1].Resource ?? '']?.Properties.MemorySize;
    expect(memoryOf('Make sheet')).toBe(1769);
    expect(memoryOf('Push sheet to Drive')).toBe(1024);
  });
});

describe('the steps may', () => {
  interface Statement {
    Action: string | string[];
    Resource: unknown;
  }

  /** What the step's role may do, by the kind of thing it may do it to. */
  function allowed(step: string): [action: string, resource: string][] {
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    const policy = policies.find(({ Properties }) =>
      Properties.Roles[0].Ref.startsWith(`BadgeSheets${step}FunctionServiceRole`),
    );
    const statements = (policy?.Properties.PolicyDocument.Statement ?? []) as Statement[];
    return statements
      .flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, named(Resource)] as const))
      .filter(([action]) => !action.startsWith('xray:'))
      .map(([action, resource]): [string, string] => [action, resource])
      .sort(([a], [b]) => a.localeCompare(b));
  }

  /** `Badges/sheets/*`: the storage's name of a resource, and what of it. */
  function named(resource: unknown): string {
    const text = JSON.stringify(resource);
    const [, name = ''] = /"Storage(Badges|Progress|Registrations|ProfilePictures|Secret)/.exec(text) ?? [];
    const [, path = ''] = /"(\/[^"]*)"\]/.exec(text) ?? [];
    return `${name}${path}`;
  }

  test('plan: list registrations and progress, and write below sheets/', () => {
    expect(allowed('PlanSheets')).toEqual([
      ['dynamodb:Scan', 'Registrations'],
      ['dynamodb:Scan', 'Progress'],
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

  test('push: read sheets and the secret, and keep the ids of files', () => {
    expect(allowed('PushSheetToDrive')).toEqual([
      ['dynamodb:GetItem', 'Progress'],
      ['dynamodb:UpdateItem', 'Progress'],
      ['s3:GetObject', 'Badges/sheets/*'],
      ['s3:ListBucket', 'Badges'],
      ['secretsmanager:GetSecretValue', 'Secret'],
    ]);
  });

  test('make: give up what was to go up in parts, below sheets/', () => {
    expect(allowed('MakeSheet')).toContainEqual(['s3:AbortMultipartUpload', 'Badges/sheets/*']);
  });

  test('delete nothing, but for the badges that making a sheet brings in line', () => {
    const deletes = ['PlanSheets', 'MakeSheet', 'FinishSheets', 'PushSheetToDrive'].flatMap((step) =>
      allowed(step)
        .filter(([action]) => /delete/i.test(action))
        .map((statement) => [step, ...statement]),
    );
    expect(deletes).toEqual([['MakeSheet', 's3:DeleteObject', 'Badges/*']]);
  });

  test('start, of all machines, the badge refresh alone, to bring copies in Drive in line', () => {
    const started = Object.values(template.findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => Properties.Roles[0].Ref.startsWith('BadgeSheets'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Action }) => [Action].flat().includes('states:StartExecution'))
      .map(({ Resource }) => Resource as { Ref: string });
    expect(started).toEqual([{ Ref: expect.stringMatching(/^BadgeRefresh/) }]);
  });
});

describe('a stage', () => {
  test('without a folder in Drive has no step that pushes', () => {
    const withoutDrive = definitionOf(synthesise({ drive: undefined }));
    const made = withoutDrive.States.Sheets?.ItemProcessor ?? expect.fail('there is no Map');
    expect(chainFrom(withoutDrive, 'Sheets')).toEqual(['Sheets', 'Finish sheets', 'Completed']);
    expect(chainFrom(made, made.StartAt)).toEqual(['Make sheet']);
    expect(JSON.stringify(withoutDrive)).not.toContain('Push');
  });

  test('without badges has no badge sheets', () => {
    const { registration } = readStageConfig('local');
    const withoutBadges = synthesise({ registration: { ...registration, badges: false } });
    const machines = Object.values(withoutBadges.findResources('AWS::StepFunctions::StateMachine'));
    expect(machines.map(({ Properties }) => Properties.StateMachineName)).toEqual(['tkd-registration-local']);
    expect(withoutBadges.findOutputs('BadgeSheetsArn')).toEqual({});
  });

  test('tells where its badge sheets are', () => {
    const { Value } = template.findOutputs('BadgeSheetsArn').BadgeSheetsArn ?? {};
    const machine = template.findResources('AWS::StepFunctions::StateMachine')[Value.Ref];
    expect(machine?.Properties.StateMachineName).toBe(machineName);
  });
});
