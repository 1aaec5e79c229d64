import type { RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, test } from 'vitest';
import * as retries from '../../lib/house/retry-policies.ts';
import { codesIn, read, tableOf } from './document.ts';
import { definitionOf, functionNames, statesOf, template } from './stack.ts';

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md');

  test('lists every answer of the webhook, and no other', () => {
    const source = read('lambdas/intake/receive-stripe-event/receive-stripe-event.ts');
    const given = [...source.matchAll(/(?:answer|refusal)\((\d+), '([^']+)'\)/g)].map(
      ([, status, body]) => `${status} ${body}`,
    );
    expect(given.length).toBeGreaterThan(0);
    const listed = tableOf(text, 'answer', 'when').map(([answer = '']) => answer.replaceAll('`', ''));
    expect(listed.sort()).toEqual([...new Set(given)].sort());
  });

  test('lists every step of the registration workflow, with what it adds to the state', () => {
    const steps = [...statesOf(definitionOf('registration'))].filter(([, { Type }]) => Type === 'Task');
    const rows = tableOf(text, 'state', 'what it does', 'adds to the state');
    expect(rows.flatMap(([label = '']) => label.split(', ')).sort()).toEqual(
      steps.map(([label]) => label).sort(),
    );

    const { ResultSelector = {} } = statesOf(definitionOf('registration')).get('Fulfil') ?? {};
    const ofBranches = Object.keys(ResultSelector).map((key) => `fulfilment.${key.replace('.$', '')}`);
    const ofSteps = Object.values(definitionOf('registration').States)
      .filter(({ Type }) => Type === 'Task')
      .map(({ ResultPath }) => ResultPath?.replace('$.', ''));
    const added = rows.map(([, , adds = '']) => codesIn(adds)[0]);
    expect(added.sort()).toEqual([...ofBranches, ...ofSteps].sort());
  });

  test('lists every table with its key and its index', () => {
    const tables = Object.entries(template.findResources('AWS::DynamoDB::Table')).map(
      ([id, { Properties }]) => {
        const attributes = [Properties, ...(Properties.GlobalSecondaryIndexes ?? [])].flatMap((schema) => [
          ...(schema.IndexName ? [schema.IndexName] : []),
          ...schema.KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName),
        ]);
        return [/^Storage([A-Z][a-z]+)/.exec(id)?.[1]?.toLowerCase(), ...attributes];
      },
    );
    const listed = tableOf(text, 'table', 'key', 'attributes').map(([name, key = '']) => [
      name,
      ...codesIn(key),
    ]);
    expect(listed.sort()).toEqual(tables.sort());
  });

  test('says of every Lambda what it may do', () => {
    const listed = tableOf(text, 'Lambda', 'may').map(([name]) => name);
    expect(listed.sort()).toEqual(functionNames.toSorted());
  });

  test('counts the attempts of every class of errors, and how long they wait in all', () => {
    const policies: Record<string, RetryProps> = {
      transient: retries.transient,
      throttled: retries.throttled,
      'rate-limited': retries.rateLimited,
      outage: retries.outage,
      'not-yet': retries.notYet,
    };
    const rows = tableOf(text, 'class', 'waits between attempts', 'in all');
    expect(rows.map(([name]) => name).sort()).toEqual(
      ['permanent', 'unclear', ...Object.keys(policies)].sort(),
    );
    for (const [name = '', , inAll = ''] of rows) {
      const policy = policies[name];
      if (!policy) continue;
      expect(inAll, name).toMatch(
        new RegExp(`^${(policy.maxAttempts ?? 0) + 1} attempts; ${waitsOf(policy)} s `),
      );
    }
    expect(Object.values(policies).concat(retries.unclear)).toHaveLength(retries.retryPolicies.length);
  });
});

/** The longest that a policy's waits add up to, in seconds: `86,310`. */
function waitsOf({ interval, backoffRate = 1, maxDelay, maxAttempts = 0 }: RetryProps): string {
  let total = 0;
  let wait = interval?.toSeconds() ?? 0;
  for (let retry = 0; retry < maxAttempts; retry++) {
    total += wait;
    wait = Math.min(wait * backoffRate, maxDelay?.toSeconds() ?? Number.POSITIVE_INFINITY);
  }
  return Math.round(total).toLocaleString('en-US');
}
