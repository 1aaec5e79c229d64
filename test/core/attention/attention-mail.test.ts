import { describe, expect, test } from 'vitest';
import { attentionMail } from '../../../core/attention/attention-mail.ts';
import { kindOf, plainWords, type Task, tasks } from '../../../core/attention/plain-words.ts';
import { readSubject } from '../../../core/attention/subject.ts';
import * as errors from '../../../core/domain/errors.ts';
import type { PartFailure } from '../../../core/domain/state.ts';
import type { ProgressRecord } from '../../../core/progress/progress-record.ts';
import { MemoryEntries, MemoryRegistrations } from '../../doubles/tables.ts';
import { tellingAt } from '../../doubles/telling.ts';
import competitorItem from '../../fixtures/send-confirmation/competitor.json' with { type: 'json' };

const id = 'cs_test_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0';
const pk = 'Golden_Dragon-competitor-Jordan_Rivera';
const run = {
  execution: id,
  stateMachine: 'arn:aws:states:us-east-2:111122223333:stateMachine:tkd-registration-dev',
};
const telling = tellingAt(() => Date.UTC(2027, 2, 13, 20, 5), '1AbC');
const form = { ...competitorItem, checkout: { S: id } };

interface Situation {
  /** What the form sent; undefined if it has not arrived. */
  entry?: Record<string, unknown> | undefined;
  registered?: boolean;
  row?: Record<string, unknown>;
  paymentIntentId?: string;
}

async function mailAbout(
  failures: PartFailure[],
  { entry, registered, row, paymentIntentId }: Situation = { entry: form },
) {
  const entries = entry ? new MemoryEntries().with(id, entry) : new MemoryEntries();
  const registrations = new MemoryRegistrations();
  registrations.items.set(pk, new MemoryEntries().with(id, row ?? form).items.get(id) ?? {});
  const record: ProgressRecord = {
    registrationKeys: [],
    attention: {},
    registrationKey: registered ? pk : undefined,
  };
  const subject = await readSubject(id, { entries, registrations, progress: { get: async () => record } });
  return attentionMail({ entryId: id, run, failures, paymentIntentId }, subject, telling);
}

const failure = (error: string, part: PartFailure['part'] = 'registration'): PartFailure => ({
  part,
  error,
  reason: `entry ${id}: the reason`,
});

/** The mail's text without its small print and the pages' addresses. */
const prose = (text: string) => text.slice(0, text.indexOf('\n-- \n')).replaceAll(/https:\S+/g, '');

/** A webhook is not an entry, and nor is a bulk job's item; of an erased person nothing is left to park. */
const neverParked: readonly errors.RegistrationErrorClass[] = [
  errors.WebhookSignatureError,
  errors.PersonErasedError,
  errors.ErasureUnfinishedError,
  errors.DrawStaleError,
  errors.BracketInFlightError,
  errors.BracketStartedError,
  errors.ChallongeAccessDeniedError,
  errors.ChallongeRefusedError,
  errors.ChallongeBudgetError,
  errors.ChallongePacedError,
  errors.ChallongeUnansweredError,
];
const parkable = [
  ...errors.permanentErrors,
  ...errors.transientErrors,
  ...errors.rateLimitedErrors,
  ...errors.pacedErrors,
  ...errors.outageErrors,
  ...errors.unclearErrors,
  ...errors.notYetErrors,
].filter((errorClass) => !neverParked.includes(errorClass));
/** Everything that can fail. */
const everyTask = (Object.keys(tasks) as Task[]).filter(
  (task) => task !== 'to look at' && task !== 'payment news',
);

