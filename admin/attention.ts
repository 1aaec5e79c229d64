/** What needs attention, in the words that organisers read in their mails. */
import { type Pages, sumsIn, taskOf } from '../core/attention/attention-mail.ts';
import { plainWords, titleOf } from '../core/attention/plain-words.ts';
import { fieldsAtFault, type Subject } from '../core/attention/subject.ts';
import { EntryInvalidError } from '../core/domain/errors.ts';
import type { Part } from '../core/domain/state.ts';
import type { AttentionMark } from '../core/progress/progress-record.ts';
import { timeOf, wrapped } from './text-layout.ts';

/** A part of a registration that needs attention. Times are ISO 8601. */
export interface AttentionInWords {
  part: Part;
  error: string;
  reason: string;
  since: string;
  /** `A badge could not be made: Google Drive refuses` */
  title: string;
  happened: string;
  /** The fields that are wrong, or the sums that differ, where that is the problem. */
  details: string[];
  todo: { text: string; page?: string }[];
}

/** @param pages those about the entry. */
export function attentionInWords(
  part: Part,
  { error, reason, at, refresh }: AttentionMark,
  subject: Subject,
  pages: Pages,
): AttentionInWords {
  const task = taskOf(part, refresh);
  const words = plainWords(error, task);
  const sums = sumsIn(error, reason);
  // The year of the competition decides nothing about the fields that can be at fault.
  const fields =
    error === EntryInvalidError.errorName ? fieldsAtFault(subject, task, new Date(at).getUTCFullYear()) : [];
  return {
    ...{ part, error, reason, since: at, title: titleOf(task, words), happened: words.happened },
    details: [
      ...(sums ? [sums] : []),
      ...fields.map(
        ({ label, written, accepted }) =>
          `${label}: ${written ? `it says “${written}”` : 'it is empty'}; it should be ${accepted}`,
      ),
    ],
    todo: words.todo.map(({ text, place }) => ({ text, page: place && pages[place] })),
  };
}

/** Lines for a terminal. */
export function attentionLines({ title, error, since, happened, details, todo }: AttentionInWords): string[] {
  return [
    ...wrapped(title),
    ...wrapped(`(${error}, since ${timeOf(since)})`, '    '),
    ...wrapped(happened, '    '),
    ...details.flatMap((detail) => wrapped(detail, '      ', '    - ')),
    ...todo.flatMap(({ text, page }, index) => [
      ...wrapped(text, '       ', `    ${index + 1}. `),
      ...(page ? [`       ${page}`] : []),
    ]),
  ];
}
