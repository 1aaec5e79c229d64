import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../../../admin/command-error.ts';
import type { Person } from '../../../admin/find/people.ts';
import { chosenFrom, listInWords, needingAttention } from '../../../admin/rerun/choose.ts';
import { type RerunResult, stepsTo } from '../../../admin/rerun/follow.ts';
import { type Asked, rerunsOf } from '../../../admin/rerun/plan-rerun.ts';
import { mailsIn, rerun, resultInWords } from '../../../admin/rerun/rerun.ts';
import { badgeIdOf } from '../../../core/domain/ids.ts';
import { paymentChange } from '../../../core/domain/payment-change.ts';
import { executionInput } from '../../../core/domain/state.ts';
import type { MarkedEntry } from '../../../core/progress/attention-marks.ts';

const id = 'cs_test_a1B2c3';
const at = '2027-03-01T10:00:00.000Z';
const mark = (error: string, more = {}) => ({ error, reason: 'a reason', at, ...more });
const refresh = { badge: mark('DriveAccessDeniedError', { refresh: true }) };

describe('what is run again', () => {
  test.each<[string, MarkedEntry['marks'], Asked, [string, object][]]>([
    ['nothing marked: the registration', {}, {}, [['registration', { entryId: id }]]],
    ['a registration', { registration: mark('UnderpaidError') }, {}, [['registration', { entryId: id }]]],
    ['a mail', { confirmation: mark('MailRejectedError') }, {}, [['registration', { entryId: id }]]],
    [
      'a badge of a registration',
      { badge: mark('DriveAccessDeniedError') },
      {},
      [['registration', { entryId: id }]],
    ],
    ['a badge that should have followed', refresh, {}, [['badge-refresh', { entryId: id }]]],
    [
      'that, and something else: the registration, which draws it too',
      { ...refresh, findings: mark('MailRejectedError') },
      {},
      [['registration', { entryId: id }]],
    ],
    ['a payment', { payment: mark('MailRejectedError') }, {}, [['payment-change', { changed: 'pi_1' }]]],
    [
      'a payment and a badge',
      { payment: mark('MailRejectedError'), ...refresh },
      {},
      [
        ['registration', { entryId: id }],
        ['payment-change', { changed: 'pi_1' }],
      ],
    ],
    [
      'a mail, again',
      {},
      { resend: ['confirmation'] },
      [['registration', { entryId: id, resend: ['confirmation'] }]],
    ],
    [
      'one mail again, another as it arrived',
      { confirmation: mark('MailOutcomeUnknownError') },
      { arrived: ['confirmation'], resend: ['findings'] },
      [['registration', { entryId: id, resend: ['findings'], arrived: ['confirmation'] }]],
    ],
    [
      'the family’s mail about its payment',
      { payment: mark('MailOutcomeUnknownError') },
      { arrived: ['payment'] },
      [['payment-change', { changed: 'pi_1', familyMail: 'arrived' }]],
    ],
    [
      'somebody who paid less',
      { registration: mark('UnderpaidError') },
      { acceptPrice: true },
      [['registration', { entryId: id, acceptPrice: true }]],
    ],
  ])('%s', (_, marks, asked, expected) => {
    const reruns = rerunsOf(id, marks, asked, 'pi_1');
    expect(reruns.map(({ machine, input }) => [machine, input])).toEqual(expected);
    for (const { machine, name, input } of reruns) {
      const schema = machine === 'payment-change' ? paymentChange : executionInput;
      expect(schema.parse(input)).toEqual(input);
      expect(name).toMatch(/^[\w-]{1,80}$/);
      expect(name).toMatch(machine === 'payment-change' ? /^rerun-pi_1-/ : new RegExp(`^${id}-`));
    }
  });

  test('a payment by its Checkout Session, where nothing else is known', () => {
    expect(rerunsOf(id, { payment: mark('X') })[0]?.input).toEqual({ changed: id });
    expect(() => rerunsOf('entry_1', { payment: mark('X') })).toThrow('no payment at Stripe');
  });

  test('of a registration of the old system only the badge', () => {
    expect(rerunsOf('reg_1', {}).map(({ machine }) => machine)).toEqual(['badge-refresh']);
    expect(() => rerunsOf('reg_1', {}, { resend: ['confirmation'] })).toThrow(CommandError);
  });

  test('not a mail that is both to be sent again and there', () => {
    expect(() => rerunsOf(id, {}, { resend: ['confirmation'], arrived: ['confirmation'] })).toThrow(
      'cannot be both',
    );
  });

  test('each time under another name', () => {
    expect(rerunsOf(id, {})[0]?.name).not.toBe(rerunsOf(id, {})[0]?.name);
  });
});

