import { beforeEach, expect, test } from 'vitest';
import { paymentPages } from '../../../../core/attention/places.ts';
import { type Entry, parseEntry } from '../../../../core/domain/entry.ts';
import type { StoredProfile } from '../../../../core/domain/state.ts';
import { alertAdmin } from '../../../../lambdas/registration/alert-admin/alert-admin.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import competitorItem from '../../../fixtures/send-confirmation/competitor.json' with { type: 'json' };

const competitor = parseEntry(competitorItem, { competitionYear: 2026 });
const admins = [
  { name: 'Competition Admin', address: 'admin@example.com' },
  { address: 'second@example.com' },
];
const alerting = {
  competition: { name: 'Midwest Open', year: 2026 },
  admins,
  paymentPages: paymentPages('test'),
};

let recorded: ReturnType<typeof progressIn>;
/** How many have a mail of their own. */
let aloneAnHour: number;

beforeEach(() => {
  recorded = progressIn(inMemoryDocuments());
  aloneAnHour = 5;
});

async function alert(
  school: StoredProfile['validated']['school'],
  entry: Entry = competitor,
  photoShared = false,
  payment?: StoredProfile['payment'],
) {
  const { mailer, sent } = recordingMailer();
  const { entryId, registrationType } = entry;
  const state: StoredProfile = {
    entryId,
    validated: { registrationType, paymentNeeded: true, school, findings: [], badgeWanted: true },
    payment,
    profile: { outcome: 'stored', photoShared },
  };
  const entries = { get: async () => entry };
  const result = await alertAdmin(
    { execution: entryId, stateMachine: 'machine', state },
    { ...recorded, entries, mailer, alerting, aloneAnHour },
  );
  return { result, sent };
}

test('the admin gets a mail about who named an unknown school, and which', async () => {
  const { result, sent } = await alert('unknown');
  expect(result).toEqual({ outcome: 'alerted', messageId: 'message-1' });
  expect(sent).toHaveLength(1);
  const [mail] = sent;
  expect(mail?.to).toEqual(admins);
  expect(mail?.subject).toBe('2026 Midwest Open: school not on the list: Golden Dragon TKD - Owasso');
  for (const body of [mail?.text, mail?.html]) {
    expect(body).toContain('Jordan Rivera');
    expect(body).toContain('Golden Dragon TKD - Owasso');
    expect(body).toContain('cs_test_a1Confirm');
  }
});

test('the admin gets a mail when the list of schools could not be read', async () => {
  const { sent } = await alert('unlisted');
  expect(sent[0]?.subject).toBe('2026 Midwest Open: please check an entry of Golden Dragon TKD - Owasso');
  expect(sent[0]?.text).toContain('because the list of schools could not be read');
});

test('legacy fault 13: the mail about an unknown school holds nothing else of the entry', async () => {
  const { sent } = await alert('unknown');
  const mail = JSON.stringify(sent);
  for (const value of [
    'Peanuts',
    'Asthma',
    'Albuterol',
    '2013',
    '07/11',
    '918',
    'parent@',
    'Sam',
    'yellow',
    '85.5',
  ]) {
    expect(mail.toLowerCase()).not.toContain(value.toLowerCase());
  }
  expect(mail).not.toMatch(/medic|allerg|birth/i);
});

test('everything to look at is in one mail, with what was written and what is accepted', async () => {
  const item = {
    ...competitorItem,
    beltRank: { S: 'camo' },
    gender: { S: 'girl' },
    events: { S: 'poomsae,creative breaking,demo_team' },
    weight: { S: 'about 80' },
    birthdate: { S: 'the 3rd of May 2014' },
    email: { S: 'nobody' },
  };
  const { sent } = await alert('unknown', parseEntry(item, { competitionYear: 2026 }), true);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.text).toContain(`What to look at
---------------
- School is not on the list of schools. If it is new, add it`);
  expect(sent[0]?.text).toContain(`
- Birth date is not a date such as 2013-07-11 or 07/11/2013.
- Gender: “girl” is not one that we know. We know male and female.
- Weight: “about 80” is not a number that can be right.
- Belt: “camo” is not one that we know. We know the colours from white to black, and degrees such as 2nd dan.
- Event: “creative breaking, demo_team” is not one that we know. We know Sparring, `);
  expect(sent[0]?.text).toContain('\n- Photo is named by another registration too.\n');
  expect(sent[0]?.text).not.toMatch(/nobody|2014/);
});

