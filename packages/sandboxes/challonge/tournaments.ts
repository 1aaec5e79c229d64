/** A tournament's life: made, changed, started, reset, finalized, deleted. */
import { randomInt } from 'node:crypto';
import { finalRanks } from './final-ranks.ts';
import { newMatches, release } from './progression.ts';
import {
  hasNotStarted,
  isDecided,
  isElimination,
  type Tournament,
  type TournamentFields,
  type TournamentState,
  tournamentTypes,
} from './records.ts';
import { notPlayed, type Problem, Refusal, refused, refuseIf } from './refusal.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';

const mostCharacters = 60;

/** Addresses of the sandbox's own. */
const taken = new Set(['settings', '_settings', '_calls', '_usage', '_faults', '_tournaments', 'v1']);

/** The defaults of a new tournament. */
const usual: TournamentFields = {
  name: '',
  url: '',
  type: 'single elimination',
  description: '',
  private: false,
  thirdPlace: false,
  sequentialPairings: false,
  hideSeeds: false,
  showRounds: false,
  hideForum: false,
  quickAdvance: false,
  acceptAttachments: false,
  openSignup: false,
  signupCap: null,
  startsAt: null,
  checkInDuration: null,
  notifyMatchesOpen: true,
  notifyTournamentEnds: true,
  rankedBy: null,
  rrIterations: null,
  gameName: null,
};

/** @throws Refusal 422 with all that is wrong. */
export function createTournament(store: Store, given: Partial<TournamentFields>): Tournament {
  const url = given.url || freeUrl(store);
  const fields = { ...usual, ...given, url };
  refuseIf(problemsOf(store, fields));
  const time = store.time;
  const tournament: Tournament = {
    ...fields,
    id: store.newId('tournament'),
    state: 'pending',
    createdAt: time,
    updatedAt: time,
    startedAt: null,
    completedAt: null,
    participants: [],
    matches: [],
  };
  store.records.tournaments.push(tournament);
  store.changed();
  return tournament;
}

/** @throws Refusal 422 with all that is wrong; its type cannot change once it has started. */
export function updateTournament(
  store: Store,
  tournament: Tournament,
  given: Partial<TournamentFields>,
): Tournament {
  const { url = tournament.url, ...rest } = given;
  const changed = { ...tournament, ...rest, url: url || tournament.url };
  const frozen =
    !hasNotStarted(tournament) &&
    (['type', 'thirdPlace', 'sequentialPairings', 'rrIterations'] as const).some(
      (field) => changed[field] !== tournament[field],
    );
  refuseIf([
    ...problemsOf(store, changed, tournament),
    frozen && { text: 'Tournament has already started', attribute: 'tournament_type' },
  ]);
  Object.assign(tournament, changed, { updatedAt: store.time });
  store.changed();
  return tournament;
}

function problemsOf(
  store: Store,
  { name, url, type, startsAt, checkInDuration }: TournamentFields,
  self?: Tournament,
): (Problem | false)[] {
  const other = store.findUrl(url);
  const attribute = 'url';
  return [
    name.trim() === '' && { text: "Name can't be blank", attribute: 'name' },
    name.length > mostCharacters && {
      text: `Name is too long (maximum is ${mostCharacters} characters)`,
      attribute: 'name',
    },
    !/^\w*$/.test(url) && { text: 'URL can only contain letters, numbers, and underscores', attribute },
    ((other !== undefined && other !== self) || taken.has(url)) && {
      text: 'URL has already been taken',
      attribute,
    },
    !tournamentTypes.includes(type) && {
      text: 'Tournament type is invalid',
      detail: 'Tournament Format is invalid',
      attribute: 'tournament_format',
    },
    self === undefined &&
      checkInDuration !== null &&
      !(startsAt !== null && Date.parse(startsAt) > store.now()) && {
        text: 'Start time must be in the future when check-in is enabled',
        attribute: 'starts_at',
      },
  ];
}

function freeUrl(store: Store): string {
  const characters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const url = Array.from({ length: 8 }, () => characters[randomInt(characters.length)]).join('');
  return store.findUrl(url) ? freeUrl(store) : url;
}

/** @throws Refusal 422 when it has started, unless the sandbox is switched to allow that. */
export function deleteTournament(
  store: Store,
  tournament: Tournament,
  version: 'v1' | 'v2.1',
  { deleteStarted }: Settings,
): void {
  const allowed = deleteStarted === 'both' || deleteStarted === version;
  if (!hasNotStarted(tournament) && !allowed) {
    throw refused('Please revert the tournament to pending before deleting');
  }
  const { tournaments } = store.records;
  tournaments.splice(tournaments.indexOf(tournament), 1);
  store.changed();
}

