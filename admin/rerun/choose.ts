/** What needs attention, as a list from which a person picks. */
import { createInterface } from 'node:readline/promises';
import { taskOf } from '../../core/attention/attention-mail.ts';
import { plainWords } from '../../core/attention/plain-words.ts';
import type { Part } from '../../core/domain/state.ts';
import type { AttentionMark } from '../../core/progress/progress-record.ts';
import { CommandError } from '../command-error.ts';
import type { Marks, Person } from '../find/people.ts';
import { lasting, wrapped } from '../text-layout.ts';

export interface NeedsAttention extends Pick<Person, 'id' | 'badgeId' | 'name' | 'school'> {
  /** Times are ISO 8601. */
  parts: { part: Part; error: string; because: string; since: string }[];
}

/** Those that have waited longest first. */
export function needingAttention(people: readonly Person[], marks: Marks): NeedsAttention[] {
  return people
    .flatMap(({ id, badgeId, name, school }) => {
      const parts = Object.entries(marks.get(id) ?? {}) as [Part, AttentionMark][];
      if (parts.length === 0) return [];
      return {
        ...{ id, badgeId, name, school },
        parts: parts.map(([part, { error, at, refresh }]) => ({
          ...{ part, error, since: at },
          because: plainWords(error, taskOf(part, refresh)).because,
        })),
      };
    })
    .sort((a, b) => (oldest(a) < oldest(b) ? -1 : 1));
}

const oldest = ({ parts }: NeedsAttention) => parts.map(({ since }) => since).sort()[0] ?? '';

/** @param now epoch milliseconds. */
export function listInWords(list: readonly NeedsAttention[], now: number): string {
  if (list.length === 0) return 'Nothing needs attention.';
  const digits = String(list.length).length;
  return list
    .flatMap(({ id, badgeId, name, school, parts }, index) => [
      ...wrapped(
        `${name || school ? [name || '(no name)', school].filter(Boolean).join(', ') : id}`,
        ' '.repeat(digits + 3),
        `${String(index + 1).padStart(digits + 1)}  `,
      ),
      ...parts.flatMap(({ part, because, since }) =>
        wrapped(`${part}: ${because}, for ${lasting(now - Date.parse(since))}`, ' '.repeat(digits + 5)),
      ),
      `${' '.repeat(digits + 5)}${badgeId}`,
    ])
    .join('\n');
}

/** @throws CommandError when the answer cannot be understood. */
export async function ask(list: readonly NeedsAttention[]): Promise<NeedsAttention[]> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(
      '\nWhich to run again? Numbers such as 1,3-5, or all; nothing for none: ',
    );
    return chosenFrom(list, answer);
  } finally {
    lines.close();
  }
}

/** @throws CommandError when the answer cannot be understood. */
export function chosenFrom<T>(list: readonly T[], answer: string): T[] {
  const said = answer.trim().toLowerCase();
  if (said === 'all') return [...list];
  const chosen = new Set<number>();
  for (const part of said.split(/[\s,]+/).filter((one) => one !== '')) {
    const [, from = '', to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    for (let number = Number(from); number <= Number(to); number += 1) chosen.add(number);
    if (from === '' || Number(from) < 1 || Number(to) > list.length || Number(to) < Number(from)) {
      throw new CommandError(`Say numbers from 1 to ${list.length}, not “${part}”. Nothing was run.`);
    }
  }
  return list.filter((_, index) => chosen.has(index + 1));
}
