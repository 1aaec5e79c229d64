import type { Part } from '../../core/domain/state.ts';
import { adminCommand } from '../admin-command.ts';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { openStage, type Stage } from '../stage.ts';
import { everybody, type Person } from './people.ts';
import { notFound, search } from './search.ts';

/** A person, with the parts of the registration that need attention. */
export type FoundPerson = Person & { attention: Part[] };

export const find = adminCommand(
  {
    name: 'find',
    what: 'finds people by name, school, e-mail address, code of a badge, or id',
    more: `Words may come in any order, in part, and without accents. Those whose entry has come, but who are not
registered, are found too. Where nobody fits, it says who is near, and ends with 1.`,
    undo: 'Nothing to undo: it only reads.',
  },
  (command) => command.argument('<text...>', 'what to look for, such as jordan owasso'),
  async ({ stage: name, json }, words) => {
    const text = words.join(' ');
    if (text.trim() === '') throw new CommandError('Say what to look for.');
    const { found, near } = await findIn(await openStage(name), text);
    if (json) console.log(JSON.stringify({ found, near }, undefined, 2));
    else if (found.length > 0) console.log(peopleInWords(found));
    if (found.length > 0) return exitCodes.done;
    const nearOnes = json || near.length === 0 ? [] : ['', peopleInWords(near)];
    console.error([notFound(text, near), ...nearOnes].join('\n'));
    return exitCodes.couldNot;
  },
);

export async function findIn(
  stage: Stage,
  text: string,
): Promise<{ found: FoundPerson[]; near: FoundPerson[] }> {
  const { people, marks } = await everybody(stage);
  const { found, near } = search(text, people);
  const withMarks = (person: Person) => ({
    ...person,
    attention: Object.keys(marks.get(person.id) ?? {}) as Part[],
  });
  return { found: found.map(withMarks), near: near.map(withMarks) };
}

/** The most people that are shown; JSON has all. */
const mostShown = 20;

export function peopleInWords(people: readonly FoundPerson[]): string {
  const blocks = people
    .slice(0, mostShown)
    .map(({ id, badgeId, name, school, type, email, ...person }) =>
      [
        `${name || '(no name)'}, ${type || '(no type)'}`,
        `  ${school || '(no school)'}`,
        `  ${[badgeId, standingOf(person.payment), email].filter(Boolean).join('  ')}`,
        `  ${id}`,
        ...(person.attention.length > 0 ? [`  needs attention: ${person.attention.join(', ')}`] : []),
      ].join('\n'),
    );
  const rest = people.length - blocks.length;
  return [...blocks, ...(rest > 0 ? [`and ${rest} more: say more words`] : [])].join('\n\n');
}

/** A registration whose payment has not gone back is simply one; that of a coach may cost nothing. */
export function standingOf(payment: Person['payment']): string {
  if (payment === undefined) return 'not registered';
  return payment === 'paid' ? 'registered' : `registered, ${payment}`;
}