export const stateChanges = [
  'start',
  'finalize',
  'reset',
  'process_checkin',
  'abort_checkin',
  'open_predictions',
] as const;
export type StateChange = (typeof stateChanges)[number];

/** From which states each change is possible. */
const possible: Record<StateChange, readonly TournamentState[]> = {
  start: ['pending', 'checked_in', 'accepting_predictions'],
  finalize: ['awaiting_review'],
  reset: ['underway', 'awaiting_review', 'complete'],
  process_checkin: ['checking_in'],
  abort_checkin: ['checking_in', 'checked_in'],
  open_predictions: ['pending', 'checked_in'],
};

/** The states in which a repeated change finds nothing to do. */
const done: Partial<Record<StateChange, readonly TournamentState[]>> = {
  start: ['underway', 'awaiting_review'],
  finalize: ['complete'],
  reset: ['pending'],
};

/** @throws Refusal 422 when the tournament is not in a state for it, or has fewer than two who take part. */
export function changeState(
  store: Store,
  tournament: Tournament,
  change: StateChange,
  settings: Settings,
): void {
  const { state } = tournament;
  if (!possible[change].includes(state)) {
    if (!settings.repeatedStateRefused && done[change]?.includes(state)) return;
    throw refused(`Tournament cannot ${change.replace('_', ' ')} while it is ${state}`, 'state');
  }
  changes[change](store, tournament, settings);
  tournament.updatedAt = store.time;
  store.changed();
}

const changes: Record<StateChange, (store: Store, tournament: Tournament, settings: Settings) => void> = {
  start,
  finalize,
  reset,
  process_checkin: processCheckIn,
  abort_checkin: abortCheckIn,
  open_predictions: openPredictions,
};

function start(store: Store, tournament: Tournament, { roundRobinOrder }: Settings): void {
  const active = tournament.participants.filter((one) => one.active);
  if (active.length < 2) {
    throw refused('Tournament must have at least 2 participants to start', 'state');
  }
  if (!isElimination(tournament) && tournament.type !== 'round robin') {
    throw notPlayed(`starting a tournament of type ${tournament.type}`);
  }
  tournament.matches = newMatches(store, tournament, active, roundRobinOrder);
  tournament.state = 'underway';
  tournament.startedAt = store.time;
  release(store, tournament);
}

function finalize(store: Store, tournament: Tournament): void {
  const ranks = finalRanks(tournament);
  for (const participant of tournament.participants)
    participant.finalRank = ranks.get(participant.id) ?? null;
  tournament.state = 'complete';
  tournament.completedAt = store.time;
}

/** Participants stay and can be added to again; who was taken out comes back. */
function reset(_store: Store, tournament: Tournament): void {
  tournament.matches = [];
  tournament.state = 'pending';
  tournament.startedAt = null;
  tournament.completedAt = null;
  for (const participant of tournament.participants) {
    participant.finalRank = null;
    participant.active = true;
  }
}

/** Who has not checked in does not take part, and moves behind the others. */
function processCheckIn(_store: Store, tournament: Tournament): void {
  for (const one of tournament.participants) one.active = one.checkedInAt !== null;
  tournament.participants.sort((a, b) => Number(b.active) - Number(a.active));
  tournament.state = 'checked_in';
}

function abortCheckIn(_store: Store, tournament: Tournament): void {
  for (const participant of tournament.participants) participant.checkedInAt = null;
  tournament.checkInDuration = null;
  tournament.state = 'pending';
}

function openPredictions(_store: Store, tournament: Tournament): void {
  tournament.state = 'accepting_predictions';
}

/** The check-in opens by the clock. */
export function openCheckIns(store: Store): void {
  for (const tournament of store.records.tournaments) {
    const { state, startsAt, checkInDuration } = tournament;
    if (state !== 'pending' || startsAt === null || checkInDuration === null) continue;
    if (store.now() < Date.parse(startsAt) - checkInDuration * 60_000) continue;
    tournament.state = 'checking_in';
    store.changed();
  }
}

/** In percent. */
export function progressOf({ state, matches }: Tournament): number {
  if (state === 'complete') return 100;
  if (matches.length === 0) return 0;
  return Math.floor((100 * matches.filter(isDecided).length) / matches.length);
}

/** @throws Refusal 404. */
export function existing(store: Store, idOrUrl: string): Tournament {
  const tournament = store.find(idOrUrl);
  if (!tournament) throw new Refusal(404, { text: 'Requested tournament not found' });
  return tournament;
}
