import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Mail, Mailer } from '../../../../core/clients/mail.ts';
import type { Purchase } from '../../../../core/clients/stripe-objects.ts';
import { type Entry, parseEntry } from '../../../../core/domain/entry.ts';
import {
  MailAddressInvalidError,
  MailRejectedError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { badgeIdOf } from '../../../../core/domain/ids.ts';
import type { PaymentReading } from '../../../../core/domain/payment-reading.ts';
import type { StoredProfile } from '../../../../core/domain/state.ts';
import { codePicture } from '../../../../core/mail/code-picture.ts';
import type { ConfirmedCompetition } from '../../../../core/mail/confirmation-mail.ts';
import { sendConfirmation } from '../../../../lambdas/registration/send-confirmation/send-confirmation.ts';
import { dispute, reading, refund } from '../../../core/money/readings.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordedMeasures } from '../../../doubles/recorded-measures.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import coachItem from '../../../fixtures/send-confirmation/coach.json' with { type: 'json' };
import competitorItem from '../../../fixtures/send-confirmation/competitor.json' with { type: 'json' };

const now = Date.parse('2026-05-01T12:00:00Z');
const competitor = parseEntry(competitorItem, { competitionYear: 2026 });
const coach = parseEntry(coachItem, { competitionYear: 2026 });
const competition: ConfirmedCompetition = {
  name: 'Midwest Open',
  year: 2026,
  contactEmail: 'contact@example.com',
  tournament: { start: '2026-07-11', end: '2026-07-12', venue: 'Expo Square, Tulsa' },
};

let recorded: ReturnType<typeof progressIn>;
let figures: ReturnType<typeof recordedMeasures>;

beforeEach(() => {
  figures = recordedMeasures();
  recorded = progressIn(inMemoryDocuments(), () => now);
});

function stateOf(
  { entryId, registrationType }: Entry,
  paymentIntentId: string | null = 'pi_1',
): StoredProfile {
  return {
    entryId,
    validated: { registrationType, paymentNeeded: true, school: 'known', findings: [], badgeWanted: true },
    payment: { paymentIntentId },
    profile: { outcome: 'stored', photoShared: false },
  };
}

function send(
  entry: Entry,
  mailer: Mailer,
  told = competition,
  state = stateOf(entry),
  execution = entry.entryId,
  readPurchase?: (sessionId: string) => Promise<Purchase>,
) {
  const entries = { get: async () => entry };
  const dependencies = {
    ...recorded,
    entries,
    mailer,
    readPurchase,
    competition: told,
    measure: figures.measure,
    now: () => now,
  } as const;
  return sendConfirmation({ execution, state }, dependencies);
}

async function mailTo(entry: Entry, told = competition, state = stateOf(entry)): Promise<Mail> {
  const { mailer, sent } = recordingMailer();
  await send(entry, mailer, told, state);
  const [mail] = sent;
  if (!mail) throw new Error('no mail was sent');
  return mail;
}

test('the step answers with the outcome and the message id only', async () => {
  const { mailer } = recordingMailer();
  expect(await send(competitor, mailer)).toEqual({ outcome: 'sent', messageId: 'message-1' });
});

test('a competitor’s mail has everything that was entered, and says what happens next', async () => {
  const { to, subject, text } = await mailTo(competitor);
  expect(to).toEqual([{ name: 'Jordan Rivera', address: 'parent@example.com' }]);
  expect(subject).toBe('Jordan Rivera is registered · Midwest Open 2026');
  expect(text).toBe(`2026 Midwest Open

Registration confirmed

Hello Sam Rivera,

Jordan Rivera is registered for the 2026 Midwest Open. Your payment has been received: thank you.

The tournament
--------------
When: July 11\u2009–\u200912, 2026
Where: Expo Square, Tulsa

Your code
---------
T1-YMRGG-1N46H
This is the code on the badge. Show it at the check-in desk, or quote it when you write to us: it finds the \
registration, and says nothing about the person.

Your details
------------
Name: Jordan Rivera
Registered as: Competitor
Email: parent@example.com
School: Golden Dragon TKD - Owasso
Coach: Master T
Parent: Sam Rivera
Year of birth: 2013
Age group: Cadet (age 13 in 2026)
Gender: Male
Weight: 85.5 lb
Height: 4 ft 9 in
Belt: Yellow

Your events
-----------
- Sparring (grass roots)
- Poomsae: Taegeuk 1 Jang
- Pair poomsae: Koryo

What happens next
-----------------
- Check the details above. Divisions are made from the birth date, gender, belt and weight. To correct one, \
answer this mail or write to contact@example.com.
- We make the badge for the tournament from these details.
- Open the attached file to put the tournament in your calendar.

Contact: contact@example.com

See you there,
Midwest Open

-- 
Reference T1-YMRGG-1N46H (cs_test_a1Confirm)
`);
});

test('a coach’s mail says nothing about events, birth date and payment, which a coach does not have', async () => {
  const state = { ...stateOf(coach), payment: undefined };
  const { to, text } = await mailTo(coach, { ...competition, tournament: undefined }, state);
  expect(to).toEqual([{ name: 'Alex Kim', address: 'coach@example.com' }]);
  expect(text).toContain('Hello Alex Kim,');
  expect(text).toContain('Registered as: Coach\nEmail: coach@example.com\nSchool: ');
  expect(text).not.toMatch(/events|birth|payment|undefined|When:|calendar/i);
});

test.each([
  ['coach', 'Jordan Rivera is registered as a coach', 'for'],
  ['seminar', 'Jordan Rivera is registered for the seminar', 'of'],
] as const)('a %s reads so in the subject and in the mail', async (registrationType, registered, joint) => {
  const { subject, text } = await mailTo({ ...competitor, registrationType });
  expect(subject).toBe(`${registered} · Midwest Open 2026`);
  expect(text).toContain(`${registered} ${joint} the 2026 Midwest Open.`);
});

test('beside the subject, a mailbox shows when and where it is, and the code', async () => {
  const { html } = await mailTo(competitor);
  expect(html).toMatch(
    /<body[^>]*>\s*<div[^>]*>July 11\u2009–\u200912, 2026, Expo Square, Tulsa · T1-YMRGG-1N46H/,
  );
});

describe('the code of the badge', () => {
  test('is a picture in the mail and not among its attachments', async () => {
    const { html, pictures, attachments } = await mailTo(competitor);
    expect(pictures).toEqual([codePicture(badgeIdOf(competitor.entryId))]);
    expect(html).toContain(`<img src="cid:${pictures?.[0]?.contentId}"`);
    expect(attachments?.map(({ fileName }) => fileName)).toEqual(['tournament.ics']);
  });

  test('is left out where there are no badges', async () => {
    const state = stateOf(competitor);
    const { html, text, pictures } = await mailTo(competitor, competition, {
      ...state,
      validated: { ...state.validated, badgeWanted: false },
    });
    expect(pictures).toBeUndefined();
    expect(html).not.toContain('<img');
    expect(text).not.toMatch(/T1-|code|badge/i);
    expect(text).toMatch(/^Reference cs_test_a1Confirm$/m);
  });
});

describe('what the stage says about the day', () => {
  const told = {
    ...competition,
    checkIn: 'Friday, 5 to 8 pm, main lobby',
    weighIn: 'Friday, 5 to 8 pm, room 101',
    bring: ['White dobok and belt', 'Mouthguard'],
  };

  test('is told to a competitor', async () => {
    const { text } = await mailTo(competitor, told);
    expect(text).toContain(
      'Where: Expo Square, Tulsa\nCheck-in: Friday, 5 to 8 pm, main lobby\nWeigh-in: Friday, 5 to 8 pm, room 101\n\n' +
        'What to bring\n-------------\n- White dobok and belt\n- Mouthguard\n\n',
    );
  });

  test('is also told while the days of the tournament are open', async () => {
    const { text, attachments } = await mailTo(competitor, { ...told, tournament: undefined });
    expect(text).toContain('The tournament\n--------------\nCheck-in: Friday');
    expect(attachments).toBeUndefined();
  });

  test('is only the check-in for a coach', async () => {
    const { text } = await mailTo(coach, told);
    expect(text).toContain('Check-in: Friday, 5 to 8 pm, main lobby\n');
    expect(text).not.toMatch(/weigh-in|bring|mouthguard/i);
  });
});

describe('the receipt', () => {
  const line = { priceId: 'price_1', productId: 'prod_1', unitAmount: null };
  const purchase: Purchase = {
    ...{ id: competitor.entryId, status: 'complete', paymentStatus: 'paid', livemode: true, mode: 'payment' },
    ...{ currency: 'usd', paymentIntentId: 'pi_1', created: 0, discounts: [] },
    lines: [
      { ...line, name: 'Color Belt Registration', quantity: 1, amountSubtotal: 8_500 },
      { ...line, name: 'Additional Event', quantity: 2, amountSubtotal: 3_000 },
    ],
    ...{ amountSubtotal: 11_500, amountDiscount: 1_000, amountTax: 0, amountTotal: 10_500 },
    charge: {
      created: 1_800_000_000,
      questioned: false,
      receiptUrl: 'https://pay.stripe.com/receipts/payment/1',
    },
  };
  const { entryId } = competitor;

  async function mailWith(
    readPurchase: (sessionId: string) => Promise<Purchase>,
    state = stateOf(competitor),
  ) {
    const { mailer, sent } = recordingMailer();
    await send(competitor, mailer, competition, state, entryId, readPurchase);
    return sent[0];
  }

  test('has each item, what was taken off, the sum, and the way to Stripe’s own', async () => {
    const asked: string[] = [];
    const mail = await mailWith(async (id) => {
      asked.push(id);
      return purchase;
    });
    expect(mail?.text).toContain(
      'Your payment\n------------\nColor Belt Registration: 85.00 USD\n2 × Additional Event: 30.00 USD\n' +
        'Discount: −10.00 USD\nPaid: 105.00 USD\n\nOpen the receipt:\nhttps://pay.stripe.com/receipts/payment/1\n',
    );
    expect(mail?.html).toContain('<a href="https://pay.stripe.com/receipts/payment/1"');
    expect(asked).toEqual([entryId]);
  });

  test.each([
    ['added', 11_000, 'Tax: 5.00 USD\nPaid: 110.00 USD'],
    ['in the prices', 10_500, 'Tax, included: 5.00 USD\nPaid: 105.00 USD'],
  ])('says the tax that is %s', async (_, amountTotal, lines) => {
    const mail = await mailWith(async () => ({ ...purchase, amountTax: 500, amountTotal }));
    expect(mail?.text).toContain(`Discount: −10.00 USD\n${lines}\n`);
  });

  test('does not hold up the mail when Stripe gives no answer', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const mail = await mailWith(async () => {
      throw new ServiceUnavailableError('Stripe answered 503');
    });
    expect(mail?.text).toContain('Your payment has been received: thank you.');
    expect(mail?.text).not.toMatch(/Your payment\n|receipt/);
    expect(warned.mock.calls).toEqual([[{ entryId, withoutReceipt: 'ServiceUnavailableError' }]]);
    warned.mockRestore();
  });

  test('is not asked for where nothing was paid', async () => {
    for (const state of [stateOf(competitor, null), { ...stateOf(competitor), payment: undefined }]) {
      recorded = progressIn(inMemoryDocuments(), () => now);
      const asked: string[] = [];
      const mail = await mailWith(async (id) => {
        asked.push(id);
        return purchase;
      }, state);
      expect(asked).toEqual([]);
      expect(mail?.text).not.toMatch(/payment|receipt/i);
    }
  });

  test('escapes what the products are called', async () => {
    const [first] = purchase.lines;
    const lines = first ? [{ ...first, name: '<b>\r\nBelt</b>' }] : [];
    const mail = await mailWith(async () => ({ ...purchase, lines }));
    expect(mail?.text).toContain('\n<b> Belt</b>: 85.00 USD\n');
    expect(mail?.html).toContain('>&lt;b&gt; Belt&lt;/b&gt;</th>');
  });
});

