import type { PlannedDraw } from '../../core/brackets/plan-state.ts';
import { counted, spokenMinutes } from '../../core/domain/spoken-numbers.ts';

/** What an organiser should know before opening the page. */
export function planInWords({ counts, difference, publication }: PlannedDraw): string {
  return [
    `${people(counts.people)}, ${counted(counts.divisions, 'division')} with ${counted(counts.matches, 'match', 'matches')}.`,
    ...toLookAt(counts),
    counts.schoolMates === 0
      ? 'No school-mates meet in round one.'
      : `${counted(counts.schoolMates, 'pair')} of school-mates ${counts.schoolMates === 1 ? 'meets' : 'meet'} in round one, which cannot be helped.`,
    `The ring that takes longest takes ${spokenMinutes(counts.minutes)}.`,
    ...(difference ? [differenceInWords(difference)] : ['No draw is published yet.']),
    ...publication.map(publicationInWords),
  ].join('\n');
}

function toLookAt(counts: PlannedDraw['counts']): string[] {
  const { alone, undecided, unplaced, notCheckedIn, heldBack, staleDecisions, problems } = counts;
  const lines: [number, string][] = [
    [
      alone,
      `${are(alone)} alone in a division; ${undecided === 0 ? 'what becomes of them is decided' : `${undecided} still to be decided`}.`,
    ],
    [unplaced, `${are(unplaced)} in no division, for reasons that the page gives.`],
    [
      notCheckedIn,
      `${people(notCheckedIn)} ${notCheckedIn === 1 ? 'has' : 'have'} not checked in, and ${notCheckedIn === 1 ? 'is' : 'are'} left out.`,
    ],
    [heldBack, `${counted(heldBack, 'thing')} would be different in divisions that have started.`],
    [staleDecisions, `${counted(staleDecisions, 'decision has', 'decisions have')} no effect any more.`],
    [problems, `Something is wrong with the organisers’ files in ${counted(problems, 'place')}.`],
  ];
  return lines.filter(([count]) => count > 0).map(([, line]) => line);
}

const people = (count: number) => counted(count, 'person', 'people');
const are = (count: number) => counted(count, 'person is', 'people are');

function differenceInWords(difference: NonNullable<PlannedDraw['difference']>): string {
  const { added, removed, changed, renumbered, moved } = difference;
  const said = [
    [added, `${counted(added, 'division is', 'divisions are')} new`],
    [removed, `${counted(removed, 'division is', 'divisions are')} gone`],
    [changed, `${counted(changed, 'division is', 'divisions are')} changed`],
    [renumbered, `${counted(renumbered, 'division has', 'divisions have')} other match numbers`],
    [moved, `${people(moved)} moved`],
  ] as const;
  const there = said.filter(([count]) => count > 0).map(([, words]) => words);
  return there.length === 0
    ? 'Nothing differs from the published draw.'
    : `From the published draw: ${there.join(', ')}.`;
}

function publicationInWords({
  target,
  create,
  update,
  remove,
  start,
  calls,
  used,
  budget,
}: PlannedDraw['publication'][number]): string {
  const parts = [
    [create, 'to create'],
    [update, 'to change'],
    [remove, 'to remove'],
    [start, 'to mark as started'],
  ] as const;
  const todo = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const inAll = todo.length === 0 ? 'nothing to do' : todo.join(', ');
  const cost = calls > 0 ? `, ${counted(calls, 'call')}` : '';
  const limit =
    used === undefined || budget === undefined
      ? ''
      : `; ${used} of ${budget} are used this month${calls > budget - used ? ', which leaves too few' : ''}`;
  return `${target}: ${inAll}${cost}${limit}.`;
}
