import { describe, expect, test } from 'vitest';
import { attentionInWords, attentionLines } from '../../../admin/attention.ts';
import { dossierInWords } from '../../../admin/show/dossier-in-words.ts';
import { nameTest } from '../../../admin/show/entry-executions.ts';
import type { Dossier } from '../../../admin/show/read-dossier.ts';
import type { Subject } from '../../../core/attention/subject.ts';
import { EntryInvalidError, UnderpaidError } from '../../../core/domain/errors.ts';
import { badgeIdOf, executionNameOf, paymentChangeNameOf } from '../../../core/domain/ids.ts';

const id = `cs_test_${'a1B2'.repeat(14)}`;

describe('executions about an entry are told by their names', () => {
  const reading = (ids: string[]) => ids.map((id) => ({ id }) as never);
  const isAbout = nameTest(id, {
    ...{ session: { id, status: 'complete', paymentStatus: 'paid', created: 0 }, currency: 'usd', readAt: 0 },
    ...{ paymentIntentId: 'pi_3abcdefghijklmn', charges: reading(['ch_3abcdefghijklmn']) },
    ...{ refunds: reading(['re_3abcdefghijklmn']), disputes: [], warnings: [] },
  });

  test('that of the entry, and further ones', () => {
    expect(isAbout('registration', id)).toBe(true);
    expect(isAbout('registration', executionNameOf(id, 'evt_1'))).toBe(true);
    expect(isAbout('badge-refresh', executionNameOf(id, 'change_1'))).toBe(true);
    expect(isAbout('registration', executionNameOf(`${id}x`, 'evt_1'))).toBe(false);
  });

  test('payment changes by the objects that changed, even where their ids are cut off', () => {
    expect(isAbout('payment-change', paymentChangeNameOf('charge.refunded', 'ch_3abcdefghijklmn', 'e'))).toBe(
      true,
    );
    expect(isAbout('payment-change', paymentChangeNameOf('refund.failed', 're_3abcdefghijklmn', 'e'))).toBe(
      true,
    );
    expect(isAbout('payment-change', paymentChangeNameOf('checkout.session.expired', id, 'e'))).toBe(true);
    expect(isAbout('payment-change', paymentChangeNameOf('charge.refunded', 'ch_3zzzzzzzzzzzzzz', 'e'))).toBe(
      false,
    );
  });
});

const subject: Subject = {
  ...{ person: undefined, entryFound: true, incomplete: false },
  item: { entryId: { S: id }, school: { S: 'Tiger' }, reg_type: { S: 'coach' } },
};
const since = '2027-03-01T10:00:00.000Z';

describe('what needs attention', () => {
  test('says what is wrong with which field, what to do, and where', () => {
    const mark = { error: EntryInvalidError.errorName, reason: 'full_name: missing', at: since };
    const words = attentionInWords('registration', mark, subject, { entry: 'https://the.entry' });
    expect(words).toMatchObject({
      part: 'registration',
      since,
      title: expect.stringContaining('could not be finished'),
    });
    expect(words.details).toContain('Name: it is empty; it should be a first and a last name');
    expect(words.todo).toContainEqual({
      text: expect.stringContaining('Open the entry'),
      page: 'https://the.entry',
    });
    const lines = attentionLines(words);
    expect(lines).toContain('       https://the.entry');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('says both sums of a payment of less', () => {
    const reason = `entry ${id}: paid 85.00 USD, expected 100.00 USD`;
    const mark = { error: UnderpaidError.errorName, reason, at: since };
    expect(attentionInWords('registration', mark, subject, {}).details).toEqual([
      'paid 85.00 USD, expected 100.00 USD',
    ]);
  });
});

const dossier: Dossier = {
  ...{
    id,
    badgeId: badgeIdOf(id),
    name: 'Jordan Rivera',
    school: 'Tiger',
    type: 'competitor',
    email: 'a@example.com',
  },
  ...{ payment: 'on hold', page: 'https://the.registration', entered: { beltRank: 'yellow' }, attention: [] },
  toLookAt: ['Belt is not one that we know'],
  money: {
    ...{ payment: 'pi_1', paidAt: since, due: 10_000, currency: 'usd', page: 'https://stripe' },
    sums: { paid: 8_500, pending: 0, refunded: 0, refundPending: 0, onHold: 8_500, lost: 0 },
  },
  mails: [
    { purpose: 'confirmation', status: 'sent', at: since, execution: id },
    { purpose: 'resend new-hall', status: 'sent', at: since, execution: id },
    { purpose: `attention ${id}`, status: 'sent', at: since, execution: id },
  ],
  badge: { photo: 'used', toCheck: [], printed: 'no' },
  badgeWithdrawn: false,
  drive: { fileId: 'f1', state: 'there', link: 'https://drive/f1' },
  executions: [
    {
      ...{ machine: 'registration', name: id, status: 'SUCCEEDED', started: since },
      ...{ stopped: '2027-03-01T10:00:04.000Z', link: 'https://the.execution' },
    },
  ],
};

test('all about a person fits a terminal, and leaves out what is not known', () => {
  const words = dossierInWords(dossier);
  for (const line of [
    'Jordan Rivera, competitor',
    /^ {2}Standing +registered, on hold$/m,
    /^ {2}Belt +yellow$/m,
    /^To look at\n {2}Belt is not one that we know$/m,
    /^ {2}Paid +85.00 USD, 2027-03-01 10:00 UTC\n {2}Expected +100.00 USD\n {2}Held by a dispute +85.00 USD$/m,
    /^ {2}confirmation +sent {2}2027-03-01 10:00 UTC$/m,
    /^ {2}confirmation, sent again: new-hall {2,}sent/m,
    /^ {2}to the organisers: what needs attention {2}sent/m,
    /^ {2}In Drive +there\n {2}https:\/\/drive\/f1$/m,
    /^ {2}registration {2}succeeded {2}2027-03-01 10:00 UTC {2}took 4 s$/m,
  ]) {
    expect(words).toMatch(line);
  }
  expect(words).not.toMatch(/Refunded|Needs attention|To check|undefined/);
});

test('of somebody of whom next to nothing is known, that much is shown', () => {
  const bare: Dossier = {
    ...{ id, badgeId: badgeIdOf(id), name: '', school: '', type: '', email: '', entered: {}, toLookAt: [] },
    ...{ mails: [], badgeWithdrawn: false, executions: [], attention: [] },
  };
  expect(dossierInWords(bare).split('\n')).toEqual([
    ...['(no name), (no type)', '(no school)', ''],
    ...['  Standing       not registered', `  Code of badge  ${badgeIdOf(id)}`, `  Id             ${id}`],
  ]);
});
