import type { Mail } from '../clients/mail.ts';
import type { Competition } from '../domain/competition.ts';
import type { Mailbox } from '../domain/email-address.ts';
import type { Counts, ResultFile } from '../jobs/job-state.ts';
import { layOutMail } from '../mail/mail-frame.ts';

/** The most that are named of what could not be forgotten. */
const mostNamed = 50;

/** What a job that forgets people has found and done, in words; counts by the names that the job gives them. */
const counted: readonly (readonly [name: string, label: string])[] = [
  ['medical facts forgotten', 'People whose medical facts are gone'],
  ['pictures forgotten', 'People whose photos and badges are gone'],
  ['names forgotten', 'People whose names are gone: only their payments are left'],
  ['neverPaid', 'Of those, families that never paid'],
  ['objects', 'Photos, badges and other files deleted, with their versions'],
  ['files deleted', 'Lists and print sheets deleted in Drive'],
  ['archived', 'People changed in the archive and in the form’s table'],
];

/** The mail to the organisers about what was forgotten: numbers and ids only. */
export async function retentionMail(
  { counts, failures }: Pick<ResultFile, 'failures'> & { counts: Counts },
  {
    competition,
    admins,
    execution,
  }: { competition: Competition; admins: readonly Mailbox[]; execution: string },
): Promise<Mail> {
  const letterhead = `${competition.year} ${competition.name}`;
  const title = failures.length === 0 ? 'What was forgotten' : 'Not all could be forgotten';
  const facts = counted.flatMap(([name, label]) => {
    const count = counts[name] ?? 0;
    return count > 0 ? [[label, String(count)] as const] : [];
  });
  const named = failures.slice(0, mostNamed).map(({ id, failed }) => `${id}: ${failed}`);
  const more = failures.length - named.length;
  const layout = await layOutMail({
    letterhead,
    title,
    blocks: [
      {
        kind: 'paragraph',
        text:
          failures.length === 0
            ? 'What the tournament no longer needs was deleted, as the stage says. Nobody has to do anything.'
            : 'What the tournament no longer needs was to be deleted, as the stage says. Some of it could not be. An engineer should look at it if this mail comes again tomorrow.',
      },
      ...(facts.length > 0 ? [{ kind: 'facts', heading: 'What is gone', facts } as const] : []),
      ...(failures.length > 0
        ? [
            {
              kind: 'list',
              heading: 'What is left: it is tried again tomorrow',
              items: more > 0 ? [...named, `and ${more} more`] : named,
            } as const,
          ]
        : []),
    ],
    signature: [competition.name],
    footnote: `For engineers: execution ${execution}`,
  });
  return { to: admins, subject: `${letterhead}: ${title}`, ...layout };
}
