import { beforeEach, expect, test } from 'vitest';
import { RateLimitedError, ServiceUnavailableError } from '../../../../core/domain/errors.ts';
import type { ParkedEntry } from '../../../../core/domain/state.ts';
import { tellOrganiser } from '../../../../lambdas/registration/tell-organiser/tell-organiser.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import { recordingMailer } from '../../../doubles/recording-mailer.ts';
import { MemoryEntries, MemoryRegistrations } from '../../../doubles/tables.ts';
import { tellingAt } from '../../../doubles/telling.ts';
import competitorItem from '../../../fixtures/entries/competitor.json' with { type: 'json' };

const telling = tellingAt(() => Date.UTC(2027, 2, 13, 20, 5));
const machine = 'arn:aws:states:us-east-2:111122223333:stateMachine:tkd-registration-dev';
const parked: ParkedEntry = {
  entryId: 'cs_test_1',
  payment: { paymentIntentId: 'pi_1' },
  parked: {
    error: 'DuplicateRegistrationError',
    cause: 'registration: DuplicateRegistrationError: entry cs_test_1: registered by another',
    failures: [
      {
        part: 'registration',
        error: 'DuplicateRegistrationError',
        reason: 'entry cs_test_1: registered by another',
      },
    ],
  },
};

let recorded: ReturnType<typeof progressIn>;
let recording: ReturnType<typeof recordingMailer>;

beforeEach(() => {
  recorded = progressIn(inMemoryDocuments(), telling.now);
  recording = recordingMailer();
});

const untold = async () =>
  (await recorded.notices.untoldBefore(telling.now() + 1, 10)).map(({ entryId }) => entryId);

function tell(execution = 'cs_test_1', stateMachine = machine) {
  const sources = {
    entries: new MemoryEntries().with('cs_test_1', competitorItem),
    registrations: new MemoryRegistrations(),
    progress: recorded.progress,
  };
  return tellOrganiser(
    { execution, stateMachine, state: parked },
    { ...recorded, mailer: recording.mailer, telling, sources, aloneAnHour: 2 },
  );
}

test('the mail says who and what it is about', async () => {
  expect(await tell()).toEqual({ outcome: 'told', messageId: 'message-1' });
  const [mail] = recording.sent;
  expect(mail?.to).toEqual(telling.admins);
  expect(mail?.text).toContain('Name: Jordan Rivera\n');
  expect(mail?.text).toContain('A person was entered twice');
  expect(mail?.text).toContain('https://dashboard.stripe.com/test/payments/pi_1\n');
});

test('it is reported once for each execution, and again by the next one', async () => {
  await tell('cs_test_1');
  expect(await tell('cs_test_1')).toEqual({ outcome: 'told', messageId: 'message-1' });
  expect(recording.sent).toHaveLength(1);
  expect(await tell('cs_test_1-2')).toEqual({ outcome: 'told', messageId: 'message-2' });
  expect(recording.sent).toHaveLength(2);
});

test('reporting leaves the marks of what needs attention', async () => {
  await recorded.progress.park('cs_test_1', [
    { part: 'badge', error: 'DriveFolderNotFoundError', reason: 'not there' },
  ]);
  await tell();
  expect(Object.keys((await recorded.progress.get('cs_test_1')).attention)).toEqual(['badge']);
});

test('the first of a kind in an hour have mails of their own, the others are left to the digest', async () => {
  expect((await tell('cs_test_1')).outcome).toBe('told');
  expect((await tell('cs_test_1-2')).outcome).toBe('told');
  expect((await tell('cs_test_1-3')).outcome).toBe('left to the digest');
  expect(recording.sent).toHaveLength(2);
  expect(await untold()).toEqual(['cs_test_1']);
  expect((await tell('cs_test_1-2')).outcome).toBe('told');
  expect(recording.sent).toHaveLength(2);
});

test('what had a mail of its own is no longer noted', async () => {
  await tell();
  expect(await untold()).toEqual([]);
});

test.each([
  ['is away', new ServiceUnavailableError('SES SendEmail: 503')],
  ['asks to slow down', new RateLimitedError('SES SendEmail: asked to slow down')],
])(
  'while the mail service %s, it is left to the digest, so that nothing goes unreported',
  async (_, failure) => {
    recording = recordingMailer(failure);
    expect((await tell()).outcome).toBe('left to the digest');
    expect(await untold()).toEqual(['cs_test_1']);
  },
);

test('it is noted before anything is tried', async () => {
  recording = recordingMailer(new TypeError('a defect'));
  await expect(tell()).rejects.toThrow(TypeError);
  expect(await untold()).toEqual(['cs_test_1']);
});
