import { eliminationMatches, type Side } from '../../core/brackets/bracket.ts';
import { folded } from '../../core/brackets/shown-names.ts';
import type {
  Bracket,
  Challonge,
  Match,
  NewParticipant,
  NewTournament,
  Participant,
  Tournament,
  TournamentState,
} from '../../core/clients/challonge/challonge.ts';
import { ChallongeRefusedError, ChallongeUnansweredError } from '../../core/domain/errors.ts';

interface HeldMatch {
  id: string;
  identifier: string;
  round: number;
  sides: [Side, Side];
  winner?: number;
  score?: string;
}

export interface HeldTournament extends NewTournament {
  id: string;
  state: TournamentState;
  participants: Participant[];
  matches: HeldMatch[];
}

/** A call that ends with an error, counted from 1, before or after what it does was done. */
export interface Cut {
  call: number;
  done: boolean;
  error: Error;
}

/** Challonge with its rules in memory. Ids are digits and rise. */
export class MemoryChallonge implements Challonge {
  tournaments: HeldTournament[] = [];
  /** The names of the methods called. */
  calls: string[] = [];
  cut: Cut | undefined;
  /** What is there of a bulk add that was cut: nothing, as version 1 says, or half, as version 2.1 may have it. */
  bulk: 'atomic' | 'half' = 'atomic';
  #ids = 0;

  /** What people see, by name, and the address without its end: equal after an interruption as without one. */
  get visible(): unknown[] {
    return this.tournaments.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(visibleIn);
  }

  visibleAt(part: string): unknown {
    return visibleIn(this.at(part));
  }

  /** As if a person had done it on Challonge's page. */
  at(part: string): HeldTournament {
    const found = this.tournaments.find(({ name }) => name.startsWith(`${part}, `));
    if (!found) throw new Error(`there is no ${part}`);
    return found;
  }

  /** The first of two people wins, by misc. @param score with the winner's points first. */
  win(part: string, winner: string, loser: string, score = '2-1'): void {
    const held = this.at(part);
    const seeds = [winner, loser].map((misc) => held.participants.find((one) => one.misc === misc)?.seed);
    const match = held.matches.find((one) => {
      const pair = one.sides.map((side) => this.#seedOn(side, held));
      return one.winner === undefined && seeds.every((seed) => pair.includes(seed));
    });
    if (!match) throw new Error(`nobody meets in ${part} as said`);
    match.winner = seeds[0] ?? 0;
    const isFirst = this.#seedOn(match.sides[0], held) === seeds[0];
    match.score = isFirst ? score : score.replace(/(\d+)-(\d+)/g, '$2-$1');
  }

  async create(tournament: NewTournament): Promise<Tournament> {
    return this.#change('create', () => {
      const { name, url } = tournament;
      if (!/^\w{1,60}$/.test(url) || name === '' || Array.from(name).length > 60) refuse(422);
      if (this.tournaments.some((one) => one.url === url)) refuse(422);
      const held = {
        ...tournament,
        id: this.#id(),
        state: 'pending',
        participants: [],
        matches: [],
      } as const;
      this.tournaments.push({ ...held, participants: [], matches: [] });
      return shown(this.#held(held.id));
    });
  }

  async find(idOrUrl: string): Promise<Bracket | undefined> {
    return this.#change('find', () => {
      const held = this.tournaments.find(({ id, url }) => id === idOrUrl || url === idOrUrl);
      if (!held) return undefined;
      const participants = held.participants.map((one) => ({ ...one }));
      return { ...shown(held), participants, matches: held.matches.map((one) => this.#match(one, held)) };
    });
  }

  async list(): Promise<Tournament[]> {
    return this.#change('list', () => this.tournaments.map(shown));
  }

