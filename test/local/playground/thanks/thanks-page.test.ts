import { html } from 'hono/html';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import {
  findingsOn,
  isUnderWay,
  nameIn,
  paymentOf,
  type RegistrationState,
} from '../../../../local/playground/thanks/registration-state.ts';
import { stepsOf } from '../../../../local/playground/thanks/steps.ts';
import { thanksPage, thanksTitle } from '../../../../local/playground/thanks/thanks-page.ts';

const links = {
  payment: 'http://stripe/pay/cs_1',
  mail: (messageId: string) => `/mails/${messageId}`,
  badge: (md5: string) => `/badge?v=${md5}`,
  driveFile: (fileId: string) => `http://drive/file/d/${fileId}/view`,
  entry: '/entries/cs_1',
  steps: '/executions/cs_1',
};
const badge = { key: 'k', hash: 'h', md5: 'abc', contentType: 'image/jpeg', photo: 'photo', preflight: [] };
const sent = { status: 'sent', attempts: 1, execution: 'cs_1', attemptedAt: 1, messageId: 'm1' } as const;

const begun: RegistrationState = {
  entryId: 'cs_1',
  name: 'Maya Lind',
  payment: { kind: 'paid' },
  execution: 'RUNNING',
  progress: { registrationKeys: [], attention: {} },
  findings: [],
  badges: true,
};
const done: RegistrationState = {
  ...begun,
  execution: 'SUCCEEDED',
  confirmation: sent,
  progress: { ...begun.progress, registrationKey: 'pk', badge, drive: { fileId: 'f1', md5: 'abc' } },
};
const unpaid: RegistrationState = { ...begun, entryId: 'cs_2', payment: { kind: 'open', until: 0 } };
const standing = (state: RegistrationState) =>
  Object.fromEntries(stepsOf(state, links).map(({ title, stands }) => [title, stands]));

describe('the steps of a registration', () => {
  test('follow it to the badge in Drive, with a link to each thing', async () => {
    expect(standing(begun)).toEqual({
      ...{ Entry: 'arrived', Payment: 'paid', Registration: 'working on it' },
      ...{ Confirmation: 'not yet', Badge: 'not yet', 'Google Drive': 'not yet' },
    });
    expect(standing(done)).toEqual({
      ...{ Entry: 'arrived', Payment: 'paid', Registration: 'registered' },
      ...{ Confirmation: 'mailed', Badge: 'drawn', 'Google Drive': 'stored' },
    });
    const page = String(
      await html`${thanksPage(done, [{ state: unpaid, payment: 'http://stripe/pay/cs_2' }], links)}`,
    );
    for (const link of [
      '/mails/m1',
      '/badge?v=abc',
      'http://drive/file/d/f1/view',
      '/entries/cs_1',
      'http://stripe/pay/cs_2',
    ])
      expect(page).toContain(`"${link}`);
    expect(isUnderWay(begun)).toBe(true);
    expect(isUnderWay(done)).toBe(false);
  });

  test('say in words what the organisers are asked to look at, and what needs attention', async () => {
    const findings = findingsOn({
      findings: { S: 'beltRank: unknown' },
      payment_findings: { S: 'Too little' },
    });
    expect(findings).toEqual(['Belt is not one that we know', 'Too little']);
    const odd = { ...done, findings };
    expect(standing(odd).Registration).toBe('as written');
    expect(String(await html`${thanksPage(odd, [], links)}`)).toContain('Belt is not one that we know');

    const mark = { error: 'DriveStorageFullError', reason: '', at: '2027-03-01T00:00:00Z' };
    const { drive: _, ...undelivered } = done.progress;
    const full = { ...done, execution: 'FAILED', progress: { ...undelivered, attention: { badge: mark } } };
    expect(standing(full)).toMatchObject({ Badge: 'drawn', 'Google Drive': 'needs attention' });
    expect(isUnderWay(full)).toBe(false);
    expect(thanksTitle(full)).toContain("needs the organisers' attention");
    // It is run again.
    expect(standing({ ...full, execution: 'RUNNING' })['Google Drive']).toBe('working on it');
  });

  test.each([
    ['open', 'not paid', true],
    ['card refused', 'card refused', true],
    ['bank asked', 'at the bank', true],
    ['bank refused', 'bank refused', false],
    ['expired', 'expired', false],
  ] as const)('wait for a payment that is %s', (kind, words, live) => {
    const state = { ...begun, execution: undefined, payment: { kind, until: 0 } };
    expect(standing(state)).toMatchObject({ Payment: words, Registration: 'not yet' });
    expect(isUnderWay(state)).toBe(live);
    expect(thanksTitle(state)).not.toContain('registered');
  });

  test('name an entry that has not arrived, and one whose name is hostile', async () => {
    expect(standing({ ...begun, name: undefined }).Entry).toBe('on its way');
    const hostile = '<script>alert(1)</script>\u202Egnp';
    const page = String(await html`<h1>${thanksTitle({ ...done, name: hostile })}</h1>`);
    expect(page).toContain('\u2068&lt;script&gt;alert(1)&lt;/script&gt;\u202Egnp\u2069 is registered');
  });
});

const session = (fields: object) =>
  ({
    status: 'complete',
    payment_status: 'unpaid',
    expires_at: 7,
    payment_intent: null,
    ...fields,
  }) as unknown as Stripe.Checkout.Session | undefined;

test.each([
  [undefined, { kind: 'none' }],
  [session({ status: 'open' }), { kind: 'open', until: 7_000 }],
  [
    session({ status: 'open', payment_intent: { last_payment_error: {} } }),
    { kind: 'card refused', until: 7_000 },
  ],
  [session({ status: 'expired' }), { kind: 'expired' }],
  [session({ payment_status: 'paid' }), { kind: 'paid' }],
  [session({ payment_status: 'no_payment_required' }), { kind: 'paid' }],
  [session({ payment_intent: { status: 'processing' } }), { kind: 'bank asked' }],
  [session({ payment_intent: { status: 'requires_payment_method' } }), { kind: 'bank refused' }],
])('what Stripe says of a session is a kind of payment', (said, payment) => {
  expect(paymentOf(said, {})).toEqual(payment);
});

test('an entry by hand names no session; a name is read as mails show it', () => {
  expect(paymentOf(undefined, { checkout: { S: 'manual_entry' } })).toEqual({ kind: 'manual' });
  const entry = { entryId: { S: 'e' }, reg_type: { S: 'coach' }, school: { S: 'S' } };
  expect(nameIn({ ...entry, full_name: { S: ' Bo \n Li' } }, 2027)).toBe('Bo Li');
  expect(nameIn({ ...entry, full_name: { S: ' ' } }, 2027)).toBe('Somebody without a name');
});