const person = (of: string, name: string): Person => ({
  ...{ id: of, badgeId: badgeIdOf(of), name, school: name && 'Tiger', type: 'competitor', email: '' },
});

describe('the list from which one is picked', () => {
  const people = [person('cs_1', 'Young'), person('cs_2', 'Fine'), person('cs_3', ''), person('cs_4', 'Old')];
  const marks = new Map<string, MarkedEntry['marks']>([
    ['cs_1', { registration: mark('UnderpaidError') }],
    ['cs_3', { registration: { ...mark('PaymentWithoutEntryError'), at: '2027-03-01T09:00:00Z' } }],
    ['cs_4', { badge: { ...mark('DriveStorageFullError'), at: '2027-02-01T10:00:00Z' } }],
  ]);
  const list = needingAttention(people, marks);

  test('has those that need attention, those that have waited longest first', () => {
    expect(list.map(({ id }) => id)).toEqual(['cs_4', 'cs_3', 'cs_1']);
  });

  test('says who, what and for how long; the id where nobody knows who', () => {
    const words = listInWords(list, Date.parse('2027-03-01T12:00:00Z'));
    expect(words.split('\n').filter((line) => /^ \d/.test(line))).toEqual([
      ' 1  Old, Tiger',
      ' 2  cs_3',
      ' 3  Young, Tiger',
    ]);
    expect(words).toMatch(/^ {6}badge: .*, for 28 days$/m);
    expect(words).toContain(`      ${badgeIdOf('cs_1')}`);
    expect(listInWords([], 0)).toBe('Nothing needs attention.');
  });

  test.each([
    ['', []],
    ['2', ['b']],
    ['1, 3', ['a', 'c']],
    ['2-3 1', ['a', 'b', 'c']],
    ['ALL', ['a', 'b', 'c']],
  ])('of which %j picks %j', (answer, picked) => {
    expect(chosenFrom(['a', 'b', 'c'], answer)).toEqual(picked);
  });

  test.each(['0', '4', '1-4', '3-1', 'b', '1.'])('of which %j picks nothing', (answer) => {
    expect(() => chosenFrom(['a', 'b', 'c'], answer)).toThrow('Say numbers from 1 to 3');
  });
});

test('the command line says which mails', () => {
  expect(rerun.read(['T1-7K3M9-QXAB2', '--resend', 'confirmation, payment', '--accept-price'])).toEqual([
    { stage: 'local', resend: ['confirmation', 'payment'], acceptPrice: true },
    ['T1-7K3M9-QXAB2'],
  ]);
  expect(() => mailsIn('--arrived')('all')).toThrow(
    '--arrived: say confirmation, findings, payment, not “all”.',
  );
});

test('each step is said once', () => {
  const said: string[] = [];
  const report = stepsTo((step) => said.push(step));
  const entered = (name: string) => ({ stateEnteredEventDetails: { name } }) as HistoryEvent;
  report([entered('Validate entry')]);
  report([entered('Validate entry'), {} as HistoryEvent, entered('Store profile')]);
  expect(said).toEqual(['Validate entry', 'Store profile']);
});

describe('the result', () => {
  const result: RerunResult = {
    ...{ machine: 'registration', name: 'x', entryId: 'cs_1', status: 'failed', attention: [] },
  };
  const people = [person('cs_1', 'Young')];

  test('is that it is done', () => {
    expect(resultInWords({ ...result, status: 'succeeded' }, people)).toBe('Young: done (registration).');
  });

  test('or what needs attention, and how to learn more', () => {
    expect(resultInWords({ ...result, error: 'X', attention: ['A badge could not be made'] }, people)).toBe(
      `Young: not done:\n  A badge could not be made\n  What to do: npm run admin -- show ${badgeIdOf('cs_1')}`,
    );
    expect(resultInWords({ ...result, status: 'succeeded', attention: ['A'] }, people)).toMatch(
      /done, and this is left:\n {2}A/,
    );
  });

  test('or the error, where nothing is marked', () => {
    expect(resultInWords({ ...result, error: 'InputInvalidError', reason: 'why' }, [])).toContain(
      '  InputInvalidError: why',
    );
  });
});