test('nobody is thanked for a payment that was not made', async () => {
  expect((await mailTo(competitor, competition, stateOf(competitor, null))).text).not.toContain('payment');
});

test('what was not understood appears as it was written', async () => {
  const item = {
    ...competitorItem,
    beltRank: { S: 'camo' },
    gender: { S: 'girl' },
    weight: { S: 'about 80' },
    events: { S: 'poomsae,creative breaking' },
    birthdate: { S: 'the 3rd of May 2014' },
  };
  const { text } = await mailTo(parseEntry(item, { competitionYear: 2026 }));
  expect(text).toContain('Gender: girl\nWeight: about 80\n');
  expect(text).toContain('Belt: camo\n');
  expect(text).toContain('- Poomsae: Taegeuk 1 Jang\n- creative breaking\n');
  expect(text).toContain(
    '- We could not make out everything that was entered: Birth date, Gender, Weight, Belt, Event. Please answer this mail with what it should be.\n',
  );
  expect(text).not.toMatch(/2014|Age group|undefined/);
});

test('an entry whose address no mail can be sent to is refused before anything is recorded', async () => {
  const { mailer } = recordingMailer();
  const entry = parseEntry({ ...competitorItem, email: { S: 'nobody' } }, { competitionYear: 2026 });
  await expect(send(entry, mailer)).rejects.toThrow(MailAddressInvalidError);
});

