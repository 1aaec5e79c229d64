import type { AttributeValue } from '../../../core/domain/attribute-value.ts';
import { type Participant, participantOf } from '../../../core/lists/participant.ts';

export const competitionYear = 2027;

export interface Said {
  name: string;
  school?: string;
  type?: string;
  gender?: string;
  age?: number;
  weight?: number | string;
  belt?: string;
  events?: string;
  coach?: string;
  payment_state?: string;
}

/** A row of the registrations table, with what the test does not say being in order. */
export function rowOf({ name, school = 'Dojang', type = 'competitor', age = 13, ...said }: Said) {
  const { gender = 'male', weight, belt = 'blue', events = 'sparring', coach, payment_state } = said;
  const competes = type === 'competitor';
  return {
    pk: { S: `${school}-${type}-${name}` },
    reg_type: { S: type },
    full_name: { S: name },
    school: { S: school },
    email: { S: 'family@example.com' },
    ...(competes && {
      birthdate: { S: `${competitionYear - age}-03-01` },
      gender: { S: gender },
      beltRank: { S: belt },
      events: { S: events },
    }),
    ...(weight !== undefined && { weight: { N: String(weight) } }),
    ...(coach !== undefined && { coach: { S: coach } }),
    ...(payment_state !== undefined && { payment_state: { S: payment_state } }),
  } satisfies Record<string, AttributeValue>;
}

export const person = (said: Said): Participant => participantOf(rowOf(said), competitionYear);

/** The names of groups' members, as `A B C`. */
export const namesOf = (groups: readonly { members: readonly Participant[] }[]) =>
  groups.map(({ members }) => members.map(({ name }) => name).join(' '));

/** People as the bench makes them, but anything may be missing or wrong. */
export const oddRows: Record<string, AttributeValue>[] = [
  {},
  { pk: { S: 'a' }, reg_type: { S: 'judge' }, full_name: { S: 'Bo' } },
  { pk: { S: 'b' }, reg_type: { S: 'competitor' }, events: { S: 'sparring' } },
  {
    pk: { S: 'c' },
    reg_type: { S: 'competitor' },
    events: { S: 'sparring,breaking,poomsae' },
    age: { N: '3' },
  },
];