describe('the words', () => {
  test('exist for every error that can be parked, and for unforeseen ones', () => {
    const unforeseen = plainWords('Error', 'registration');
    for (const { errorName } of parkable) {
      expect(kindOf(errorName)).toBe(errorName);
      expect(plainWords(errorName, 'registration'), errorName).not.toBe(unforeseen);
    }
    for (const error of ['Error', 'AccessDeniedException', 'States.Runtime', 'constructor']) {
      expect(plainWords(error, 'badge'), error).toBe(unforeseen);
      expect(kindOf(error)).toBe('unforeseen');
    }
    for (const error of ['States.Timeout', 'Lambda.Unknown', 'Runtime.OutOfMemory', 'Sandbox.Timedout'])
      expect(kindOf(error)).toBe('brokenOff');
  });

  test.each(everyTask)(
    'for a failed %s name errors and ids in the small print only, whatever failed',
    async (task) => {
      const part = task === 'refreshed badge' ? 'badge' : task;
      for (const error of [...parkable.map(({ errorName }) => errorName), 'States.Timeout', 'TypeError']) {
        const refresh = task === 'refreshed badge';
        const { subject, text, html } = await mailAbout([{ ...failure(error, part), refresh }]);
        expect(subject).toMatch(/^2026 Midwest Open: .+ \(.+\)$/);
        expect(subject + prose(text)).not.toMatch(/cs_test|entry_|\b[A-Z]\w+(?:Error|Exception)\b/);
        expect(text).toMatch(/\n-- \nFor engineers: .+\n$/);
        expect(text.split('\n-- \n')[1]).toContain(`${error}: entry ${id}: the reason`);
        expect(html).toContain('</html>');
      }
    },
  );
});

