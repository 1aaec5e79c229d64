import { describe, expect, test } from 'vitest';
import { priceList } from '../../core/money/price-list.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { chainFrom, definitionOf, type State, tasksOf } from './machines.ts';
import { synthesise } from './synthesise.ts';

const definition = definitionOf(synthesise());
const { States } = definition;
const branches = States.Fulfil?.Branches ?? [];

describe('the workflow', () => {
  /** The labels on the way of an entry that goes well, by where it goes at `Payment needed?`. */
  const wayOfEntry = (pay: (choice: State) => string | undefined) =>
    chainFrom(definition, definition.StartAt, (label, choice) =>
      label === 'Payment needed?' ? pay(choice) : choice.Default,
    );

  test('validates, confirms the payment where one is needed, stores, and only then fulfils', () => {
    const order = ['Validate entry', 'Confirm payment', 'Store profile', 'Fulfil', 'Completed'];
    const paid = wayOfEntry(({ Choices }) => Choices?.[0]?.Next);
    expect(paid.filter((label) => order.includes(label))).toEqual(order);
    const free = wayOfEntry(({ Default }) => Default);
    expect(free).toEqual(paid.filter((label) => label !== 'Confirm payment'));
  });

  test('fulfils in branches of their own: the confirmation, the findings, and the badge', () => {
    expect(branches.map((branch) => tasksOf(branch).map(([label]) => label))).toEqual([
      expect.arrayContaining(['Send confirmation']),
      expect.arrayContaining(['Alert admin']),
      expect.arrayContaining(['Render badge', 'Push to Drive']),
    ]);
    expect(branches[2]?.States['Render badge']?.Next).toBe('Push to Drive');
  });

  test('parks an entry when something is not done, or takes it up after all', () => {
    expect(States['All done?']).toMatchObject({ Choices: [{ Next: 'Park entry' }], Default: 'Completed' });
    expect(States['Park entry']?.Next).toBe('Entry came?');
    expect(States['Entry came?']).toMatchObject({
      Choices: [{ StringEquals: 'entry came', Next: 'Take it up after all' }],
      Default: 'Canary?',
    });
    expect(States['Canary?']).toMatchObject({
      Choices: [{ Variable: '$.entryId', StringMatches: 'canary_*', Next: 'Canary stopped' }],
      Default: 'Tell organiser',
    });
    expect(States['Canary stopped']?.Type).toBe('Succeed');
    expect(States['Take it up after all']).toMatchObject({
      Parameters: { 'entryId.$': '$.entryId' },
      Next: 'Validate entry',
    });
    expect(States['Tell organiser']?.Next).toBe('Needs attention');
  });

  test('parks an entry when any step before the branches fails', () => {
    const elsewhere: Record<string, string> = {
      'Park entry': 'Could not park',
      'Tell organiser': 'Needs attention',
    };
    const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
    for (const [label, { Catch = [] }] of tasks) {
      const next = elsewhere[label] ?? 'Park entry';
      expect(Catch.slice(-1), label).toEqual([
        { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: next },
      ]);
    }
  });

  test('ends without a word when the person was erased', () => {
    const quiet = Object.entries(States).filter(([, { Catch = [] }]) => Catch.length > 1);
    expect(quiet.map(([label]) => label)).toEqual(['Validate entry', 'Store profile']);
    for (const [, { Catch }] of quiet) {
      expect(Catch?.[0]).toMatchObject({ ErrorEquals: ['PersonErasedError'], Next: 'Erased' });
    }
    expect(States.Erased).toEqual({ Type: 'Succeed' });
  });

  test('ends a branch when any of its steps fails, and stops no other branch', () => {
    for (const branch of branches) {
      for (const [label, { Catch = [] }] of tasksOf(branch)) {
        const [{ Next = '', ...caught } = {}, ...others] = Catch;
        expect([caught, others], label).toEqual([
          { ErrorEquals: ['States.ALL'], ResultPath: '$.failure' },
          [],
        ]);
        expect(branch.States[Next], label).toMatchObject({
          Type: 'Pass',
          Parameters: { outcome: 'needs attention', 'failure.$': '$.failure' },
          End: true,
        });
      }
    }
  });

  test('looks at what was paid only where the stage says what entries cost', () => {
    const paymentLooksWrong = { Variable: '$.payment.findings[0]', IsPresent: true };
    const looksAt = (payment: Partial<StageConfig['payment']>) => {
      const template = synthesise({ payment: { mode: 'test', currency: 'usd', ...payment } });
      const [, findings] = definitionOf(template).States.Fulfil?.Branches ?? [];
      return JSON.stringify(findings?.States['Anything to look at?']);
    };
    expect(looksAt({})).not.toContain('$.payment');
    for (const payment of [{ prices: priceList.parse({}) }, { minimum: { coach: 1_000 } }]) {
      expect(looksAt(payment)).toContain(JSON.stringify(paymentLooksWrong));
    }
  });

  test("has no Drive step where the stage has no folder: the badge is the branch's result", () => {
    const withoutDrive = definitionOf(synthesise({ drive: undefined }));
    const badge = withoutDrive.States.Fulfil?.Branches?.[2]?.States;
    expect(Object.keys(badge ?? {})).not.toContain('Push to Drive');
    expect(badge?.['Render badge']).toMatchObject({ End: true });
    expect(badge?.['Render badge']).not.toHaveProperty('ResultPath');
  });
});
