/** What people may do with a stage. That the engineer may do enough, and the organiser not more, is in test/jobs/people.test.ts. */
import { Template } from '@tkd-registration/local-cloud/template';
import { describe, expect, test } from 'vitest';
import { prod, stacks } from './stacks.ts';
import { templateOf } from './synthesise.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

function policiesOf(template: (typeof stacks)[number]['template']) {
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
  return new Map(
    policies.map(({ Properties }) => [
      String(Properties.ManagedPolicyName).replace(/^.*-/, ''),
      Properties.PolicyDocument.Statement as Statement[],
    ]),
  );
}

describe.each(stacks)('in the stack of $name', ({ template }) => {
  const policies = policiesOf(template);

  test('organiser, engineer and sender of canaries are allowed single actions, and never everything', () => {
    expect([...policies.keys()].sort()).toEqual(['canary', 'engineer', 'organiser']);
    for (const statement of [...policies.values()].flat()) {
      expect(statement.Effect).toBe('Allow');
      expect([statement.Action].flat().filter((action) => action.includes('*'))).toEqual([]);
    }
  });

  test('on all resources at once are only lists, and what is of the account', () => {
    const everywhere = [...policies.values()]
      .flat()
      .filter(({ Resource }) => [Resource].flat().includes('*'));
    for (const action of everywhere.flatMap(({ Action }) => Action)) {
      expect(action).toMatch(
        /:(List\w+|DescribeAlarms|DescribeLogGroups|GetMetric\w+|GetAccount\w*|GetEmailIdentity|GetConfigurationSetEventDestinations)$/,
      );
    }
  });

  test('the organiser reads no table but the progress of entries, no photo and no archive, and changes no data', () => {
    const allowed = (policies.get('organiser') ?? []).map(({ Action, Resource }) => ({
      actions: [Action].flat(),
      on: JSON.stringify(Resource),
    }));
    const tables = allowed.filter(({ actions }) => actions.some((action) => action.startsWith('dynamodb:')));
    expect(tables).toEqual([{ actions: ['dynamodb:Scan'], on: expect.stringContaining('StorageProgress') }]);
    const objects = allowed.filter(({ actions }) => actions.some((action) => action.startsWith('s3:')));
    for (const { actions, on } of objects) {
      expect(actions).toEqual(['s3:GetObject']);
      expect(on).not.toMatch(/ProfilePictures|old-photos|archive|"\/\*"/);
    }
    const others = allowed
      .flatMap(({ actions }) => actions)
      .filter((action) => !/:(Get|List|Describe|Scan)/.test(action));
    expect(others).toEqual(['states:StartExecution']);
  });
});

test('a policy fits into what IAM allows, with the longest name of a stage', () => {
  const stackName = 'tkd-registration-a-stage-of-20-letter';
  const longest = new Template(templateOf({ ...prod, stage: 'a-stage-of-20-letter' }).toJSON(), {
    stackName,
  });
  for (const { name, properties } of longest.resourcesOf('AWS::IAM::ManagedPolicy')) {
    const written = JSON.stringify(properties.PolicyDocument);
    // AWS adds 13 characters to each name that it makes.
    const made = written.split(`/${stackName}-`).length + written.split(`:${stackName}-`).length;
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(written.length + 13 * made, name).toBeLessThan(6_144);
  }
});
