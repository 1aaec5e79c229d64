/** What the organisers have decided: about people who are alone in their divisions, and about ties. */
import * as z from 'zod';
import type { Division } from './divisions.ts';

const textOf = (what: string) => z.string(what).min(1, what);
const id = textOf('expected the id of a registration, as the page has it');
const divisionKey = textOf('expected the name of a division, such as low_cadet_m_fin');
const consent = 'say who has agreed, and when';
/** Who is alone, and in which division. */
const alone = { id, division: divisionKey };

/** Fights in another division of the same style. */
export const move = z.strictObject({ ...alone, outcome: z.literal('move'), to: divisionKey });

/** One match without a medal, with somebody of any division of the style. */
export const exhibition = z.strictObject({
  ...alone,
  outcome: z.literal('exhibition'),
  with: id,
  /** Who has agreed, and when: `both coaches, 3 May`. */
  consent: z.string(consent).trim().min(1, consent).max(200, 'expected 200 characters at most'),
});

/** Takes the medal without a match. */
export const uncontested = z.strictObject({ ...alone, outcome: z.literal('uncontested') });

export const decision = z.discriminatedUnion('outcome', [move, exhibition, uncontested], {
  error: ({ code }) =>
    code === 'invalid_union'
      ? 'expected move, exhibition or uncontested'
      : 'expected { "id": …, "division": …, "outcome": … }',
});
export type Decision = z.infer<typeof decision>;

const everybody = 'expected the ids of everybody who is tied, best first';

/** Who is ahead of whom where the matches of a round robin do not say it: everybody who is tied, best first. */
export const tieBreak = z.strictObject(
  { division: divisionKey, order: z.array(id, everybody).min(2, everybody) },
  { error: ({ code }) => (code === 'invalid_type' ? 'expected { "division": …, "order": […] }' : undefined) },
);
export type TieBreak = z.infer<typeof tieBreak>;

/** A decision that does not fit the registrations any more. It has no effect. */
export interface StaleDecision {
  decision: Decision;
  /** In words, of divisions by their keys. */
  reason: string;
}

export interface Decided {
  divisions: DecidedDivision[];
  stale: StaleDecision[];
}

export interface DecidedDivision extends Division {
  /** Who was moved here, and from which division. */
  moved: { id: string; from: string }[];
  /** What was decided about the one person of this division, who stays in it. */
  decided?: z.infer<typeof exhibition> | z.infer<typeof uncontested>;
}

/** A division that does not change any more. */
export interface StartedDivision
  extends Pick<Division, 'key' | 'event'>,
    Pick<DecidedDivision, 'moved' | 'decided'> {
  /** The ids of those who are in it. */
  seeds: readonly string[];
}

/**
 * Carries decisions out in their order. Each is about somebody who is alone in the division it names; otherwise it is
 * stale. One that has been carried out in a division that has started stays as it is.
 */
export function withDecisions(
  divisions: readonly Division[],
  decisions: readonly Decision[],
  started: readonly StartedDivision[] = [],
): Decided {
  const decided = new Map<string, DecidedDivision>(
    divisions.map((division) => [division.key, { ...division, people: [...division.people], moved: [] }]),
  );
  const stale: StaleDecision[] = [];
  for (const one of decisions) {
    if (started.some((division) => wasCarriedOut(one, division))) continue;
    const reason = carryOut(one, decided, started);
    if (reason !== undefined) stale.push({ decision: one, reason });
  }
  return { divisions: [...decided.values()].filter(({ people }) => people.length > 0), stale };
}

const wasCarriedOut = (one: Decision, { key, moved, decided }: StartedDivision): boolean =>
  one.outcome === 'move'
    ? key === one.to && moved.some(({ id, from }) => id === one.id && from === one.division)
    : key === one.division && decided?.id === one.id && decided.outcome === one.outcome;

/** Returns why a decision cannot be carried out. */
function carryOut(
  one: Decision,
  divisions: Map<string, DecidedDivision>,
  started: readonly StartedDivision[],
): string | undefined {
  const late = started.find(({ key }) => key === one.division || (one.outcome === 'move' && key === one.to));
  if (late) return `${late.key} has started`;
  const division = divisions.get(one.division);
  const [person, ...others] = division?.people ?? [];
  if (!division || !person) return `Nobody is in ${one.division}`;
  if (![person, ...others].some(({ id }) => id === one.id)) return `Somebody else is in ${one.division}`;
  if (others.length > 0)
    return `${others.length === 1 ? 'One more is' : `${others.length} more are`} there now`;
  if (division.decided) return 'There is an earlier decision about the same person';
  if (one.outcome === 'exhibition') {
    if (one.with === one.id) return 'Nobody can fight with himself or herself';
    const ofStyle = (other: Pick<Division, 'event'>) => other.event === division.event;
    const partners = [
      ...[...divisions.values()].filter(ofStyle).flatMap(({ people }) => people.map(({ id }) => id)),
      ...started.filter(ofStyle).flatMap(({ seeds }) => seeds),
    ];
    if (!partners.includes(one.with)) return 'The other person is not in the draw';
  }
  if (one.outcome !== 'move') {
    division.decided = one;
    return undefined;
  }
  const target = divisions.get(one.to);
  if (!target || target.people.length === 0) return `Nobody is in ${one.to}`;
  if (target === division) return 'It is the same division';
  if (target.event !== division.event) return `${one.to} is of another style`;
  target.people.push(person);
  target.moved.push({ id: person.id, from: division.key });
  target.decided = undefined;
  division.people = [];
  return undefined;
}
