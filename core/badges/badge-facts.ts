import { createHash } from 'node:crypto';
import { ageGroupOf } from '../domain/age-group.ts';
import { type Belt, spokenBelt } from '../domain/belts.ts';
import { eventInWords } from '../domain/events.ts';
import type { BadgeDesign, OptionalFact } from './badge-design.ts';
import type { BadgeSubject } from './badge-subject.ts';

export interface Competition {
  name: string;
  year: number;
}

/**
 * What a badge says, in words ready to be drawn. What a person does not have, or the stage leaves out, is absent; what
 * was not understood is as it was written.
 */
export interface BadgeFacts {
  competition: Competition;
  /** `T1-7K3M9-QXAB2` */
  id: string;
  role: 'competitor' | 'coach' | 'seminar';
  name: string;
  school?: string;
  ageGroup?: { name?: string; age: number };
  gender?: string;
  /** `85 lb` */
  weight?: string;
  /** `Yellow belt`; without a rank, a belt that we do not know. */
  belt?: { rank?: Belt; spoken: string };
  /** `Poomsae – Taegeuk 1 Jang` */
  events: string[];
}

const genders = { male: 'Male', female: 'Female' } as const;

/** What the badge of a registration says, where a stage shows `shown`. */
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
    gender: where('gender', gender ? genders[gender] : asWritten.gender),
    weight: where(
      'weight',
      weightLb === undefined ? asWritten.weight : `${Math.round(weightLb * 10) / 10} lb`,
    ),
    belt: where('belt', belt ? { rank: belt, spoken: beltAsTitle(belt) } : beltAsWritten(asWritten.beltRank)),
    events:
      where(
        'events',
        events.map((event) => eventInWords(event, ' – ')),
      ) ?? [],
  };
}

/** Crockford's alphabet: no I, L, O, U. https://www.crockford.com/base32.html */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A badge's id, as its QR code and the text beside it have it: the version of this scheme, `T1`, and ten characters of
 * a hash over the registration's id. It says nothing of the person, and two of 5,000 badges share one with a
 * probability of one in ninety million.
 */
export function badgeIdOf(registrationId: string): string {
  const bytes = createHash('sha256').update(`badge ${registrationId}`).digest();
  const characters = Array.from({ length: 10 }, (_, index) => alphabet.charAt((bytes[index] ?? 0) % 32)).join(
    '',
  );
  return `T1-${characters.slice(0, 5)}-${characters.slice(5)}`;
}

function spokenAgeGroup(age: number): string | undefined {
  const group = ageGroupOf(age);
  return group && `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
}

const beltAsWritten = (spoken: string | undefined) => (spoken === undefined ? undefined : { spoken });

function beltAsTitle(belt: Belt): string {
  return belt === 'master' ? spokenBelt(belt) : `${spokenBelt(belt)} belt`;
}
