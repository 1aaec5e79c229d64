import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { readMailEvent, tagsOf } from '../../../core/mail/mail-events.ts';
import bounced from '../../fixtures/follow-mails/bounce.json' with { type: 'json' };

const { mail, bounce } = bounced.detail;
const eventOf = (detail: object) => JSON.stringify({ ...bounced, detail: { mail, ...detail } });
const { timestamp } = bounce;

test('a bounce is read as AWS documents it', () => {
  expect(readMailEvent(JSON.stringify(bounced))).toEqual({
    messageId: 'message-1',
    entryId: 'cs_test_1',
    purpose: 'confirmation',
    fate: 'bounced',
    what: 'Permanent/General',
    at: '2024-08-05T00:41:02.669Z',
  });
});

describe('what became of a mail', () => {
  const bounceOf = (bounceType: string, bounceSubType: string) => ({
    eventType: 'Bounce',
    bounce: { ...bounce, bounceType, bounceSubType },
  });
  const complaint = { feedbackId: 'id', complainedRecipients: [], timestamp };
  test.each([
    ['an address that does not exist', bounceOf('Permanent', 'NoEmail'), 'bounced', 'Permanent/NoEmail'],
    ['a full mailbox', bounceOf('Transient', 'MailboxFull'), 'not taken', 'Transient/MailboxFull'],
    ['somebody out of the office', bounceOf('Transient', 'General'), 'noted', 'Transient/General'],
    ['nobody knows', bounceOf('Undetermined', 'Undetermined'), 'noted', 'Undetermined/Undetermined'],
    [
      'a complaint',
      {
        eventType: 'Complaint',
        complaint: { ...complaint, complaintSubType: null, complaintFeedbackType: 'abuse' },
      },
      'complained',
      'abuse',
    ],
    [
      'an address on the suppression list for a complaint',
      { eventType: 'Complaint', complaint: { ...complaint, complaintSubType: 'OnAccountSuppressionList' } },
      'complained',
      'OnAccountSuppressionList',
    ],
    ['a virus', { eventType: 'Reject', reject: { reason: 'Bad content' } }, 'rejected', 'Bad content'],
    [
      'a delay',
      {
        eventType: 'DeliveryDelay',
        deliveryDelay: {
          delayType: 'MailboxFull',
          expirationTime: timestamp,
          delayedRecipients: [],
          timestamp,
        },
      },
      'noted',
      'delayed: MailboxFull',
    ],
  ])('%s', (_, detail, fate, what) => {
    expect(readMailEvent(eventOf(detail))).toMatchObject({ fate, what });
  });
});

test.each([
  ['text', 'parent@example.com'],
  ['another event', JSON.stringify({ ...bounced, detail: { eventType: 'Open', mail } })],
  [
    'no tags',
    JSON.stringify({ ...bounced, detail: { ...bounced.detail, mail: { messageId: 'parent@example.com' } } }),
  ],
])('%s is refused, without a word of it', (_, body) => {
  expect(() => readMailEvent(body)).toThrow(InputInvalidError);
  expect(() => readMailEvent(body)).toThrow(/^[^@]+$/);
});

test('tags hold nothing that SES refuses, and lead back to the mail', () => {
  const purposes = fc.oneof(
    fc.constantFrom(
      'confirmation',
      'payment failed',
      'payment on its way',
      'refunded',
      'dispute lost' as const,
    ),
    fc.stringMatching(/^[a-z0-9-]{1,40}$/).map((occasion) => `resend ${occasion}` as const),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,80}$/), purposes, (entryId, purpose) => {
      const tags = tagsOf({ entryId, purpose: purpose as 'confirmation' });
      for (const value of Object.values(tags)) expect(value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
      const entries = Object.entries(tags).map(([name, value]) => [name, [value]]);
      const body = eventOf({
        eventType: 'Bounce',
        bounce,
        mail: { ...mail, tags: Object.fromEntries(entries) },
      });
      expect(readMailEvent(body)).toMatchObject({ entryId, purpose });
    }),
  );
  expect(tagsOf({ entryId: 'digest', purpose: 'digest' })).toEqual({ purpose: 'organisers_digest' });
  expect(tagsOf({ entryId: 'cs_1', purpose: 'news re_1 refunded' })).toEqual({ purpose: 'organisers_news' });
});
