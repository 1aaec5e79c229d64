import type { Entries } from '../shared/clients/entries.ts';
import type { Mail } from '../shared/clients/mail.ts';
import type { Mailbox } from '../shared/domain/email-address.ts';
import type { Entry } from '../shared/domain/entry.ts';
import { askedAbout, type StoredProfile } from '../shared/domain/state.ts';
import { layOutMail } from '../shared/mail-frame.ts';
import { type SendOnceDependencies, sendOnce } from '../shared/send-once.ts';

export interface Alerting {
  competition: { name: string; year: number };
  admins: readonly Mailbox[];
}

/** Why the school could not be found. */
type SchoolFinding = Exclude<StoredProfile['validated']['school'], 'known'>;

/**
 * Mails the admins that an entry's school is not on the list of schools, once for an entry. The mail says who and
 * which school, nothing more of the entry: it is about children, and mailboxes are kept for years.
 *
 * @throws what `Entries.get` and `sendOnce` throw.
 */
export async function alertAdmin(
  { execution, state }: { execution: string; state: StoredProfile },
  {
    entries,
    alerting,
    ...sending
  }: SendOnceDependencies & { entries: Pick<Entries, 'get'>; alerting: Alerting },
): Promise<{ outcome: 'alerted'; messageId: string } | { outcome: 'not needed' }> {
  const { entryId, validated } = state;
  if (validated.school === 'known') return { outcome: 'not needed' };
  const entry = await entries.get(entryId);
  const mail = await schoolMail(entry, validated.school, alerting);
  const { messageId } = await sendOnce(
    { entryId, execution, purpose: 'school', part: 'school', asked: askedAbout('school', state) },
    mail,
    sending,
  );
  return { outcome: 'alerted', messageId };
}

async function schoolMail(
  entry: Entry,
  finding: SchoolFinding,
  { competition, admins }: Alerting,
): Promise<Mail> {
  const letterhead = `${competition.year} ${competition.name}`;
  const layout = await layOutMail({
    letterhead,
    title: headlines[finding],
    blocks: [
      { kind: 'paragraph', text: explanations[finding] },
      {
        kind: 'facts',
        heading: 'The entry',
        facts: [
          ['Name', entry.fullName],
          ['Registered as', entry.registrationType],
          ['School', entry.school],
          ['Entry', entry.entryId],
        ],
      },
      {
        kind: 'list',
        heading: 'What to do',
        items: [
          'If the school is new, add it to the list of schools in the registration site.',
          'If it is another spelling of one that is listed, correct the school of this entry.',
        ],
      },
    ],
    signature: [competition.name],
    footnote: 'The registration itself is stored and goes on.',
  });
  return { to: admins, subject: `${letterhead}: ${headlines[finding]}`, ...layout };
}

const headlines: Record<SchoolFinding, string> = {
  unknown: 'School not on the list',
  unlisted: 'School not checked',
};

const explanations: Record<SchoolFinding, string> = {
  unknown: 'An entry names a school that is not on the list of schools.',
  unlisted: 'The list of schools could not be read, so the school of this entry was not checked against it.',
};