  async update(id: string, tournament: Omit<NewTournament, 'url'>): Promise<void> {
    return this.#change('update', () => {
      const held = this.#held(id);
      if (held.type !== tournament.type) mustBePending(held);
      Object.assign(held, tournament);
    });
  }

  async addParticipants(id: string, participants: readonly NewParticipant[]): Promise<Participant[]> {
    const half = this.bulk === 'half' && this.cut?.call === this.calls.length + 1 && this.cut.done;
    const sent = half ? participants.slice(0, Math.floor(participants.length / 2)) : participants;
    return this.#change('addParticipants', () => {
      const held = this.#held(id);
      mustBePending(held);
      if (participants.length > 20) refuse(422);
      const added: Participant[] = [];
      for (const one of sent) {
        const others = [...held.participants, ...added];
        if (one.seed < 1 || one.seed > others.length + 1) refuse(422);
        mustBeFree(one.name, others);
        added.push({ ...one, id: this.#id() });
      }
      // A seed that is taken pushes the others down.
      for (const one of added) held.participants.splice(one.seed - 1, 0, one);
      for (const [index, one] of held.participants.entries()) one.seed = index + 1;
      return added;
    });
  }

  async renameParticipant(id: string, participantId: string, name: string): Promise<void> {
    return this.#change('renameParticipant', () => {
      const { participants } = this.#held(id);
      const participant = participants.find((one) => one.id === participantId);
      if (!participant) return refuse(404);
      mustBeFree(
        name,
        participants.filter((one) => one !== participant),
      );
      participant.name = name;
    });
  }

  async clearParticipants(id: string): Promise<void> {
    return this.#change('clearParticipants', () => {
      mustBePending(this.#held(id));
      this.#held(id).participants = [];
    });
  }

  async changeState(id: string, state: 'start' | 'reset' | 'finalize'): Promise<void> {
    return this.#change(state, () => {
      const held = this.#held(id);
      const { length } = held.participants;
      if ((state === 'start') !== (held.state === 'pending') || length < 2) refuse(422);
      held.state = state === 'start' ? 'underway' : state === 'reset' ? 'pending' : 'complete';
      held.matches = state === 'reset' ? [] : held.matches;
      if (state === 'start') held.matches = this.#matchesFor(held);
    });
  }

  async remove(id: string): Promise<void> {
    return this.#change('remove', () => {
      mustBePending(this.#held(id));
      this.tournaments = this.tournaments.filter((one) => one.id !== id);
    });
  }

  #change<T>(name: string, make: () => T): T {
    this.calls.push(name);
    const { cut } = this;
    if (cut?.call !== this.calls.length) return make();
    if (cut.done) make();
    throw cut.error;
  }

  #id(): string {
    this.#ids += 1;
    return String(1000 + this.#ids);
  }

  #held(id: string): HeldTournament {
    return this.tournaments.find((one) => one.id === id) ?? refuse(404);
  }

  #matchesFor({ type, participants: { length } }: HeldTournament): HeldMatch[] {
    const letters = (id: number) => String.fromCharCode(64 + id);
    const seeds = Array.from({ length }, (_, index) => index + 1);
    // In an order of its own, and with the later seed first: which is which is not known of Challonge.
    const pairs = seeds.flatMap((one) => seeds.filter((other) => other < one).map((other) => [one, other]));
    const matches: Omit<HeldMatch, 'id' | 'identifier'>[] =
      type === 'round robin'
        ? pairs.map(([one = 0, other = 0]) => ({ round: 1, sides: [{ seed: one }, { seed: other }] }))
        : eliminationMatches(length).map(({ round, sides }) => ({ round, sides }));
    return matches.map((match, index) => ({ ...match, id: this.#id(), identifier: letters(index + 1) }));
  }

  #seedOn(side: Side, { matches }: HeldTournament): number | undefined {
    return 'seed' in side ? side.seed : matches[side.winnerOf - 1]?.winner;
  }

  #match({ id, identifier, round, sides, winner, score }: HeldMatch, held: HeldTournament): Match {
    const idOf = (seed: number | undefined) => held.participants.find((one) => one.seed === seed)?.id;
    const participants = sides.flatMap((side) => idOf(this.#seedOn(side, held)) ?? []);
    const won = idOf(winner);
    const state = won ? 'complete' : participants.length === 2 ? 'open' : 'pending';
    return { ...{ id, identifier, round, state, participants }, ...(won && { winner: won, score }) };
  }
}

function visibleIn({ url, name, type, private: hidden, state, participants }: HeldTournament) {
  const people = participants.map(({ name: shown, seed, misc }) => ({ shown, seed, misc }));
  return { url: url.slice(0, -8), name, type, hidden, state, participants: people };
}

function shown({ id, name, url, type, state }: HeldTournament): Tournament {
  return { id, name, url, type, state, link: `https://challonge.com/${url}` };
}

function mustBePending({ state }: HeldTournament): void {
  if (state !== 'pending') refuse(422);
}

function mustBeFree(name: string, others: readonly Participant[]): void {
  if (others.some((one) => folded(one.name) === folded(name))) refuse(422);
}

function refuse(status: number): never {
  throw new ChallongeRefusedError(`Challonge refuses it (${status})`, { status });
}

/** The answer to a change was lost. */
export const unanswered = () => new ChallongeUnansweredError('no answer');
