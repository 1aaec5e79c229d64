/** Draws that are published on a Challonge in memory. */

import type { BracketTarget, PartRecord, Wanted } from '../../../../core/bracket-targets/bracket-target.ts';
import { challongeTarget } from '../../../../core/bracket-targets/challonge/challonge-target.ts';
import { matchesOf } from '../../../../core/brackets/division-matches.ts';
import { contentHashOf, type Plan, type PlannedDivision } from '../../../../core/brackets/plan.ts';
import { type SchoolCode, schoolCodes } from '../../../../core/brackets/school-codes.ts';
import type { Challonge } from '../../../../core/clients/challonge/challonge.ts';
import { MemoryChallonge } from '../../../doubles/memory-challonge.ts';

export const now = Date.parse('2027-05-01T08:00:00Z');
export const settings = {
  competition: { name: 'Golden Cup', year: 2027 },
  names: 'short',
  private: true,
} as const;

export interface SaidDivision {
  /** Ids by seed. */
  seeds: readonly string[];
  format?: PlannedDivision['format'];
}

/** @param names by id; who is not in it is called by the id. */
export function drawOf(
  divisions: Readonly<Record<string, SaidDivision>>,
  names: Readonly<Record<string, string>> = {},
): Plan {
  const ids = [...new Set(Object.values(divisions).flatMap(({ seeds }) => seeds))];
  const people = Object.fromEntries(
    ids.map((id) => [id, { name: names[id] ?? `Id${id} Berger`, school: `School ${Number(id) % 7}` }]),
  );
  const schools: SchoolCode[] = schoolCodes(Object.values(people).map(({ school }) => school));
  return {
    ...{ version: 1, stage: 'test', people, schools },
    divisions: Object.entries(divisions).map(([key, said]) => divisionOf(key, said, people)),
    ...{
      proposals: [],
      staleDecisions: [],
      unplaced: [],
      notCheckedIn: [],
      heldBack: [],
      rings: [],
      problems: [],
    },
  };
}

function divisionOf(
  key: string,
  { seeds: said, format }: SaidDivision,
  people: Plan['people'],
): PlannedDivision {
  const seeds = [...said];
  const usual = seeds.length < 2 ? 'alone' : seeds.length === 2 ? 'one match' : 'single elimination';
  const named = { key, format: format ?? usual, seeds };
  return {
    ...named,
    ...{ event: 'sparring', beltGroup: 'low', ageGroup: 'cadet', gender: 'male', weightClass: 'fin' },
    ...{ moved: [], ring: 1, minutes: 1, drawnFrom: '', started: false },
    matches: matchesOf(named.format, seeds.length).map((match) => ({ ...match, number: 100 + match.id })),
    contentHash: contentHashOf(named, people),
  };
}

/** Ids from `from` up to and with `to`. */
export const idsFrom = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

export interface Marks {
  started?: readonly string[];
  forced?: readonly string[];
}

/** Publishes all parts of a draw, and removes what is in none, as the bulk job does. */
export class Publisher {
  readonly challonge: MemoryChallonge;
  readonly target: BracketTarget;
  readonly records = new Map<string, PartRecord>();

  constructor(challonge = new MemoryChallonge(), client: Challonge = challonge) {
    this.challonge = challonge;
    this.target = challongeTarget(settings, { challonge: client, now: () => now });
  }

  wanted(draw: Plan, { started = [], forced = [] }: Marks = {}): Map<string, Wanted> {
    const parts = this.target.plan(draw);
    const wanted = parts.map((part): [string, Wanted] => [
      part.part,
      { draw, part, started: started.includes(part.part), forced: forced.includes(part.part) },
    ]);
    const gone = [...this.records.keys()].filter((key) => !parts.some(({ part }) => part === key));
    const removed = gone.map((key): [string, Wanted] => [
      key,
      { draw, started: started.includes(key), forced: forced.includes(key) },
    ]);
    return new Map([...wanted, ...removed]);
  }

  /** In a word for each part, as `publish` returns it. */
  async publish(draw: Plan, marks?: Marks): Promise<Record<string, string>> {
    const words: Record<string, string> = {};
    for (const [part, wanted] of this.wanted(draw, marks)) words[part] = await this.bringInLine(part, wanted);
    return words;
  }

  async bringInLine(part: string, wanted: Wanted): Promise<string> {
    const word = await this.target.publish(wanted, this.records.get(part), async (record) => {
      this.records.set(part, stored(record));
    });
    if (!wanted.part) this.records.delete(part);
    return word;
  }

  /** What the whole publication costs, and which changes it makes. */
  difference(draw: Plan, marks?: Marks) {
    const all = [...this.wanted(draw, marks)].map(([part, wanted]) => ({
      part,
      ...this.target.difference(wanted, this.records.get(part)),
    }));
    return {
      calls: all.reduce((sum, { calls }) => sum + calls, 0),
      changes: Object.fromEntries(all.map(({ part, change }) => [part, change])),
    };
  }

  /** The calls since the last time. */
  callsMade(): string[] {
    const { calls } = this.challonge;
    this.challonge.calls = [];
    return calls;
  }
}

/** As the table stores it, which takes no undefined values. */
function stored(record: PartRecord): PartRecord {
  const json = JSON.stringify(record, (_, value: unknown) => {
    if (value === undefined) throw new Error('undefined is not stored');
    return value;
  });
  if (/Berger|Id\d/.test(json)) throw new Error('a record has a name in it');
  return JSON.parse(json) as PartRecord;
}
