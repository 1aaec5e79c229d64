/**
 * Who gets which seed in a bracket, so that people of one school meet as late as possible.
 *
 * The first draw has the order and the place values of JudoShiai (`drawing.c`, functions `get_next_comp` and
 * `calc_place_values`, https://github.com/toreolsensan/judoshiai): the largest school first, all of its people one after
 * the other, each to the best place that is free. Then two people are exchanged for as long as that is better.
 */
import { byKeys } from '../lists/order.ts';
import { placesOf, roundOfMeeting, roundsFor } from './bracket.ts';
import { type ByeRule, byesOfSchools } from './byes.ts';
import type { SchoolMeetings } from './school-meetings.ts';
import { lotsFor, shuffled } from './seeded-numbers.ts';
import { compareCosts, costOf } from './seeding-cost.ts';

/** Somebody to be drawn. */
export interface Entrant {
  id: string;
  /** Absent where the school is not known. */
  schoolKey?: string;
}

interface Draw {
  /** Decides every lot: the same text, the same draw. */
  lots: string;
  byes: ByeRule;
  /** Which schools have met before, so that the same two do not always meet first. */
  met?: SchoolMeetings;
}

/** The draw is made so often, with other lots, and the best is taken. */
const attempts = 4;

/**
 * Draws a bracket. The order of the people makes no difference.
 *
 * @param people two or more.
 * @returns them in the order of seeds; byes go to the first.
 */
export function drawSeeds<T extends Entrant>(people: readonly T[], { lots, byes, met }: Draw): T[] {
  const draws = Array.from({ length: attempts }, (_, attempt) => {
    const bracket = new Bracket(people, lotsFor(`${lots} ${attempt}`), byes, met);
    bracket.placeEverybody();
    bracket.exchange();
    const seeds = bracket.seeds();
    return { seeds, cost: costOf(schoolsOf(seeds), met) };
  });
  return draws.reduce((best, draw) => (compareCosts(draw.cost, best.cost) < 0 ? draw : best)).seeds;
}

/** Only JudoShiai's way, without any exchange: for comparison. */
export function drawGreedily<T extends Entrant>(people: readonly T[], { lots, byes }: Draw): T[] {
  const bracket = new Bracket(people, lotsFor(`${lots} 0`), byes);
  bracket.placeEverybody();
  return bracket.seeds();
}

const schoolsOf = (people: readonly Entrant[]) => people.map(({ schoolKey }) => schoolKey);

class Bracket<T extends Entrant> {
  readonly #people: readonly T[];
  readonly #met?: SchoolMeetings;
  readonly #random: () => number;
  /** Of each school, by number: its people's indices in `#people`. */
  readonly #schools: number[][];
  /** The school's number of each person. */
  readonly #schoolOf: number[] = [];
  /** The seed of each place, as in `placesOf`. */
  readonly #seedAt: number[];
  /** Who is at each place: an index in `#people`, or -1. */
  readonly #at: number[];
  /** The place of each person. */
  readonly #placeOf: number[];
  /** How many byes each school gets. */
  readonly #byes: number[];

