import { spokenAgeGroup } from '../domain/age-group.ts';
import { type Belt, spokenBelt } from '../domain/belts.ts';
import type { Competition } from '../domain/competition.ts';
import { eventInWords } from '../domain/events.ts';
import { spokenGender } from '../domain/gender.ts';
import { badgeIdOf } from '../domain/ids.ts';
import { spokenWeight } from '../domain/measures.ts';
import type { RegistrationType } from '../domain/registration-type.ts';
import type { BadgeDesign, OptionalFact } from './badge-design.ts';
import type { BadgeSubject } from './badge-subject.ts';

/**
 * The content of a badge, in words ready to be drawn. What a person does not have or the stage leaves out is absent;
 * what was not understood is as written.
 */
export interface BadgeFacts {
  competition: Competition;
  /** `T1-7K3M9-QXAB2` */
  id: string;
  role: RegistrationType;
  name: string;
  school?: string;
  ageGroup?: { name?: string; age: number };
  gender?: string;
  /** `85 lb` */
  weight?: string;
  /** `Yellow belt`; without a rank if the belt is unknown. */
  belt?: { rank?: Belt; spoken: string };
  /** `Poomsae – Taegeuk 1 Jang` */
  events: string[];
}

/** The content of a registration's badge. @param shown the facts that the stage shows. */
export function badgeFacts(
  subject: BadgeSubject,
  competition: Competition,
  { facts: shown }: Pick<BadgeDesign, 'facts'>,
): BadgeFacts {
  const {
    registrationId,
    registrationType,
    fullName,
    school,
    age,
    gender,
    weightLb,
    belt,
    events,
    asWritten,
  } = subject;
  const where = <T>(fact: OptionalFact, value: T | undefined) => (shown.includes(fact) ? value : undefined);
  return {
    competition,
    id: badgeIdOf(registrationId),
    role: registrationType,
    name: fullName,
    school: where('school', school),
    ageGroup: where('ageGroup', age === undefined ? undefined : { name: spokenAgeGroup(age), age }),
    gender: where('gender', gender ? spokenGender(gender) : asWritten.gender),
    weight: where('weight', weightLb === undefined ? asWritten.weight : spokenWeight(weightLb)),
    belt: where('belt', belt ? { rank: belt, spoken: beltAsTitle(belt) } : beltAsWritten(asWritten.beltRank)),
    events:
      where(
        'events',
        events.map((event) => eventInWords(event, ' – ')),
      ) ?? [],
  };
}

const beltAsWritten = (spoken: string | undefined) => (spoken === undefined ? undefined : { spoken });

function beltAsTitle(belt: Belt): string {
  return belt === 'master' ? spokenBelt(belt) : `${spokenBelt(belt)} belt`;
}