test('measures are rounded as people say them', async () => {
  const item = { ...competitorItem, height: { N: '59.96' }, weight: { N: '187.39291338582677' } };
  const { text } = await mailTo(parseEntry(item, { competitionYear: 2026 }));
  expect(text).toContain('Weight: 187.4 lb\nHeight: 5 ft 0 in\n');
});

test('what the owner of a wrong address should not learn is left out: the phone number and the day of birth', async () => {
  expect(JSON.stringify(await mailTo(competitor))).not.toMatch(/918|07\/11|July 11, 2013/);
});

test('nothing of the medical form is in the mail', async () => {
  expect(JSON.stringify(competitorItem)).toContain('Peanuts');
  expect(JSON.stringify(await mailTo(competitor))).not.toMatch(/medic|asthma|peanut|albuterol|contacts"/i);
});

describe('the calendar entry', () => {
  test('covers the whole days of the tournament', async () => {
    const { attachments } = await mailTo(competitor, { ...competition, checkIn: 'Friday, 5 pm' });
    expect(attachments).toHaveLength(1);
    expect(attachments?.[0]).toMatchObject({ fileName: 'tournament.ics', contentType: 'text/calendar' });
    const lines = String(attachments?.[0]?.content).split('\r\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'METHOD:PUBLISH',
        expect.stringMatching(/^UID:competition_[0-9a-f]{32}@tkd-registration$/),
        'SEQUENCE:0',
        'DTSTAMP:20260501T120000Z',
        'DTSTART;VALUE=DATE:20260711',
        'DTEND;VALUE=DATE:20260713',
        'SUMMARY:Midwest Open 2026',
        'LOCATION:Expo Square\\, Tulsa',
        'DESCRIPTION:Check-in: Friday\\, 5 pm\\n\\nContact: contact@example.com',
        'ORGANIZER;CN="Midwest Open":mailto:contact@example.com',
      ]),
    );
  });

  test('is the same event in the mails of siblings, with nothing of either in it', async () => {
    const events = [];
    for (const entry of [competitor, { ...coach, email: competitor.email }]) {
      const { attachments } = await mailTo(entry);
      events.push(String(attachments?.[0]?.content));
    }
    expect(events[1]).toBe(events[0]);
    expect(events[0]).not.toMatch(/Jordan|Rivera|Alex|Kim|parent@|cs_test|T1-/);
  });

  test('of another competition is another event', async () => {
    const uidOf = async (told: ConfirmedCompetition) => {
      const { attachments } = await mailTo({ ...competitor, entryId: JSON.stringify(told) }, told);
      return /^UID:\S+/m.exec(String(attachments?.[0]?.content))?.[0];
    };
    const others = [{ year: 2027 }, { name: 'East Open' }, { contactEmail: 'other@example.com' }];
    const uids = await Promise.all([{}, ...others].map((change) => uidOf({ ...competition, ...change })));
    expect(new Set(uids).size).toBe(4);
    const later = { start: '2026-07-18', end: '2026-07-19', venue: 'Elsewhere' };
    expect(await uidOf({ ...competition, tournament: later })).toBe(uids[0]);
  });

  test('is left out while the stage has no dates', async () => {
    expect((await mailTo(competitor, { ...competition, tournament: undefined })).attachments).toBeUndefined();
  });
});