  constructor(people: readonly T[], random: () => number, byes: ByeRule, met?: SchoolMeetings) {
    this.#random = random;
    this.#met = met;
    this.#people = shuffled(people.toSorted(byKeys(({ id }) => [id])), random);
    // A school is a person's own where it is not known.
    const schools = Map.groupBy(this.#people.keys(), (index) => this.#people[index]?.schoolKey ?? index);
    this.#schools = [...schools.values()];
    for (const [school, members] of this.#schools.entries())
      for (const index of members) this.#schoolOf[index] = school;
    this.#seedAt = placesOf(roundsFor(people.length));
    this.#at = this.#seedAt.map(() => -1);
    this.#placeOf = people.map(() => -1);
    const sizes = this.#schools.map(({ length }) => length);
    this.#byes = byesOfSchools(
      sizes,
      byes,
      sizes.map(() => random()),
    );
  }

  seeds(): T[] {
    const seeds: T[] = [];
    for (const [place, index] of this.#at.entries()) {
      if (index >= 0) seeds[(this.#seedAt[place] ?? 0) - 1] = this.#people[index] as T;
    }
    return seeds;
  }

  placeEverybody(): void {
    const lots = this.#schools.map(() => this.#random());
    const order = [...this.#schools.keys()].sort(
      (a, b) =>
        (this.#schools[b]?.length ?? 0) - (this.#schools[a]?.length ?? 0) || (lots[a] ?? 0) - (lots[b] ?? 0),
    );
    for (const school of order) {
      const members = this.#schools[school] ?? [];
      let byes = this.#byes[school] ?? 0;
      for (const [placed, index] of members.entries()) {
        const place = this.#bestPlaceFor(school, {
          bye: byes > 0,
          match: members.length - placed > byes,
        });
        if (this.#isBye(place)) byes -= 1;
        this.#put(index, place);
      }
    }
  }

  /** The free place with the lowest value, by lot among equals. @param may whether it may be one with a bye, or with a match. */
  #bestPlaceFor(school: number, may: { bye: boolean; match: boolean }): number {
    const values = this.#placeValues(school);
    const free = [...this.#at.keys()].filter(
      (place) => !this.#isTaken(place) && this.#exists(place) && (this.#isBye(place) ? may.bye : may.match),
    );
    const least = Math.min(...free.map((place) => values[place] ?? 0));
    const best = free.filter((place) => values[place] === least);
    return best[Math.floor(this.#random() * best.length)] ?? -1;
  }

  /**
   * What speaks against each place: 1 if the opponent is there already; 2 for the half and 1 for the quarter of it that
   * has more people; and 4 for each block of 2, 4, 8 … places, up to a half, that has a school-mate.
   */
  #placeValues(school: number): number[] {
    const size = this.#at.length;
    const values = this.#at.map((_, place): number => (this.#isTaken(place ^ 1) ? 1 : 0));
    const addTo = (from: number, length: number, value: number) => {
      for (let place = from; place < from + length; place += 1) values[place] = (values[place] ?? 0) + value;
    };
    const balance = (from: number, length: number, value: number) => {
      const [left, right] = [this.#takenIn(from, length), this.#takenIn(from + length, length)];
      if (left !== right) addTo(left > right ? from : from + length, length, value);
    };
    if (size >= 2) balance(0, size / 2, 2);
    if (size >= 4) for (const from of [0, size / 2]) balance(from, size / 4, 1);
    const mates = (this.#schools[school] ?? []).map((index) => this.#placeOf[index] ?? -1);
    for (let length = 2; length < size; length *= 2) {
      const blocks = new Set(mates.filter((place) => place >= 0).map((place) => Math.floor(place / length)));
      for (const block of blocks) addTo(block * length, length, 4);
    }
    return values;
  }

  #takenIn(from: number, length: number): number {
    let taken = 0;
    for (let place = from; place < from + length; place += 1) if (this.#isTaken(place)) taken += 1;
    return taken;
  }

  /**
   * Exchanges two people wherever that lowers the cost, until no exchange does. Who has a bye keeps it, so that byes stay
   * as they were given to schools. No more school-mates meet in round one than must: while two meet there, and a match without any of their school
   * is left, an exchange with somebody of that match separates them.
   */
  exchange(): void {
    for (let better = true; better; ) {
      better = false;
      for (let a = 0; a < this.#at.length; a += 1) {
        for (let b = a + 1; b < this.#at.length; b += 1) if (this.#exchangeIfBetter(a, b)) better = true;
      }
    }
  }

  #exchangeIfBetter(a: number, b: number): boolean {
    const [one, other] = [this.#at[a] ?? -1, this.#at[b] ?? -1];
    if (one < 0 || other < 0) return false;
    const [school, another] = [this.#schoolOf[one] ?? -1, this.#schoolOf[other] ?? -1];
    if (school === another || (a ^ 1) === b || this.#isBye(a) !== this.#isBye(b)) return false;
    const [firstA, matesA] = this.#change(school, a, b);
    const [firstB, matesB] = this.#change(another, b, a);
    const [first, mates] = [firstA + firstB, matesA + matesB];
    const gain = first || mates || this.#changeOfMeetings(a, b);
    if (gain >= 0) return false;
    this.#put(other, a);
    this.#put(one, b);
    return true;
  }

  /**
   * What changes for a school when one of its people moves, in pairs that meet in round one, and in the cost of all pairs
   * times the number of places, which is a whole number.
   */
  #change(school: number, from: number, to: number): [number, number] {
    let [first, mates] = [0, 0];
    for (const index of this.#schools[school] ?? []) {
      const place = this.#placeOf[index] ?? -1;
      if (place === from) continue;
      const [before, after] = [roundOfMeeting(from, place), roundOfMeeting(to, place)];
      mates += (this.#at.length >> after) - (this.#at.length >> before);
      first += (after === 1 ? 1 : 0) - (before === 1 ? 1 : 0);
    }
    return [first, mates];
  }

  #changeOfMeetings(a: number, b: number): number {
    const met = this.#met;
    if (!met) return 0;
    const schoolAt = (place: number) => this.#people[this.#at[place] ?? -1]?.schoolKey;
    const count = (one?: string, other?: string) =>
      one === undefined || other === undefined || one === other ? 0 : met.count(one, other);
    const [one, other, opponentOfA, opponentOfB] = [a, b, a ^ 1, b ^ 1].map(schoolAt);
    return (
      count(other, opponentOfA) +
      count(one, opponentOfB) -
      count(one, opponentOfA) -
      count(other, opponentOfB)
    );
  }

  #put(index: number, place: number): void {
    this.#at[place] = index;
    this.#placeOf[index] = place;
  }

  #isTaken(place: number): boolean {
    return (this.#at[place] ?? -1) >= 0;
  }

  #exists(place: number): boolean {
    return (this.#seedAt[place] ?? 0) <= this.#people.length;
  }

  #isBye(place: number): boolean {
    return !this.#exists(place ^ 1);
  }
}
