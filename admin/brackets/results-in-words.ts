import type { ResultSummary } from '../../core/bracket-targets/results.ts';
import { progressStates } from '../../core/brackets/medals.ts';
import { placesInWords } from '../../core/brackets/standings.ts';
import { counted } from '../../core/domain/spoken-numbers.ts';
import { columns } from '../text-layout.ts';

/** How far the divisions are, and what a person should settle. People are not named: they are on the page. */
export function resultsInWords({ divisions, problems }: ResultSummary): string {
  const [complete, goingOn, notStarted] = progressStates.map((progress) =>
    divisions.filter((one) => one.progress === progress),
  );
  const medals = divisions.reduce((sum, one) => sum + one.medals.length, 0);
  const counts = [`${goingOn?.length} going on`, `${notStarted?.length} not started`].join(', ');
  const fighting = (goingOn ?? []).map(({ division, decided, matches, next, ties }) => [
    division,
    `${decided} of ${counted(matches, 'match', 'matches')}`,
    ties.length > 0 ? 'a tie is to be broken' : `next: ${next.join(', ')}`,
  ]);
  return [
    `${counted(complete?.length ?? 0, 'division')} complete, ${counts}: ${counted(medals, 'medal')}.`,
    ...(fighting.length > 0 ? ['Going on:', ...columns(fighting)] : []),
    ...listed('Ties that are yours to break, as the page says:', tiesIn(divisions)),
    ...listed(
      'Results that cannot be right, and do not count:',
      problems.map(({ division, match, problem }) =>
        [match === undefined ? division : `${division}, match ${match}`, problem].join(': '),
      ),
    ),
  ].join('\n');
}

const tiesIn = (divisions: ResultSummary['divisions']) =>
  divisions.flatMap(({ division, ties }) =>
    ties.map(
      ({ place, people, reason }) =>
        `${division}: ${counted(people.length, 'person', 'people')} for ${placesInWords(place, people.length)}. ${reason}`,
    ),
  );

export const listed = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];

/** Whether a person has something to settle. */
export const isOpen = ({ divisions, problems }: ResultSummary): boolean =>
  problems.length > 0 || divisions.some(({ ties }) => ties.length > 0);
