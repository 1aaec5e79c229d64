/** Who takes part. A seed is the place in the list. */
import { release } from './progression.ts';
import { hasNotStarted, type Participant, type Tournament } from './records.ts';
import { notPlayed, type Problem, Refusal, refused, refuseIf } from './refusal.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';

/** Keys by which Challonge invites somebody, to whom it sends a mail. */
const invitations = ['email', 'username', 'challonge_username', 'invite_name_or_email'];

/** @throws Refusal 501 when it is an invitation. */
export function refuseInvitation(fields: Readonly<Record<string, unknown>>): void {
  if (invitations.some((key) => fields[key])) throw notPlayed('inviting participants');
}

export interface ParticipantFields {
  name?: string;
  misc?: string | null;
  /** From 1; whoever has it moves down. Absent: after everybody else. */
  seed?: number;
}

const mostMisc = 255;

/** @throws Refusal 422 with all that is wrong. */
export function addParticipant(
  store: Store,
  tournament: Tournament,
  { name = '', misc = null, seed }: ParticipantFields,
  settings: Settings,
): Participant {
  const { participants } = tournament;
  const most = participants.length + 1;
  refuseIf([
    ...problemsOf(tournament, { name, misc, seed }, most, settings),
    !hasNotStarted(tournament) && { text: 'Tournament participants can no longer be added' },
    tournament.signupCap !== null &&
      participants.length >= tournament.signupCap && { text: 'Tournament is full' },
  ]);
  const time = store.time;
  const participant: Participant = {
    ...{ id: store.newId('participant'), name: name.trim(), misc },
    ...{ active: true, finalRank: null, checkedInAt: null, createdAt: time, updatedAt: time },
  };
  participants.splice((seed ?? most) - 1, 0, participant);
  tournament.updatedAt = time;
  store.changed();
  return participant;
}

/**
 * @param atomic whether the first that is refused takes back those before it.
 * @throws Refusal 422 with what is wrong with that one.
 */
export function addParticipants(
  store: Store,
  tournament: Tournament,
  all: readonly ParticipantFields[],
  settings: Settings,
  atomic: boolean,
): Participant[] {
  if (all.length === 0) throw refused('Participant parameters are required', 'participants');
  const before = [...tournament.participants];
  try {
    return all.map((fields) => addParticipant(store, tournament, fields, settings));
  } catch (error) {
    if (atomic) tournament.participants = before;
    throw error;
  }
}

/** @throws Refusal 422: a seed cannot change once the tournament has started. */
export function updateParticipant(
  store: Store,
  tournament: Tournament,
  participant: Participant,
  { name = participant.name, misc = participant.misc, seed }: ParticipantFields,
  settings: Settings,
): void {
  const { participants } = tournament;
  const place = participants.indexOf(participant);
  const moves = seed !== undefined && seed !== place + 1;
  refuseIf([
    ...problemsOf(tournament, { name, misc, seed }, participants.length, settings, participant),
    moves && !hasNotStarted(tournament) && { text: 'Seed can no longer be changed', attribute: 'seed' },
  ]);
  Object.assign(participant, { name: name.trim(), misc, updatedAt: store.time });
  if (moves) {
    participants.splice(place, 1);
    participants.splice(seed - 1, 0, participant);
  }
  store.changed();
}

function problemsOf(
  { participants }: Tournament,
  { name = '', misc, seed }: ParticipantFields,
  mostSeed: number,
  { namesFolded }: Settings,
  self?: Participant,
): (Problem | false)[] {
  const key = (text: string) => (namesFolded ? folded(text.trim()) : text.trim());
  return [
    key(name) === '' && { text: "Name can't be blank", attribute: 'name' },
    participants.some((other) => other !== self && key(other.name) === key(name)) && {
      text: 'Name has already been taken',
      attribute: 'name',
    },
    seed !== undefined &&
      !(Number.isInteger(seed) && seed >= 1 && seed <= mostSeed) && {
        text: `Seed out of range (maximum allowed value is ${mostSeed})`,
        attribute: 'seed',
      },
    (misc ?? '').length > mostMisc && {
      text: `Misc is too long (maximum is ${mostMisc} characters)`,
      attribute: 'misc',
    },
  ];
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Before the start it is gone; after it, it no longer takes part, and forfeits what remains. */
export function removeParticipant(store: Store, tournament: Tournament, participant: Participant): void {
  if (hasNotStarted(tournament)) {
    tournament.participants.splice(tournament.participants.indexOf(participant), 1);
  } else {
    participant.active = false;
    participant.updatedAt = store.time;
    release(store, tournament);
  }
  store.changed();
}

/** @throws Refusal 422 after the start. */
export function clearParticipants(store: Store, tournament: Tournament): void {
  if (!hasNotStarted(tournament)) throw refused('Tournament participants can no longer be removed');
  tournament.participants = [];
  store.changed();
}

/** @throws Refusal 422 after the start. */
export function shuffleSeeds(store: Store, tournament: Tournament): void {
  if (!hasNotStarted(tournament)) throw refused('Seeds can no longer be changed');
  const keys = new Map(tournament.participants.map((one) => [one, Math.random()]));
  tournament.participants.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
  store.changed();
}

/** @throws Refusal 422 when the check-in is not open. */
export function checkIn(store: Store, tournament: Tournament, participant: Participant, isIn: boolean): void {
  if (tournament.state !== 'checking_in') {
    throw refused('Sorry, the check-in window has closed for this tournament.');
  }
  participant.checkedInAt = isIn ? store.time : null;
  store.changed();
}

/** @throws Refusal 404. */
export function participantOf({ id, participants }: Tournament, wanted: string): Participant {
  const found = participants.find((one) => String(one.id) === wanted);
  if (!found) throw new Refusal(404, { text: `Participant not found for tournament ID ${id}` });
  return found;
}
