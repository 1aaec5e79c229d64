/** The rules of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
import { describe, expect, test } from 'vitest';
import { type Access, denialOf, onlyGrantOf, type Principal, statementsOf } from '../../iam/policy.ts';

const roleArn = 'arn:aws:iam::000000000000:role/Step';
const photo = 'arn:aws:s3:::photos/one/two.jpg';
const read: Access = { action: 's3:GetObject', resource: photo };

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const policy = (...statements: object[]) =>
  statementsOf({ Version: '2012-10-17', Statement: statements }, 'P');

/** What the statements of a role and of a resource's policy decide. */
const decide = (
  identity: object[],
  { access = read, resource = [] as object[], principal = { arn: roleArn } as Principal } = {},
) => denialOf({ principal, access, identity: policy(...identity), resource: policy(...resource) });

const notAllowed = 'no identity-based policy allows';
const denied = 'explicit deny in an identity-based policy';

describe('a role', () => {
  test.each<[string, object[], string | undefined]>([
    ['without a statement may do nothing', [], notAllowed],
    ['may do what is allowed', [allow], undefined],
    ['may not do what is also denied, in whatever order', [{ ...allow, Effect: 'Deny' }, allow], denied],
    ['may not do what is denied last', [allow, { ...allow, Effect: 'Deny' }], denied],
    ['may do what a wildcard allows', [{ ...allow, Action: 's3:Get*' }], undefined],
    ['may do everything with *', [{ ...allow, Action: '*', Resource: '*' }], undefined],
    ['is named actions in any case', [{ ...allow, Action: 'S3:getobject' }], undefined],
    [
      'may not do another action',
      [{ ...allow, Action: ['s3:PutObject', 's3:GetObjectTagging'] }],
      notAllowed,
    ],
    [
      'may do all but what NotAction names',
      [{ ...allow, Action: undefined, NotAction: 's3:Put*' }],
      undefined,
    ],
    ['may not do what NotAction names', [{ ...allow, Action: undefined, NotAction: 's3:Get*' }], notAllowed],
    ['is named resources in their case', [{ ...allow, Resource: 'arn:aws:s3:::Photos/*' }], notAllowed],
    ['has ? for one character', [{ ...allow, Resource: 'arn:aws:s3:::photos/one/tw?.jpg' }], undefined],
    [
      'has no right to a bucket’s objects by the bucket',
      [{ ...allow, Resource: 'arn:aws:s3:::photos' }],
      notAllowed,
    ],
    [
      'may reach all but what NotResource names',
      [{ ...allow, Resource: undefined, NotResource: 'arn:aws:s3:::badges/*' }],
      undefined,
    ],
    [
      'is denied all but what NotResource names',
      [allow, { ...allow, Effect: 'Deny', Resource: undefined, NotResource: 'arn:aws:s3:::badges/*' }],
      denied,
    ],
    [
      'has a dot in an ARN for a dot',
      [{ ...allow, Resource: 'arn:aws:s3:::photos/one/two?jpg.' }],
      notAllowed,
    ],
  ])('%s', (_, statements, expected) => {
    expect(decide(statements)).toBe(expected);
  });

  test('has a wildcard within its part of the ARN only', () => {
    const access = {
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:us-east-1:000000000000:function:draw',
    };
    const at = (Resource: string) => decide([{ Effect: 'Allow', Action: 'lambda:*', Resource }], { access });
    expect(at('arn:aws:lambda:*:*:function:d*')).toBeUndefined();
    expect(at('arn:aws:lambda:*:*:f*')).toBeUndefined();
    expect(at('arn:aws:lambda:us*:function:draw')).toBe(notAllowed);
  });
});

describe('a policy of a resource', () => {
  const ofResource = (Effect: string, Principal: unknown) => ({ ...allow, Effect, Principal });
  const other = 'arn:aws:iam::000000000000:role/Other';
  test.each<[string, object[], object[], string | undefined]>([
    ['allows a role by itself', [], [ofResource('Allow', { AWS: roleArn })], undefined],
    ['allows everybody with *', [], [ofResource('Allow', '*')], undefined],
    ['allows another role nothing', [], [ofResource('Allow', { AWS: other })], notAllowed],
    [
      'leaves to their own policies whom it names by the account',
      [],
      [ofResource('Allow', { AWS: '000000000000' })],
      notAllowed,
    ],
    [
      'denies what the role’s own policy allows',
      [allow],
      [ofResource('Deny', { AWS: '*' })],
      'explicit deny in a resource-based policy',
    ],
    [
      'denies the whole account',
      [allow],
      [ofResource('Deny', { AWS: 'arn:aws:iam::000000000000:root' })],
      'explicit deny in a resource-based policy',
    ],
    [
      'concerns no role when it is for a service',
      [],
      [ofResource('Allow', { Service: 'events.amazonaws.com' })],
      notAllowed,
    ],
  ])('%s', (_, identity, resource, expected) => {
    expect(decide(identity, { resource })).toBe(expected);
  });

  test('is all that a service has', () => {
    const principal = { service: 'events.amazonaws.com' };
    const forService = ofResource('Allow', { Service: principal.service });
    expect(decide([], { principal, resource: [forService] })).toBeUndefined();
    expect(decide([], { principal })).toBe('no resource-based policy allows');
  });
});

