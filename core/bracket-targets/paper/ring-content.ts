/** What is on paper: everything that the document of one ring shows, and nothing else. */
import type { Match } from '../../brackets/bracket.ts';
import { divisionTitle } from '../../brackets/files/plan-words.ts';
import type { Plan, PlannedDivision } from '../../brackets/plan.ts';
import { type SchoolCode, schoolCodesIn } from '../../brackets/school-codes.ts';
import type { Competition } from '../../domain/competition.ts';
import { spokenEvent } from '../../domain/events.ts';
import { byKeys } from '../../lists/order.ts';

/** Somebody as on a sheet; both are empty on a blank one. */
export interface SheetPerson {
  name: string;
  school: string;
  /** A few letters for the school; empty where none is given. */
  code: string;
}

export interface SheetMatch extends Match {
  /** Absent on a blank sheet. */
  number?: number;
}

export type SheetFormat = Exclude<PlannedDivision['format'], 'alone'>;

/** A division as its sheet shows it. */
export interface DivisionSheet {
  /** `Cadet male, low belts, light middle`; empty on a blank sheet. */
  title: string;
  /** `Sparring (grass roots)` */
  event: string;
  /** `Sparring (grass roots), 12 competitors, single elimination, matches 101 to 111, about 40 min` */
  about: string;
  format: SheetFormat;
  /** In the order of seeds. */
  people: SheetPerson[];
  /** In the order of their ids. */
  matches: SheetMatch[];
  /** Minutes that all matches take. */
  minutes: number;
  withoutMedals?: true;
}

/** Somebody who is alone in a division. */
export interface AloneOnSheet extends SheetPerson {
  title: string;
  /** What the organisers have decided, in words. */
  decided: string;
  /** With whom an exhibition is. */
  partner?: SheetPerson;
}

export interface RingContent {
  competition: Competition;
  ring: number;
  /** In the order in which they are fought. */
  divisions: DivisionSheet[];
  alone: AloneOnSheet[];
  /** Those of its people. */
  schools: SchoolCode[];
}

/** The content of a ring's document. */
export function ringContent(plan: Plan, ring: number, competition: Competition): RingContent {
  const own = plan.divisions.filter((division) => division.ring === ring);
  const codeOf = schoolCodesIn(plan);
  const codes = new Set<string>();
  const personOf = (id = ''): SheetPerson => {
    const { name = '', school = '' } = plan.people[id] ?? {};
    const code = codeOf(school);
    codes.add(code);
    return { name, school, code };
  };
  const content = {
    competition: { name: competition.name, year: competition.year },
    ring,
    divisions: own
      .flatMap((division) => sheetOf(division, personOf) ?? [])
      .sort(byKeys(({ matches }) => [Math.min(...matches.map(({ number = 0 }) => number))])),
    alone: own
      .filter(({ format }) => format === 'alone')
      .map((division) => {
        const { decided, seeds } = division;
        const partner = decided?.outcome === 'exhibition' ? personOf(decided.with) : undefined;
        return {
          title: `${divisionTitle(division)} (${spokenEvent(division.event)})`,
          ...personOf(seeds[0]),
          decided: decidedInWords(division, partner),
          ...(partner && { partner }),
        };
      }),
  };
  return { ...content, schools: plan.schools.filter(({ code }) => codes.has(code)) };
}

function decidedInWords({ decided }: PlannedDivision, partner: SheetPerson | undefined): string {
  if (partner) return `Exhibition match with ${partner.name}, no medal`;
  return decided ? 'Gold without a match' : 'Nothing is decided yet';
}

function sheetOf(
  division: PlannedDivision,
  personOf: (id: string) => SheetPerson,
): DivisionSheet | undefined {
  const { format, seeds, matches, minutes, event } = division;
  if (format === 'alone') return undefined;
  const numbers = matches.map(({ number }) => number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const about = [
    spokenEvent(event),
    `${seeds.length} competitors`,
    format,
    first === last ? `match ${first}` : `matches ${first} to ${last}`,
    `about ${Math.round(minutes)} min`,
  ];
  return {
    title: divisionTitle(division),
    event: spokenEvent(event),
    about: about.join(', '),
    format,
    people: seeds.map(personOf),
    matches: matches.map(({ id, round, sides, number, ifNeeded }) => ({
      id,
      round,
      sides,
      number,
      ...(ifNeeded && { ifNeeded }),
    })),
    minutes,
  };
}
