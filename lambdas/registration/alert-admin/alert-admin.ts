import { pageLabels } from '../../../core/attention/attention-mail.ts';
import { findingInDetail } from '../../../core/attention/finding-in-detail.ts';
import type { PaymentPages } from '../../../core/attention/places.ts';
import type { Entries } from '../../../core/clients/entries.ts';
import type { Mail } from '../../../core/clients/mail.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import type { Mailbox } from '../../../core/domain/email-address.ts';
import { type Entry, findingsToLookAt } from '../../../core/domain/entry.ts';
import type { Finding } from '../../../core/domain/findings.ts';
import { askedAbout, type StoredProfile } from '../../../core/domain/state.ts';
import type { MailLine } from '../../../core/mail/mail-content.ts';
import { layOutMail } from '../../../core/mail/mail-frame.ts';
import { type SendOnceDependencies, sendOnce } from '../../../core/mail/send-once.ts';
import type { MailLedger } from '../../../core/progress/mail-ledger.ts';
import type { Notices } from '../../../core/progress/notices.ts';

export interface AlertAdminDependencies extends SendOnceDependencies {
  entries: Pick<Entries, 'get'>;
  notices: Pick<Notices, 'mayTellAlone' | 'note'>;
  mails: SendOnceDependencies['mails'] & Pick<MailLedger, 'hasMailed'>;
  alerting: Alerting;
  /** How many have a mail of their own in an hour; the others are in the next digest. */
  aloneAnHour: number;
}

export interface Alerting {
  competition: Competition;
  admins: readonly Mailbox[];
  /** Where prices are checked. */
  paymentPages?: PaymentPages;
}

/**
 * Mails the admins what somebody should look at in a registration, once for an entry: a school that is not on the list,
 * fields that were not understood, a photo that is somebody else's too, a payment of something else. The mail says who
 * it is about and what was written in those fields, nothing more of the entry: it is about children, and mailboxes are
 * kept for years.
 *
 * @throws what `Entries.get` and `sendOnce` throw.
 */
export async function alertAdmin(
  { execution, stateMachine, state }: { execution: string; stateMachine: string; state: StoredProfile },
  { entries, notices, alerting, aloneAnHour, ...sending }: AlertAdminDependencies,
): Promise<
  { outcome: 'alerted'; messageId: string } | { outcome: 'left to the digest' } | { outcome: 'not needed' }
> {
  const { entryId } = state;
  const entry = await entries.get(entryId);
  const findings = findingsOf(entry, state);
  if (findings.length === 0) return { outcome: 'not needed' };
  const told = await sending.mails.hasMailed(entryId, 'findings');
  if (!told && !(await notices.mayTellAlone('findings', execution, aloneAnHour))) {
    await notices.note(entryId, { execution, stateMachine }, findings);
    return { outcome: 'left to the digest' };
  }
  const { messageId } = await sendOnce(
    { entryId, execution, purpose: 'findings', part: 'findings', asked: askedAbout('findings', state) },
    () => alertMail(entry, state, findings, alerting),
    sending,
  );
  return { outcome: 'alerted', messageId };
}

/** What a person should look at in the entry, and around it. */
function findingsOf(entry: Entry, { validated: { school }, payment, profile }: StoredProfile): Finding[] {
  return [
    ...(school === 'unknown' ? [{ field: 'school', code: 'not-listed' } as const] : []),
    ...(school === 'unlisted' ? [{ field: 'school', code: 'not-checked' } as const] : []),
    ...findingsToLookAt(entry),
    ...(payment?.findings ?? []),
    ...(profile.photoShared ? [{ field: 'imgFilename', code: 'shared' } as const] : []),
  ];
}

/** More than any mail program shows. */
const longestSubject = 200;

async function alertMail(
  entry: Entry,
  { validated: { school }, payment }: StoredProfile,
  findings: readonly Finding[],
  { competition, admins, paymentPages }: Alerting,
): Promise<Mail> {
  const page = payment?.paymentIntentId
    ? paymentPages?.payment(payment.paymentIntentId)
    : paymentPages?.checkoutSession(entry.entryId);
  function lineOf(finding: Finding): MailLine {
    const text = findingInDetail(finding, entry);
    return page && finding.field === 'payment'
      ? { text, links: [{ label: pageLabels.payment, url: page }] }
      : text;
  }
  const letterhead = `${competition.year} ${competition.name}`;
  const layout = await layOutMail({
    letterhead,
    title: 'Please check a registration',
    blocks: [
      {
        kind: 'paragraph',
        text: 'This entry is registered, as it was written. Nothing waits for you, but somebody should look at it before the tournament.',
      },
      {
        kind: 'facts',
        heading: 'Who it is',
        facts: [
          ['Name', entry.fullName],
          ['Registered as', entry.registrationType],
          ['School', entry.school],
        ],
      },
      {
        kind: 'list',
        heading: 'What to look at',
        items: findings.map(lineOf),
      },
      {
        kind: 'list',
        heading: 'What to do',
        items: [
          ...(findings.some(({ field }) => field !== 'payment')
            ? [
                'Correct it in the registration site, after asking the family if need be. The badge follows by itself.',
              ]
            : []),
          ...(findings.some(({ field }) => field === 'payment')
            ? [
                'Compare the payment with the entry. If many come like this, the price list may be wrong: pass this mail on to whoever looks after the software.',
              ]
            : []),
          'If it is right as it stands, there is nothing to do.',
        ],
      },
    ],
    signature: [competition.name],
    footnote: `Reference ${entry.entryId}`,
  });
  const subject =
    school === 'unknown'
      ? `school not on the list: ${entry.school}`
      : `please check an entry of ${entry.school}`;
  return { to: admins, subject: `${letterhead}: ${subject}`.slice(0, longestSubject), ...layout };
}
