import { ageGroupOf } from '../shared/domain/age-group.ts';
import { type Belt, spokenBelt } from '../shared/domain/belts.ts';
import type { Entry } from '../shared/domain/entry.ts';
import { spokenEvent } from '../shared/domain/events.ts';

export interface Competition {
  name: string;
  year: number;
}

/** What a badge says, in words ready to be drawn. What an entry does not have is absent, and its place on the badge goes. */
export interface BadgeFacts {
  competition: Competition;
  role: 'Competitor' | 'Coach' | 'Seminar';
  name: string;
  school: string;
  /** `Youth`; absent where no age group fits. */
  ageGroup?: string;
  /** In competition years. */
  age?: number;
  gender?: string;
  /** `85 lb` */
  weight?: string;
  /** `Yellow belt` */
  belt?: { rank: Belt; spoken: string };
  events: { name: string; form?: string }[];
}

const roles = { competitor: 'Competitor', coach: 'Coach', seminar: 'Seminar' } as const;
const genders = { male: 'Male', female: 'Female' } as const;

export function badgeFacts(entry: Entry, competition: Competition): BadgeFacts {
  return {
    competition,
    role: roles[entry.registrationType],
    name: entry.fullName,
    school: entry.school,
    ageGroup: entry.age === undefined ? undefined : spokenAgeGroup(entry.age),
    age: entry.age,
    gender: entry.gender && genders[entry.gender],
    weight: entry.weightLb === undefined ? undefined : `${Math.round(entry.weightLb * 10) / 10} lb`,
    belt: entry.belt && { rank: entry.belt, spoken: beltAsTitle(entry.belt) },
    events: entry.events.map(({ event, form }) => ({ name: spokenEvent(event), form })),
  };
}

function spokenAgeGroup(age: number): string | undefined {
  const group = ageGroupOf(age);
  return group && `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
}

function beltAsTitle(belt: Belt): string {
  return belt === 'master' ? spokenBelt(belt) : `${spokenBelt(belt)} belt`;
}
