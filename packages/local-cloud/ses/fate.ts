/**
 * What becomes of a mail to an address: that of SES's mailbox simulator decides it, or the account's suppression list.
 *
 * Sources: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator and
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
import { randomUUID } from 'node:crypto';
import type { EventKind } from './configuration-sets.ts';

export type SuppressionReason = 'BOUNCE' | 'COMPLAINT';

/** An event about a mail: its kind, and the member of `detail` about it. */
export type Happening = [kind: EventKind, about: Record<string, unknown>];

/** @param suppressed why the address is on the account's suppression list, if it is. */
export function fateOf(
  emailAddress: string,
  suppressed: SuppressionReason | undefined,
  now: Date,
): Happening[] {
  const timestamp = now.toISOString();
  const feedbackId = `0100${randomUUID()}-000000`;
  const bounce = (bounceType: string, bounceSubType: string, said: object = {}): Happening => [
    'bounce',
    {
      ...{ feedbackId, bounceType, bounceSubType },
      bouncedRecipients: [{ emailAddress, ...said }],
      timestamp,
      reportingMTA: 'dns; amazonses.com',
    },
  ];
  const complaint = (complaintSubType: string | null, more: object): Happening => [
    'complaint',
    { feedbackId, complaintSubType, complainedRecipients: [{ emailAddress }], timestamp, ...more },
  ];
  const delivery: Happening = [
    'delivery',
    {
      ...{ timestamp, processingTimeMillis: 1, recipients: [emailAddress] },
      ...{ smtpResponse: '250 2.6.0 Message received', reportingMTA: 'local.smtp-out.amazonses.com' },
    },
  ];
  const failed = (diagnosticCode: string) => ({ action: 'failed', status: '5.1.1', diagnosticCode });

  if (suppressed === 'BOUNCE') {
    return [
      bounce(
        'Permanent',
        'OnAccountSuppressionList',
        failed(
          'Amazon SES did not send the message: the address is on the suppression list for your account',
        ),
      ),
    ];
  }
  if (suppressed === 'COMPLAINT') return [complaint('OnAccountSuppressionList', {})];
  switch (simulated(emailAddress)) {
    case 'bounce':
      return [bounce('Permanent', 'General', failed('smtp; 550 5.1.1 user unknown'))];
    case 'suppressionlist':
      return [bounce('Permanent', 'Suppressed', failed('Amazon SES has suppressed sending to this address'))];
    case 'ooto':
      return [delivery, bounce('Transient', 'General')];
    case 'complaint':
      return [
        delivery,
        complaint(null, {
          complaintFeedbackType: 'abuse',
          userAgent: 'Amazon SES Mailbox Simulator',
          arrivalDate: timestamp,
        }),
      ];
    default:
      return [delivery];
  }
}

/** Which of the simulator's mailboxes an address is: `bounce+anything@simulator.amazonses.com` is one too. */
function simulated(address: string): string | undefined {
  return /^([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/.exec(address.toLowerCase())?.[1];
}