describe('a condition', () => {
  const from = (address?: string): Access => ({
    ...read,
    ...(address !== undefined && { context: { 'ses:fromaddress': address } }),
  });
  const conditions = (operator: string, value: unknown = 'a@example.com', key = 'ses:FromAddress') => [
    { ...allow, Condition: { [operator]: { [key]: value } } },
  ];
  test.each<[string, unknown, string | undefined, boolean]>([
    ['StringEquals', 'a@example.com', 'a@example.com', true],
    ['StringEquals', ['b@example.com', 'a@example.com'], 'a@example.com', true],
    ['StringEquals', 'a@example.com', 'A@example.com', false],
    ['StringEquals', '*@example.com', 'a@example.com', false],
    ['StringEquals', 'a@example.com', undefined, false],
    ['StringEqualsIfExists', 'a@example.com', undefined, true],
    ['StringEqualsIgnoreCase', 'A@example.com', 'a@example.com', true],
    ['StringNotEquals', 'a@example.com', 'b@example.com', true],
    ['StringNotEquals', ['a@example.com', 'b@example.com'], 'b@example.com', false],
    ['StringNotEquals', 'a@example.com', undefined, true],
    ['StringLike', '*@example.com', 'a@example.com', true],
    ['StringLike', '?@example.com', 'ab@example.com', false],
    ['StringNotLike', '*@example.com', 'a@example.com', false],
    ['Null', 'true', undefined, true],
    ['Null', 'false', undefined, false],
    ['Null', 'false', 'a@example.com', true],
  ])('%s %j holds for %s: %s', (operator, value, given, expected) => {
    expect(decide(conditions(operator, value), { access: from(given) })).toBe(
      expected ? undefined : notAllowed,
    );
  });

  test('of an ARN compares each of its parts', () => {
    const access = {
      ...read,
      context: { 'aws:sourcearn': 'arn:aws:events:us-east-1:000000000000:rule/arrived' },
    };
    const like = (value: string) => decide(conditions('ArnLike', value, 'aws:SourceArn'), { access });
    expect(like('arn:aws:events:*:*:rule/*')).toBeUndefined();
    expect(like('arn:aws:events:*:*:rule')).toBe(notAllowed);
    expect(
      decide(conditions('ArnEquals', 'arn:aws:events:*:*:rule/arrived', 'aws:SourceArn'), { access }),
    ).toBeUndefined();
  });

  test('must hold with all others, and finds every request encrypted and signed by its role', () => {
    const secure = { Bool: { 'aws:SecureTransport': 'true' } };
    const own = { ArnEquals: { 'aws:PrincipalArn': roleArn } };
    expect(decide([{ ...allow, Condition: { ...secure, ...own } }])).toBeUndefined();
    const insecure = { Bool: { 'aws:SecureTransport': 'false' } };
    expect(decide([{ ...allow, Condition: { ...insecure, ...own } }])).toBe(notAllowed);
  });
});

describe('a grant is needed for a request that no other allows', () => {
  const principal = { arn: roleArn };
  const neededFor = (access: Access, identity: object[], resource: object[] = []) =>
    onlyGrantOf({ principal, access, identity: policy(...identity), resource: policy(...resource) });

  test('of several actions and resources, the one that covers it', () => {
    const several = {
      ...allow,
      Action: ['s3:Put*', 's3:GetObject'],
      Resource: ['arn:aws:s3:::badges/*', photo],
    };
    expect(neededFor(read, [several])).toMatchObject({
      policy: 'P',
      action: 's3:GetObject',
      resource: photo,
    });
  });

  test('not where another does, in the same statement, in another, or in the policy of the resource', () => {
    const twice = { ...allow, Action: ['s3:Get*', 's3:GetObject'] };
    expect(neededFor(read, [twice])).toBeUndefined();
    expect(neededFor(read, [allow, { ...allow, Resource: '*' }])).toBeUndefined();
    expect(neededFor(read, [allow], [{ ...allow, Principal: { AWS: roleArn } }])).toBeUndefined();
    const other = { StringEquals: { 'aws:SourceAccount': '1' } };
    expect(neededFor(read, [allow, { ...allow, Resource: '*', Condition: other }])).toBeDefined();
  });
});

describe('what is not known here is refused by name:', () => {
  test.each<[string, object, string]>([
    [
      'an operator',
      { Condition: { DateLessThan: { 'aws:SourceArn': '2026' } } },
      'the condition operator DateLessThan',
    ],
    [
      'an operator on sets',
      { Condition: { 'ForAnyValue:StringEquals': { 's3:prefix': 'a' } } },
      'ForAnyValue:StringEquals',
    ],
    [
      'a key',
      { Condition: { StringEquals: { 'dynamodb:Attributes': 'a' } } },
      'the condition key dynamodb:Attributes',
    ],
    [
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: a policy's variable looks like that.
      'a variable',
      { Resource: 'arn:aws:s3:::photos/${aws:username}/*' },
      'the policy variable ${aws:username}',
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above.
    ],
    ['a resource that is no ARN', { Resource: 'photos/*' }, 'photos/\\* is not an ARN'],
    ['an element', { Effects: 'Allow' }, 'Effects'],
    ['a principal', { Principal: { Federated: 'example.com' } }, 'Principal'],
    ['a statement without an action', { Action: undefined }, 'either Action or NotAction'],
  ])('%s', (_, written, name) => {
    const where = 'P: statement 2 cannot be evaluated: .*';
    expect(() => policy(allow, { ...allow, ...written })).toThrow(
      new RegExp(where + name.replaceAll(/[${}]/g, '\\$&'), 's'),
    );
  });
});