test('legacy fault 4: stored, then mail failed: the mail is sent when run again', async () => {
  const { mailer, sent } = recordingMailer(
    new MailRejectedError('SES refuses the mail (SendingPausedException)'),
  );
  await expect(send(competitor, mailer)).rejects.toThrow(MailRejectedError);
  expect(sent).toEqual([]);

  const runAgain = {
    ...stateOf(competitor),
    profile: { outcome: 'already stored' as const, photoShared: false },
  };
  const result = await send(competitor, mailer, competition, runAgain, 'cs_test_a1Confirm-2');
  expect(result).toEqual({ outcome: 'sent', messageId: 'message-1' });
  expect(sent).toHaveLength(1);
});

test('the time from the payment to the confirmation is measured, once, and not where nothing was paid', async () => {
  const { mailer } = recordingMailer();
  const paidAt = now / 1_000 - 90;
  const paid = { ...stateOf(competitor), payment: { paymentIntentId: 'pi_1', paidAt } };
  await send(competitor, mailer, competition, paid);
  await send(competitor, mailer, competition, { ...paid, resend: ['confirmation'] }, 'by-hand');
  await send(coach, mailer, competition, { ...stateOf(coach), payment: undefined });
  expect(figures.measured).toEqual([['PaymentToConfirmation', 90_000]]);
});