describe('the mail', () => {
  test('says who it is about, what happened, what to do and where, and has a button', async () => {
    const { to, subject, text } = await mailAbout([failure('StripeAccessDeniedError')]);
    expect(to).toEqual(telling.admins);
    expect(subject).toBe(
      '2026 Midwest Open: A registration could not be finished: Stripe refuses the key (Golden Dragon TKD - Owasso)',
    );
    expect(text).toContain(`Name: Jordan Rivera
School: Golden Dragon TKD - Owasso
Registered as: competitor
When: March 13, 2027 at 2:05 PM CST
`);
    expect(text).toContain(
      'Put it into the secret, as “apiKey” under “stripe”.\n   Open the secret: https://us-east-2.',
    );
    expect(text).toContain(`Run it again:\n${telling.places.execution(run)}\n`);
    expect(text).toContain('“New execution”');
  });

  test('says nothing medical, no birth date and no way to reach the family', async () => {
    for (const registered of [true, false]) {
      const mail = await mailAbout([failure('EntryInvalidError'), failure('TypeError', 'badge')], {
        entry: form,
        registered,
      });
      for (const value of ['Peanuts', 'Asthma', 'Albuterol', '2013', '07/11', '918', 'parent@', 'Sam'])
        expect(JSON.stringify(mail).toLowerCase()).not.toContain(value.toLowerCase());
    }
  });

  test('about wrong fields says what they contain and what they should be', async () => {
    const entry = { ...form, school: { S: ' ' }, reg_type: { S: 'Referee <b>' } };
    const { text, html, subject } = await mailAbout([failure('EntryInvalidError')], { entry });
    expect(subject).not.toContain('()');
    expect(text).toContain('School: (empty)');
    expect(text).toContain('School: It is empty. It should be the name of a school.');
    expect(text).toContain('(reg_type): It says “Referee <b>”. It should be competitor, coach or seminar.');
    expect(html).toContain('It says “Referee &lt;b&gt;”.');
    expect(text).toContain(`Open the entry: ${telling.places.entry(id)}`);
  });

  test('about a payment of less gives both sums, and says how to accept it', async () => {
    const detail = 'paid 85.00 USD, expected 100.00 USD; missing: 1 x Additional Event';
    const { text } = await mailAbout([{ ...failure('UnderpaidError'), reason: `entry ${id}: ${detail}` }]);
    expect(text).toContain(
      `What is wrong\n-------------\nPaid 85.00 USD, expected 100.00 USD; missing: 1 x Additional Event.\n`,
    );
    expect(text).toContain('"acceptPrice": true\n   Open the details: https://');
    expect(text).toContain(`Open the payment:\n${telling.places.checkoutSession(id)}\n`);
  });

  test('about an entry without a payment names that field', async () => {
    const { checkout: _, ...entry } = form;
    const { text } = await mailAbout([failure('EntryInvalidError')], { entry });
    expect(text).toContain('Payment (checkout): It is empty.');
  });

  test('about a badge that could not be updated says that all is safe, and to correct the registration', async () => {
    const row = { ...form, full_name: { S: '' } };
    const { subject, text } = await mailAbout([{ ...failure('EntryInvalidError', 'badge'), refresh: true }], {
      entry: form,
      registered: true,
      row,
    });
    expect(subject).toContain('A badge could not be updated: ');
    expect(text).toContain('The registration itself is safe');
    expect(text).toContain('The next correction of the registration, or a new photo, tries again by itself.');
    expect(text).toContain('Name: It is empty.');
    expect(text).toContain(`Open the registration:\n${telling.places.registration(pk)}\n`);
    expect(text).not.toContain('New execution');
  });

  test('about several parts has one button', async () => {
    const failures = [
      failure('MailOutcomeUnknownError', 'confirmation'),
      failure('DriveAccessDeniedError', 'badge'),
    ];
    const { subject, text, html } = await mailAbout(failures, { entry: form, registered: true });
    expect(subject).toContain('2 things about a registration need attention');
    expect(text).toContain('\nA confirmation could not be sent: nobody knows whether the mail was sent\n---');
    expect(text).toContain('\nA badge could not be made: Google Drive refuses\n---');
    expect(text.match(/^Run it again:$/gm)).toHaveLength(1);
    expect(html.match(/<td bgcolor="#0b4f9e"/g)).toHaveLength(1);
  });

  test('links to the payment itself if it is known, otherwise to its Checkout Session', async () => {
    const { text } = await mailAbout([failure('DuplicateRegistrationError')]);
    expect(text).toContain(`Open the payment:\n${telling.places.checkoutSession(id)}\n`);
    const known = await mailAbout([failure('DuplicateRegistrationError')], {
      entry: form,
      paymentIntentId: 'pi_1',
    });
    expect(known.text).toContain('Open the payment:\nhttps://dashboard.stripe.com/test/payments/pi_1\n');
  });

  test('links to the entry that named the payment first', async () => {
    const entry = { ...form, checkout: { S: 'cs_test_first' } };
    const { text } = await mailAbout([failure('EntryConflictError')], { entry });
    expect(text).toContain(`Open the first entry:\n${telling.places.entry('cs_test_first')}\n`);
  });

  test('without an entry says so, and has no link to it', async () => {
    const { text, subject } = await mailAbout([failure('EntryNotFoundError')], {});
    expect(subject).toBe('2026 Midwest Open: A payment arrived without its entry');
    expect(text).toContain('There is no entry, so we do not know who it is about.');
    expect(text).toContain('Open the queue: https://');
    expect(text).not.toContain('table=Entries');
  });

  test('is also sent when nothing can be read', async () => {
    const fails = () => Promise.reject(new errors.ServiceUnavailableError('away'));
    const subject = await readSubject(id, {
      entries: { find: fails },
      registrations: { get: fails },
      progress: { get: fails },
    });
    const { text } = await attentionMail(
      { entryId: id, run, failures: [failure('ServiceUnavailableError')] },
      subject,
      telling,
    );
    expect(text).toContain('The entry could not be read just now');
    expect(text).toContain('Run it again:\n');
  });

  test('shows only the start of a long text, on one line', async () => {
    const entry = { ...form, full_name: { S: `Jo\r\nSchool: another ${'x'.repeat(100_000)}` } };
    const { text } = await mailAbout([failure('TypeError')], { entry });
    expect(text.length).toBeLessThan(5_000);
    expect(text.match(/^School: /gm)).toHaveLength(1);
  });
});