test('an address that no mail can be sent to alerts nobody: the confirmation is parked', async () => {
  const entry = parseEntry({ ...competitorItem, email: { S: 'nobody' } }, { competitionYear: 2026 });
  expect((await alert('known', entry)).result).toEqual({ outcome: 'not needed' });
});

test('the first few have mails of their own, the others are left to the digest, each once', async () => {
  aloneAnHour = 1;
  const other = { ...competitor, entryId: 'cs_test_other' };
  expect((await alert('unknown')).result).toMatchObject({ outcome: 'alerted' });
  const second = await alert('unknown', other, true);
  expect(second).toEqual({ result: { outcome: 'left to the digest' }, sent: [] });
  expect(await recorded.notices.read({ entryId: 'cs_test_other', since: 0 })).toMatchObject({
    run: { execution: 'cs_test_other', stateMachine: 'machine' },
    toLookAt: [
      { field: 'school', code: 'not-listed' },
      { field: 'imgFilename', code: 'shared' },
    ],
  });
  // Run again, one that was reported is not left to the digest.
  expect((await alert('unknown')).result).toMatchObject({ outcome: 'alerted' });
  expect(await recorded.notices.untoldBefore(1, 10)).toEqual([{ entryId: 'cs_test_other', since: 0 }]);
});

test('a known school alerts nobody', async () => {
  const { result, sent } = await alert('known');
  expect(result).toEqual({ outcome: 'not needed' });
  expect(sent).toEqual([]);
});

test('run again, it sends no second mail', async () => {
  const first = await alert('unknown');
  const second = await alert('unknown');
  expect(second.result).toEqual(first.result);
  expect(second.sent).toEqual([]);
});

test('a payment for something else is reported with both sums, its page and what to do', async () => {
  const detail = 'paid 85.00 USD, expected 100.00 USD; missing: 1 x Additional Event';
  const payment = {
    paymentIntentId: 'pi_1',
    findings: [{ field: 'payment', code: 'paid-less', detail } as const],
  };
  const { sent } = await alert('known', competitor, false, payment);
  expect(sent[0]?.text).toContain(`What to look at
---------------
- Payment is less than the entry costs: ${detail}. Ask the family for the rest, or leave it at that.
  Open the payment in Stripe: https://dashboard.stripe.com/test/payments/pi_1

What to do
----------
- Compare the payment with the entry. If many come like this,`);
  expect(sent[0]?.text).not.toContain('Correct it in the registration site');
  expect(sent[0]?.html).toContain('href="https://dashboard.stripe.com/test/payments/pi_1"');

  const free = await alert('unknown', { ...competitor, entryId: 'cs_test_free' }, false, {
    ...payment,
    paymentIntentId: null,
  });
  expect(free.sent[0]?.text).toContain('https://dashboard.stripe.com/test/search?query=cs_test_free');
  expect(free.sent[0]?.text).toContain('Correct it in the registration site');
});

test('a hostile name stays text', async () => {
  const name = '<a href="https://example.com">Jordan</a>\r\nSchool: another';
  const { sent } = await alert('unknown', { ...competitor, fullName: name, school: '<script>x</script>' });
  expect(sent[0]?.to).toEqual(admins);
  expect(sent[0]?.html).not.toMatch(/<a |<script/);
  expect(sent[0]?.text.match(/^School: /gm)).toHaveLength(1);
});
