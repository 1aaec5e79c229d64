/** Made-up rows of the registrations table, the same for the same seed. */
import { numbersFrom } from '../../core/brackets/seeded-numbers.ts';
import type { AttributeValue } from '../../core/domain/attribute-value.ts';

export type Row = Record<string, AttributeValue>;

export const competitionYear = 2027;

/**
 * Competitors of a tournament, with a coach for about every tenth. Schools have real sizes: a few bring a fifth of all,
 * most a handful. Children are more than adults, and weigh what children of their age weigh.
 */
export function madeUpPeople(competitors: number, seed: number, year = competitionYear): Row[] {
  const random = numbersFrom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const schools = Array.from(
    { length: Math.max(3, Math.round(competitors / 18)) },
    (_, index) => `Dojang ${index + 1}`,
  );
  /** The first schools are by far the largest. */
  const school = () => schools[Math.floor(schools.length * random() ** 2.2)] ?? '';
  const rows: Row[] = [];
  for (let number = 1; number <= competitors; number += 1) {
    const age = random() < 0.75 ? 4 + Math.floor(random() * 13) : 17 + Math.floor(random() * 40);
    const gender = random() < 0.58 ? 'male' : 'female';
    const belt = pick(belts);
    rows.push({
      pk: { S: `made-up-${number}` },
      entryId: { S: `made_up_${number}` },
      reg_type: { S: 'competitor' },
      full_name: { S: `${pick(firstNames)} ${pick(lastNames)} ${number}` },
      school: { S: school() },
      email: { S: `family-${number}@example.com` },
      birthdate: { S: `${year - age}-05-01` },
      gender: { S: gender },
      weight: { N: String(weightAt(age, gender, random)) },
      beltRank: { S: belt },
      events: { S: eventsOf(belt, random).join(',') },
      coach: { S: 'Master Kim' },
    });
  }
  for (let number = 1; number <= competitors / 10; number += 1) {
    rows.push({
      pk: { S: `made-up-coach-${number}` },
      entryId: { S: `made_up_coach_${number}` },
      reg_type: { S: 'coach' },
      full_name: { S: `Master ${pick(lastNames)} ${number}` },
      school: { S: schools[(number - 1) % schools.length] ?? '' },
      email: { S: `coach-${number}@example.com` },
    });
  }
  return rows;
}

const belts = [
  'white',
  'yellow',
  'orange',
  'green',
  'blue',
  'red',
  'brown',
  '1 degree black',
  '2 degree black',
  'Master',
];
const firstNames = ['Jordan', 'Alex', 'Casey', 'Riley', 'Morgan', 'Avery', 'Quinn', 'Rowan', 'Sky', 'Robin'];
const lastNames = [
  'Rivera',
  'Moreno',
  'Kim',
  'Okafor',
  'Nguyen',
  'Haddad',
  'Silva',
  'Novak',
  'Larsen',
  'Ito',
];

/** In pounds, with one decimal: growing to seventeen, with a sixth of it more or less. */
function weightAt(age: number, gender: 'male' | 'female', random: () => number): number {
  const grown = gender === 'male' ? 175 : 145;
  const typical = age >= 17 ? grown : 38 + ((age - 4) / 13) * (grown - 45);
  const spread = 1 + 0.17 * (random() + random() + random() - 1.5) * 1.6;
  return Math.round(typical * spread * 10) / 10;
}

function eventsOf(belt: string, random: () => number): string[] {
  const black = /black|Master/.test(belt);
  const sparring = black
    ? random() < 0.7
      ? 'sparring-wc'
      : 'sparring-gr'
    : random() < 0.7
      ? 'sparring'
      : 'sparring-gr';
  const events = [
    ...(random() < 0.75 ? [sparring] : []),
    ...(random() < 0.7 ? [black && random() < 0.4 ? 'world-class poomsae' : 'poomsae'] : []),
    ...(random() < 0.25 ? ['breaking'] : []),
    ...(random() < 0.06 ? ['pair poomsae'] : []),
  ];
  return events.length > 0 ? events : ['poomsae'];
}