test('run again after it succeeded, it answers the same and sends nothing', async () => {
  const { mailer, sent } = recordingMailer();
  const first = await send(competitor, mailer);
  expect(await send(competitor, mailer, competition, stateOf(competitor), 'cs_test_a1Confirm-2')).toEqual(
    first,
  );
  expect(sent).toHaveLength(1);
});

test.each<[string, Partial<PaymentReading>, number]>([
  ['all of the payment has gone back since', { refunds: [refund('succeeded')] }, 0],
  ['a dispute about it is lost', { disputes: [dispute('lost', true)] }, 0],
  ['all of it is only being refunded', { refunds: [refund('pending')] }, 1],
  ['a dispute about it is open', { disputes: [dispute('needs_response', true)] }, 1],
])('where %s, the number of confirmations is right', async (_, changes, mails) => {
  const { entryId } = competitor;
  const session = { ...reading().session, id: entryId };
  await recorded.payments.record(reading({ session, ...changes }), undefined);
  const { mailer, sent } = recordingMailer();
  const { outcome } = await send(competitor, mailer);
  expect(outcome).toBe(mails === 0 ? 'payment returned' : 'sent');
  expect(sent).toHaveLength(mails);
});

test('a person who starts an execution may ask for the mail once more, or say that it has arrived', async () => {
  const { mailer, sent } = recordingMailer();
  const ask = (asked: Partial<StoredProfile>, execution: string) =>
    send(competitor, mailer, competition, { ...stateOf(competitor), ...asked }, execution);
  await ask({ arrived: ['confirmation'] }, 'by-hand-1');
  await ask({ resend: ['findings'] }, 'by-hand-2');
  expect(sent).toHaveLength(0);
  await ask({ resend: ['confirmation'] }, 'by-hand-3');
  expect(sent).toHaveLength(1);
});

test('whatever the names hold, the mail has the same recipient, tags and lines, and a short subject of one line', async () => {
  const plain = await mailTo(competitor);
  const tagsOf = (html: string) => html.match(/<[^>]*>/g);
  const linesOf = (text: string) => text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u).length;
  const pieces = fc.constantFrom(
    '<b>',
    '</td>',
    '"',
    "'",
    '&lt;',
    '\r\n',
    'Bcc: b@example.com',
    '\u2028',
    '\u202e',
    'x',
  );
  const hostile = fc
    .oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.array(pieces).map((parts) => parts.join('')),
    )
    .map((text) => `J${text}`);
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (fullName, parent, school) => {
      recorded = progressIn(inMemoryDocuments(), () => now);
      const mail = await mailTo({ ...competitor, fullName, parent, school, coach: school, phone: parent });
      expect(mail.to).toEqual([{ name: fullName, address: competitor.email }]);
      expect(mail.subject).toMatch(/^J[^\p{Cc}\p{Zl}\p{Zp}\u202e]* is registered · Midwest Open 2026$/u);
      expect(mail.subject.length).toBeLessThan(150);
      expect(tagsOf(mail.html)).toEqual(tagsOf(plain.html));
      expect(linesOf(mail.text)).toBe(linesOf(plain.text));
    }),
    { numRuns: 50 },
  );
});
