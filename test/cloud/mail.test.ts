import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { waitFor } from '../../local/outcome.ts';
import { outliveLeases, runAgain, submitted, waitsForTwentyMinutes } from './act.ts';
import { figureOf } from './figures.ts';
import { clearFaults, cloud, ended, frontEnd, misbehave, outcomes, register } from './fixtures.ts';
import {
  adminMails,
  attemptsAt,
  badgeOf,
  driveFilesOf,
  emailOf,
  mailsTo,
  marksOf,
  registrationsOf,
} from './inspect.ts';
import { coach, competitor } from './people.ts';

afterEach(clearFaults);

/** Makes SES fail for mails with this text; an entry's email address is only in its confirmation. */
const sesFails = (contains: string, behaviour: Fault['behaviour'], times = 1) =>
  misbehave({ service: 'ses', operation: 'SendEmail', contains, times, behaviour });

const answer = (status: number, error: string, message = ''): Fault['behaviour'] => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': error },
  body: JSON.stringify({ message }),
});

const mailRecord = async (entryId: string) => (await outcomes.progress(entryId))['mail confirmation'];

describe('when SES', () => {
  test('is over its rate, the mail is retried until it is sent, once', async () => {
    const body = coach();
    await sesFails(emailOf(body), answer(429, 'TooManyRequestsException'), 2);
    const { entryId } = await register(body);
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    expect(await attemptsAt('Send confirmation', entryId)).toBe(3);
    expect(await mailsTo(emailOf(body))).toHaveLength(1);
    expect(await mailRecord(entryId)).toMatchObject({ status: 'sent', attempts: 1 });
    expect(await marksOf(entryId)).toEqual([]);
  });

  test('is down for longer than other services are waited for, the mail is sent once when it is back; meanwhile the wait is logged', async () => {
    const body = competitor();
    const { entryId, sessionId = '' } = await submitted(body);
    await waitsForTwentyMinutes(entryId);
    const page = '<html><body><h1>503 Service Unavailable</h1></body></html>';
    await sesFails(emailOf(body), { kind: 'answer', status: 503, headers: {}, body: page }, 20);
    await frontEnd.press('card', sessionId);
    expect((await ended(entryId)).status).toBe('SUCCEEDED');
    expect(await attemptsAt('Send confirmation', entryId)).toBe(21);
    expect(await mailsTo(emailOf(body))).toHaveLength(1);
    expect(await mailRecord(entryId)).toMatchObject({ status: 'sent', attempts: 1 });
    expect(await marksOf(entryId)).toEqual([]);
    expect(await adminMails(entryId)).toEqual([]);
    await waitFor('the wait to be logged', async () => {
      const log = readFileSync(
        join(inject('logDir'), 'tkd-registration-local-send-confirmation.log'),
        'utf8',
      );
      const logged = new RegExp(
        `entryId: '${entryId}',\\s+mail: 'confirmation',\\s+mailWaitsSeconds: 1\\d{3}\\b`,
      );
      return logged.test(log) || undefined;
    });
  });

  test('rejects the mail, it is parked while badge and Drive are done, and a run after the repair only sends the mail (legacy fault 4)', async () => {
    const body = competitor();
    const email = emailOf(body);
    await sesFails(email, answer(400, 'MessageRejected', `Email address is not verified: ${email}`));
    const { entryId, sessionId = '' } = await submitted(body);
    await frontEnd.press('card', sessionId);
    const failed = await ended(entryId);
    expect(failed).toMatchObject({ status: 'FAILED', error: 'MailRejectedError' });
    expect(failed.cause).toBe('confirmation: MailRejectedError: SES refuses the mail (MessageRejected)');
    expect(await mailsTo(email)).toEqual([]);
    expect(await marksOf(entryId)).toEqual(['attention confirmation']);
    const before = {
      registrations: await registrationsOf(entryId),
      badge: await badgeOf(entryId),
      driveFiles: await driveFilesOf(entryId),
    };
    expect(before).toEqual({
      registrations: [expect.objectContaining({ payment: expect.stringMatching(/^pi_/) })],
      badge: expect.anything(),
      driveFiles: [expect.objectContaining({ md5Checksum: before.badge?.md5 })],
    });
    const [mail, ...more] = await adminMails(entryId);
    expect(mail?.subject).toContain('A confirmation could not be sent: the mail service refuses the mail');
    expect(mail?.body.text).not.toContain(email);
    expect(more).toEqual([]);

    expect((await runAgain(entryId)).status).toBe('SUCCEEDED');
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await marksOf(entryId)).toEqual([]);
    expect(await adminMails(entryId)).toHaveLength(1);
    const parked = { part: 'confirmation', error: 'MailRejectedError' };
    expect(await figureOf('Sum', 'Parked', parked)).toBeGreaterThan(0);
    expect(await figureOf('Sum', 'Registrations')).toBeGreaterThan(0);
    expect(await figureOf('SampleCount', 'PaymentToConfirmation')).toBeGreaterThan(0);
    expect(await figureOf('Maximum', 'PaymentToConfirmation')).toBeGreaterThan(0);
    expect(await registrationsOf(entryId)).toEqual(before.registrations);
    expect(await badgeOf(entryId)).toEqual(before.badge);
    expect(await driveFilesOf(entryId)).toEqual(before.driveFiles);
  });

  test('accepts the mail and loses its answer, it is sent once more and recorded', async () => {
    const body = coach();
    await sesFails(emailOf(body), { kind: 'lose-answer' });
    const { entryId } = await register(body);
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    const mails = await mailsTo(emailOf(body));
    expect(mails).toHaveLength(2);
    expect(mails.map(({ messageId }) => messageId)).toContain(
      (await outcomes.of(entryId)).confirmation?.messageId,
    );
    expect(await mailRecord(entryId)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  test('cuts the connection after receiving the mail, it is tried again and sent once', async () => {
    const body = coach();
    await sesFails(emailOf(body), { kind: 'reset' });
    const { entryId } = await register(body);
    expect((await outcomes.execution(entryId))?.status).toBe('SUCCEEDED');
    expect(await mailsTo(emailOf(body))).toHaveLength(1);
    expect(await mailRecord(entryId)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  test('loses its answer twice, the mail is parked and not sent a third time until a person asks for it', async () => {
    const body = coach();
    await sesFails(emailOf(body), { kind: 'lose-answer' }, 2);
    const { entryId } = await register(body);
    expect(await outcomes.execution(entryId)).toMatchObject({
      status: 'FAILED',
      error: 'MailOutcomeUnknownError',
    });
    await outliveLeases(entryId);
    expect(await runAgain(entryId)).toMatchObject({ status: 'FAILED', error: 'MailOutcomeUnknownError' });
    expect(await mailsTo(emailOf(body))).toHaveLength(2);
    expect(await marksOf(entryId)).toEqual(['attention confirmation']);
    expect(await registrationsOf(entryId)).toHaveLength(1);

    const asked = { resend: ['confirmation' as const] };
    expect(await runAgain(entryId, `${entryId}-resend`, asked)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await mailsTo(emailOf(body))).toHaveLength(3);
    expect(await marksOf(entryId)).toEqual([]);
  });
});

test('the confirmation does not wait: nothing comes between payment and mail (legacy fault 14)', async () => {
  const { definition = '' } =
    (await new SFNClient(awsClientConfig(cloud)).send(
      new DescribeStateMachineCommand({ stateMachineArn: cloud.outputs.StateMachineArn }),
    )) ?? {};
  expect(definition).toContain('"Send confirmation"');
  expect(definition).not.toContain('"Type":"Wait"');

  const body = competitor();
  const { entryId, sessionId = '' } = await submitted(body);
  await frontEnd.press('card', sessionId);
  await ended(entryId);
  const events = await outcomes.history(entryId);
  const left = (state: string) =>
    events.find((event) => event.stateExitedEventDetails?.name === state)?.id ?? Number.NaN;
  const between = events.filter(
    ({ id = 0 }) => id > left('Confirm payment') && id <= left('Send confirmation'),
  );
  expect(between).not.toEqual([]);
  expect(between.map(({ type }) => type).filter((type) => /Failed|TimedOut|Wait/.test(type ?? ''))).toEqual(
    [],
  );
  for (const step of ['Validate entry', 'Confirm payment', 'Store profile', 'Send confirmation']) {
    expect(await attemptsAt(step, entryId), step).toBe(1);
  }
});

describe('a school that is not on the list', () => {
  test('is reported to the admin once, without medical data, birth date, phone or email (legacy fault 13)', async () => {
    const body = competitor({
      school: { S: 'Unheard-of Kicks' },
      parent: { S: 'Winifred Kettleburgh' },
      birthdate: { S: '09/23/2014' },
      phone: { S: '918-555-0731' },
      medical_form: {
        S: JSON.stringify({
          contacts: 'Y',
          medicalConditions: ['epilepsy'],
          allergies: ['wasp venom'],
          medications: ['lamotrigine'],
        }),
      },
    });
    const { entryId } = await register(body);
    await runAgain(entryId);
    const [alert, ...more] = await adminMails(entryId);
    expect(more).toEqual([]);
    expect(alert?.subject).toContain('school not on the list: Unheard-of Kicks');
    for (const text of [alert?.body.text, alert?.body.html]) {
      expect(text).toContain('Unheard-of Kicks');
      expect(text).not.toMatch(/epilepsy|wasp|lamotrigine|2014|September|0731|Kettleburgh/i);
      expect(text).not.toContain(emailOf(body));
    }
    expect(await mailsTo(emailOf(body))).toHaveLength(1);
  });

  test('is reported once by two executions at once, after SES refused the notice', async () => {
    const body = coach({ school: { S: 'Unheard-of Kicks' } });
    await sesFails('school not on the list', answer(400, 'MessageRejected'));
    const { entryId } = await register(body);
    expect(await outcomes.execution(entryId)).toMatchObject({
      status: 'FAILED',
      cause: 'findings: MailRejectedError: SES refuses the mail (MessageRejected)',
    });
    const ends = await Promise.all([runAgain(entryId, `${entryId}-2`), runAgain(entryId, `${entryId}-3`)]);
    expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const subjects = (await adminMails(entryId)).map(({ subject }) => subject);
    expect(subjects).toEqual([
      expect.stringContaining('A notice to you could not be sent'),
      expect.stringContaining('school not on the list'),
    ]);
    expect(await marksOf(entryId)).toEqual([]);
    expect(await mailsTo(emailOf(body))).toHaveLength(1);
  });
});

describe('what is smuggled into an entry', () => {
  test.each([
    ['a line break', 'jo@example.com\r\nBcc: smuggled@example.com'],
    ['a second address', 'jo@example.com, smuggled@example.com'],
    ['brackets', 'Jo <smuggled@example.com>'],
  ])(
    '%s in an address: registered, its confirmation is parked, and only the admin gets mail',
    async (_, address) => {
      const body = coach({ email: { S: address } });
      const { entryId } = await register(body);
      expect(await outcomes.execution(entryId)).toMatchObject({
        status: 'FAILED',
        error: 'MailAddressInvalidError',
        cause: expect.not.stringContaining('smuggled'),
      });
      expect(await registrationsOf(entryId)).toHaveLength(1);
      expect(await mailsTo('smuggled@example.com')).toEqual([]);
      expect(await adminMails(entryId)).toHaveLength(1);
      expect(await marksOf(entryId)).toEqual(['attention confirmation']);
    },
  );

  test('a line break in a name is a blank in the mail, which has one recipient, and the admin is notified', async () => {
    const body = coach({ full_name: { S: 'Jo\r\nBcc: smuggled@example.com' } });
    const { entryId } = await register(body);
    const { execution, confirmation, adminAlert } = await outcomes.of(entryId);
    expect(execution.status).toBe('SUCCEEDED');
    expect(confirmation?.body.text).toContain('Jo Bcc: smuggled@example.com is registered');
    expect(confirmation?.recipients).toEqual([emailOf(body)]);
    expect(adminAlert?.body.text).toContain('Name has line breaks or control characters');
    expect(await mailsTo('smuggled@example.com')).toEqual([]);
  });

  test('HTML in a name and a school is plain text in the mails, each to one recipient', async () => {
    const script = '<img src=x onerror=alert(1)>';
    const body = coach({
      full_name: { S: `Jo ${script} & "Co" <b>bold</b>` },
      school: { S: `Kicks ${script}` },
    });
    const { entryId } = await register(body);
    const { execution, confirmation, adminAlert } = await outcomes.of(entryId);
    expect(execution.status).toBe('SUCCEEDED');
    for (const mail of [confirmation, adminAlert]) {
      expect(mail?.body.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
      expect(mail?.body.html).not.toMatch(/<img(?! src="cid:)|<b>/);
      expect(mail?.body.text).toContain(script);
    }
    expect(confirmation?.recipients).toEqual([emailOf(body)]);
    expect(adminAlert?.recipients).toEqual(['admin@example.com']);
  });
});
