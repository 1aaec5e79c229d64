import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { readStageConfig } from '../../lib/stage-config.ts';
import { chainFrom, type Definition, definitionOf, lambdaOf, tasksOf } from './machines.ts';
import { synthesise } from './synthesise.ts';

const machineName = 'tkd-registration-local-payment-change';
const template = synthesise();
const change = definitionOf(template, machineName);

/** The states of the branch of `Follow up` that begins with `start`. */
function branchAt(start: string, { States }: Definition = change): Definition {
  const branch = States['Follow up']?.Branches?.find(({ StartAt }) => StartAt === start);
  return branch ?? expect.fail(`no branch begins with ${start}`);
}

describe('the payment change', () => {
  test('reads the payment, updates the registration, follows up, or ends for what is none of the stage’s', () => {
    expect(chainFrom(change)).toEqual(['Read payment', 'A registration?']);
    expect(change.States['A registration?']).toMatchObject({
      Choices: [{ Variable: '$.entryId', IsString: true, Next: 'Update registration' }],
      Default: 'Not a registration',
    });
    expect(chainFrom(change, 'Update registration')).toEqual([
      'Update registration',
      'Follow up',
      'All done?',
    ]);
    expect(change.States['All done?']).toMatchObject({
      Choices: [
        {
          Or: ['badge', 'payment', 'report'].map((part) => ({
            Variable: `$.fulfilment.${part}.outcome`,
            StringEquals: 'needs attention',
          })),
          Next: 'Park entry',
        },
      ],
      Default: 'Completed',
    });
    expect(change.States['Follow up']?.ResultSelector).toEqual({
      'badge.$': '$[0]',
      'payment.$': '$[1]',
      'report.$': '$[2]',
    });
  });

  test('fails as a whole while the entry is not known, and else parks what failed', () => {
    const { States } = change;
    expect(States['Read payment']?.Catch).toBeUndefined();
    expect(States['Update registration']?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Registration needs attention' },
    ]);
    expect(States['Registration needs attention']).toMatchObject({
      Parameters: {
        'entryId.$': '$.entryId',
        fulfilment: { payment: { outcome: 'needs attention', 'failure.$': '$.failure' } },
      },
      Next: 'Park entry',
    });
    expect(chainFrom(change, 'Park entry')).toEqual(['Park entry', 'Tell organiser', 'Needs attention']);
  });

  test('touches the badge only where it has to change', () => {
    const badge = branchAt('Badge changes?');
    expect(badge.States['Badge changes?']).toMatchObject({
      Choices: [{ Variable: '$.updated.badge', BooleanEquals: true, Next: 'Render badge' }],
      Default: 'Badge stays',
    });
    expect(chainFrom(badge, 'Render badge')).toEqual(['Render badge', 'Push to Drive']);
    for (const label of ['Render badge', 'Push to Drive']) {
      expect(badge.States[label]?.Catch, label).toMatchObject([{ Next: 'Badge needs attention' }]);
    }
  });

  test('mails the family where there is news, and not one that never sent an entry', () => {
    const family = branchAt('News for the family?');
    expect(family.States['News for the family?']).toMatchObject({
      Choices: [{ Variable: '$.updated.family', IsPresent: true, Next: 'Mail family' }],
      Default: 'No news for the family',
    });
    expect(family.States['Mail family']?.Catch).toMatchObject([
      { ErrorEquals: ['EntryNotFoundError'], Next: 'No entry came' },
      { ErrorEquals: ['States.ALL'], Next: 'Mail needs attention' },
    ]);
  });

  test('reports to the organisers where there is news', () => {
    const report = branchAt('News for the organisers?');
    expect(report.States['News for the organisers?']).toMatchObject({
      Choices: [{ Variable: '$.updated.news', BooleanEquals: true, Next: 'Report change' }],
      Default: 'No news for the organisers',
    });
    expect(report.States['Report change']?.Catch).toMatchObject([{ Next: 'Report needs attention' }]);
  });

  test('does what the registration workflow does too with the same Lambdas', () => {
    const lambdas = (definition: Definition) =>
      Object.fromEntries(tasksOf(definition).map(([label, task]) => [label, lambdaOf(task)]));
    const own = ['Read payment', 'Update registration', 'Mail family', 'Report change'];
    const shared = Object.entries(lambdas(change)).filter(([label]) => !own.includes(label));
    expect(shared).not.toEqual([]);
    expect(lambdas(definitionOf(template))).toMatchObject(Object.fromEntries(shared));
  });

  test('ends with the badge in the bucket where the stage has no folder in Drive, and has none without badges', () => {
    const withoutDrive = definitionOf(synthesise({ drive: undefined }), machineName);
    const { States } = branchAt('Badge changes?', withoutDrive);
    expect(States['Render badge']).toMatchObject({ End: true });
    const { registration } = readStageConfig('local');
    const withoutBadges = synthesise({ registration: { ...registration, badges: false } });
    const branch = branchAt('Badge stays', definitionOf(withoutBadges, machineName));
    expect(Object.keys(branch.States)).toEqual(['Badge stays']);
  });

  test('is in the outputs of the stack', () => {
    template.hasOutput('PaymentChangeArn', {
      Value: { Ref: Match.stringLikeRegexp('^PaymentChangeStateMachine') },
    });
  });
});
