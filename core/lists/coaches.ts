import { comparableName } from '../domain/names.ts';
import { nameSimilarity } from './name-similarity.ts';
import { byKeys, nameKeys } from './order.ts';
import type { Participant } from './participant.ts';

export interface CoachOnList {
  name: string;
  school: string;
  /** No for somebody whom competitors name as their coach, but who is not registered as one. */
  registered: 'yes' | 'no';
  /** How many competitors name the coach. */
  competitors: number;
  email: string;
  phone: string;
}

/** The old script's: families write a coach's name as they know it. */
const alike = 0.85;
/** Longer texts are no names, and take long to compare. */
const longestCompared = 100;

/**
 * The coaches by school: those registered, each with the number of competitors who name them, then the names that are
 * no registered coach's of the same school.
 */
export function coaches(participants: readonly Participant[]): CoachOnList[] {
  const registered = participants
    .filter(({ registrationType }) => registrationType === 'coach')
    .sort(bySchool);
  const bySchoolKey = Map.groupBy(registered, ({ schoolKey }) => schoolKey);
  const counts = new Map<Participant, number>();
  const others = new Map<string, CoachOnList>();
  for (const competitor of participants.filter(isCompetitor).sort(bySchool)) {
    const { coach = '', school, schoolKey } = competitor;
    if (coach === '') continue;
    const match = closest(coach, bySchoolKey.get(schoolKey) ?? []);
    if (match) {
      counts.set(match, (counts.get(match) ?? 0) + 1);
      continue;
    }
    const key = JSON.stringify([schoolKey, comparableName(coach)]);
    const known = others.get(key) ?? {
      name: coach,
      school,
      registered: 'no',
      competitors: 0,
      email: '',
      phone: '',
    };
    others.set(key, { ...known, competitors: known.competitors + 1 });
  }
  return [
    ...registered.map((one): CoachOnList => {
      const { name, school, email = '', phone = '' } = one;
      return { name, school, registered: 'yes', competitors: counts.get(one) ?? 0, email, phone };
    }),
    ...others.values(),
  ].sort(byKeys(({ school, registered: is, name }) => [comparableName(school), is === 'yes' ? 0 : 1, name]));
}

const isCompetitor = ({ registrationType }: Participant) => registrationType === 'competitor';

const bySchool = byKeys<Participant>((one) => [comparableName(one.school), ...nameKeys(one)]);

/** The coach whose name is most like what a competitor wrote, if it is like it at all. */
function closest(written: string, candidates: readonly Participant[]): Participant | undefined {
  const wanted = comparableName(written).slice(0, longestCompared);
  const [best] = candidates
    .map((coach) => ({
      coach,
      similarity: nameSimilarity(wanted, comparableName(coach.name).slice(0, longestCompared)),
    }))
    .filter(({ similarity }) => similarity >= alike)
    .sort((a, b) => b.similarity - a.similarity);
  return best?.coach;
}
