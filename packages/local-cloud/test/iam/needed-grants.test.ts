import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nameOf, noteNeededGrants } from '../../iam/needed-grants.ts';
import { Permissions } from '../../iam/permissions.ts';
import { Template } from '../../template/template.ts';

const entries = 'arn:aws:dynamodb:us-east-1:000000000000:table/entries';

test('grants that requests need are noted once each, and not those that nothing needs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'needed-grants-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'deeper', 'grants.txt');
  const Statement = [{ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Scan'], Resource: entries }];
  const Resources = {
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } },
    },
  };
  const template = new Template({ Resources }, { stackName: 'Stack' });
  const permissions = new Permissions(template, noteNeededGrants(file));
  const principal = { arn: 'arn:aws:iam::000000000000:role/Stack-Role' };
  for (const action of ['dynamodb:GetItem', 'dynamodb:GetItem', 'dynamodb:PutItem']) {
    permissions.denialOf(principal, { action, resource: entries });
  }
  expect(readFileSync(file, 'utf8')).toBe(`Policy: dynamodb:GetItem on ${entries}\n`);
  expect(permissions.grants.map(nameOf)).toEqual([
    `Policy: dynamodb:GetItem on ${entries}`,
    `Policy: dynamodb:Scan on ${entries}`,
  ]);
});
