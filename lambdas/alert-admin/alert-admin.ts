import type { Entries } from '../shared/clients/entries.ts';
import type { Mail } from '../shared/clients/mail.ts';
import type { Mailbox } from '../shared/domain/email-address.ts';
import type { Entry } from '../shared/domain/entry.ts';
import { askedAbout, type StoredProfile } from '../shared/domain/state.ts';
import { layOutMail } from '../shared/mail-frame.ts';
import { type SendOnceDependencies, sendOnce } from '../shared/send-once.ts';
import { findingInDetail } from './finding-in-detail.ts';

export interface Alerting {
  competition: { name: string; year: number };
  admins: readonly Mailbox[];
}

/**
 * Mails the admins what somebody should look at in a registration, once for an entry: a school that is not on the list,
 * fields that were not understood, a photo that is somebody else's too. The mail says who it is about and what was
 * written in those fields, nothing more of the entry: it is about children, and mailboxes are kept for years.
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
  const { entryId } = state;
  const entry = await entries.get(entryId);
  const notes = notesOn(entry, state);
  if (notes.length === 0) return { outcome: 'not needed' };
  const mail = await alertMail(entry, state, notes, alerting);
  const { messageId } = await sendOnce(
    { entryId, execution, purpose: 'findings', part: 'findings', asked: askedAbout('findings', state) },
    mail,
    sending,
  );
  return { outcome: 'alerted', messageId };
}

/** What is to be looked at, each in a sentence or two, and what to do about it. */
function notesOn(entry: Entry, { validated, profile }: StoredProfile): string[] {
  return [
    ...schoolNotes[validated.school],
    ...entry.findings
      .filter(({ field }) => field !== 'email')
      .map((finding) => findingInDetail(finding, entry)),
    ...(profile.photoShared ? [findingInDetail({ field: 'imgFilename', code: 'shared' }, entry)] : []),
  ];
}

const schoolNotes: Record<StoredProfile['validated']['school'], string[]> = {
  known: [],
  unknown: [
    'The school is not on the list of schools. If it is new, add it to the list in the registration site; if it is another spelling of one on the list, correct the school of this registration.',
  ],
  unlisted: [
    'The list of schools could not be read, so the school was not checked against it. Have the engineer look whether schools.json is there and is a list of names.',
  ],
};

/** More than any mailbox shows. */
const longestSubject = 200;

async function alertMail(
  entry: Entry,
  { validated: { school } }: StoredProfile,
  notes: readonly string[],
  { competition, admins }: Alerting,
): Promise<Mail> {
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
      { kind: 'list', heading: 'What to look at', items: notes },
      {
        kind: 'list',
        heading: 'What to do',
        items: [
          'Correct it in the registration site, after asking the family if need be. The badge follows by itself.',
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
