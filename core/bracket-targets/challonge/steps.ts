/** From what a tournament is to what it is to be, one call after the other. */
import { folded } from '../../brackets/shown-names.ts';
import type { Bracket, NewParticipant } from '../../clients/challonge/challonge.ts';
import { hexHash } from '../../domain/ids.ts';
import type { Content } from './content.ts';

/** A person as a record has him or her, without a name. */
export interface KnownPerson {
  misc: string;
  /** Of the name as it is shown, and of the name without case and accents: 8 hexadecimal digits each. */
  name: string;
  /** At Challonge. */
  id: string;
}

/** A tournament as far as it is known. */
export interface Known {
  /** At Challonge. */
  id: string;
  name: string;
  type: string;
  private: boolean;
  started: boolean;
  /** It was forced to be drawn again, and that has not been done yet: results from before do not count. */
  toReset?: true;
  /** By seed. */
  people: readonly KnownPerson[];
}

export type Step =
  | { does: 'create' | 'update' | 'clear' | 'reset' | 'start' | 'remove' }
  /** @param from the first seed, up to and with `to`. */
  | { does: 'add'; from: number; to: number }
  | { does: 'rename'; seed: number };

/** What a tournament is to be. */
export interface Aim {
  /** Without it, the tournament is to be removed. */
  content: Content | undefined;
  started: boolean;
  forced: boolean;
}

/** How many people Challonge takes in one call. */
const chunk = 20;

/**
 * The next call, or none if all is as it should be.
 * @returns `blocked` if it has started, and something would have to change that is not forced.
 */
export function nextStep(known: Known | undefined, aim: Aim): Step | 'blocked' | undefined {
  const { content, forced } = aim;
  if (!known) return content && { does: 'create' };
  if (known.started) {
    if (known.toReset) return { does: 'reset' };
    if (!content || !isFought(known, content)) return forced ? { does: 'reset' } : 'blocked';
    // Once the organisers know that it has started, nothing of it changes any more: not a name, and not if it was forced before.
    if (aim.started || (!forced && isShown(known, content))) return undefined;
    return forced ? { does: 'reset' } : 'blocked';
  }
  if (!content) return { does: 'remove' };
  if (!isShown(known, content)) return changeOf(known, content);
  return aim.started ? { does: 'start' } : undefined;
}

/** What is known once a step has been made. @param ids of what is new at Challonge. */
export function afterStep(
  known: Known | undefined,
  step: Step,
  { content }: Aim,
  ids?: readonly string[],
): Known | undefined {
  if (step.does === 'remove') return undefined;
  if (known && step.does === 'start') return { ...known, started: true };
  if (known && step.does === 'reset') {
    const { toReset: _, ...rest } = known;
    return { ...rest, started: false };
  }
  if (!content) return known;
  const { name, type, private: hidden } = content.tournament;
  if (!known) return { id: ids?.[0] ?? '', name, type, private: hidden, started: false, people: [] };
  switch (step.does) {
    case 'update':
      return { ...known, name, type, private: hidden };
    case 'clear':
      return { ...known, people: [] };
    case 'add': {
      const added = content.participants.slice(step.from - 1, step.to);
      const people = added.map((one, index) => knownPerson({ ...one, id: ids?.[index] ?? '?' }));
      return { ...known, people: [...known.people, ...people] };
    }
    case 'rename': {
      const name = nameMark(content.participants[step.seed - 1]?.name ?? '');
      const people = known.people.map((one, index) => (index === step.seed - 1 ? { ...one, name } : one));
      return { ...known, people };
    }
    default:
      return known;
  }
}

/** What has been seen of a tournament. @param before for what Challonge does not say. */
export function seenIn(
  { id, name, type, state, participants }: Bracket,
  { private: hidden, toReset }: Pick<Known, 'private' | 'toReset'>,
): Known {
  const started = hasStarted(state);
  const people = participants.map(knownPerson);
  return { id, name, type, private: hidden, started, ...(started && toReset && { toReset }), people };
}

export const hasStarted = (state: Bracket['state']) =>
  !['pending', 'checking_in', 'checked_in', 'accepting_predictions'].includes(state);

/** Whether everything is as it should be. */
function isShown(known: Known, content: Content): boolean {
  return (
    isDescribed(known, content) && isFought(known, content) && firstOtherName(known, content) === undefined
  );
}

const isDescribed = ({ name, type, private: hidden }: Known, { tournament }: Content) =>
  name === tournament.name && type === tournament.type && hidden === tournament.private;

/** Whether the same people meet in the same way. */
function isFought({ type, people }: Known, { tournament, participants }: Content): boolean {
  return type === tournament.type && people.length === participants.length && isStartOf(people, participants);
}

const isStartOf = (people: readonly KnownPerson[], wanted: readonly NewParticipant[]) =>
  people.every(({ misc }, index) => misc === wanted[index]?.misc);

const firstOtherName = ({ people }: Pick<Known, 'people'>, { participants }: Content) =>
  participants.find(({ name }, index) => people[index] && people[index].name !== nameMark(name));

function changeOf(known: Known, content: Content): Step {
  const { participants } = content;
  const { people } = known;
  if (!isDescribed(known, content)) return { does: 'update' };
  if (!isStartOf(people, participants)) return { does: 'clear' };
  const other = firstOtherName(known, content);
  if (!other) {
    // Half of them may have come when a call failed.
    return { does: 'add', from: people.length + 1, to: Math.min(people.length + chunk, participants.length) };
  }
  return isCheapToRename(known, content) ? { does: 'rename', seed: other.seed } : { does: 'clear' };
}

/** Whether it takes no more calls than to add everybody again, and no name is there twice, not even for a moment. */
function isCheapToRename({ people }: Known, { participants }: Content): boolean {
  const others = participants.filter(
    ({ name }, index) => people[index] && people[index].name !== nameMark(name),
  );
  const missing = participants.length - people.length;
  if (others.length + callsToAdd(missing) > 1 + callsToAdd(participants.length)) return false;
  return others.every(
    ({ name, seed }) =>
      people[seed - 1]?.id !== '' &&
      people.every((one, index) => index === seed - 1 || one.name.slice(8) !== nameMark(name).slice(8)),
  );
}

const callsToAdd = (people: number) => Math.ceil(people / chunk);

const knownPerson = ({
  name,
  misc,
  id,
}: Pick<NewParticipant, 'name' | 'misc'> & { id: string }): KnownPerson => ({
  misc,
  name: nameMark(name),
  id,
});

const nameMark = (name: string) => hexHash(name, 8) + hexHash(folded(name), 8);
