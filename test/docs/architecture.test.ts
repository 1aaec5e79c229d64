import { isDeepStrictEqual } from 'node:util';
import type { RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../core/domain/entry.ts';
import { toAttributeValues } from '../../core/domain/entry-item.ts';
import { familyNews } from '../../core/domain/payment-change.ts';
import { registrationItem } from '../../core/domain/registration.ts';
import { parts } from '../../core/domain/state.ts';
import { attentionOf, mailOf, progressAttributes } from '../../core/progress/progress-record.ts';
import * as retries from '../../lib/house/retry-policies.ts';
import { blocksOf, codesIn, keysOf, read, statesIn, tableOf, tablesOf } from './document.ts';
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

  test('shows every state of the payment change by its name, and lists every step of its own', () => {
    const states = statesOf(definitionOf('payment-change'));
    const [picture = ''] = blocksOf(text, 'mermaid');
    expect(statesIn(picture).sort()).toEqual([...states.keys()].sort());
    const steps = [...states].filter(([, { Type }]) => Type === 'Task').map(([label]) => label);
    const listed = tableOf(text, 'step', 'what it does', 'adds').flatMap(([label = '']) => label.split(', '));
    expect([...listed, 'Park entry', 'Tell organiser'].sort()).toEqual(steps.sort());
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

  test('explains every attribute of the progress table, and no other', () => {
    const { ofEntries, ofOthers } = progressAttributes;
    const [, aboutEntries = []] = tablesOf(text, 'attribute', 'what it says');
    const mails = [
      ...(['confirmation', 'findings', 'attention <execution>', 'news <key>', 'resend <occasion>'] as const),
      ...familyNews.exclude(['payment page expired']).options,
    ];
    expect(keysOf(aboutEntries).sort()).toEqual(
      [...ofEntries, ...parts.map(attentionOf), ...mails.map(mailOf)].sort(),
    );
    const aboutOthers = tableOf(text, 'key', 'what it holds').flatMap(([, holds = '']) => codesIn(holds));
    const known = [...ofEntries, ...ofOthers, mailOf('digest'), mailOf('differences'), mailOf('retention')];
    expect(aboutOthers).toEqual(expect.arrayContaining([...ofOthers]));
    expect(known).toEqual(expect.arrayContaining(aboutOthers));
  });

  test('explains every attribute of a registration that is not stored as the form sent it', () => {
    const [rows = []] = tablesOf(text, 'attribute', 'what it says');
    const sent = {
      ...{ full_name: 'Jordan Rivera', school: 'Golden Dragon', reg_type: ' Competitor ' },
      ...{ birthdate: '07/11/2013', age: '99', beltRank: 'plaid', checkout: 'cs_test_1', tshirt: 'L' },
      ...{ pk: '-', payment: '-', entryId: 'entry_1', findings: '-', photo_shared: '-' },
      ...{ badge_id: '-', badge_preflight: '-', payment_findings: '-' },
      ...{ paid_at: '-', payment_state: '-', payment_read_at: '-', checked_in: '-', forgotten: '-' },
    };
    const entry = parseEntry(sent, { competitionYear: 2027 });
    const stored = registrationItem(sent, entry, 'the key', { payment: 'pi_1' });
    const asSent = toAttributeValues({ ...sent, entryId: undefined });
    const changed = Object.keys(sent).filter((name) => !isDeepStrictEqual(stored[name], asSent[name]));
    expect(['checkout', 'pk', ...keysOf(rows)].sort()).toEqual(changed.sort());
  });

  test('says of every Lambda what it may do', () => {
    const listed = tableOf(text, 'Lambda', 'may').map(([name]) => name);
    expect(listed.sort()).toEqual(functionNames.toSorted());
  });

  test('counts the attempts of every class of errors, and how long they wait in all', () => {
    const policies: Record<string, RetryProps> = {
      transient: retries.transient,
      'rate-limited': retries.rateLimited,
      paced: retries.paced,
      'paced, giving way': retries.pacedLast,
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
    const all = [retries.retryPolicies(), retries.retryPolicies({ givesWay: true })].flat();
    expect(new Set([...Object.values(policies), retries.unclear])).toEqual(new Set(all));
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
