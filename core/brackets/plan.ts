/** The plan of a draw: everything that is published, and what an organiser should know first. It can be stored as JSON. */
import * as z from 'zod';
import { hexHash } from '../domain/ids.ts';
import { decision, exhibition, move, uncontested } from './decisions.ts';
import { formatNames, sparringEvent } from './draw-rules.ts';
import { firstRound } from './first-round.ts';
import { schoolCode } from './school-codes.ts';

const side = z.union([z.strictObject({ seed: z.int() }), z.strictObject({ winnerOf: z.int() })]);

const plannedMatch = z.strictObject({
  id: z.int(),
  round: z.int(),
  sides: z.tuple([side, side]),
  ifNeeded: z.literal(true).optional(),
  /** The ring times 100, and from 1 in each ring. */
  number: z.int(),
});
export type PlannedMatch = z.infer<typeof plannedMatch>;

/** Of the registration, as it was when the plan was made. */
const plannedPerson = z.strictObject({
  name: z.string(),
  school: z.string(),
  age: z.int().optional(),
  gender: z.enum(['female', 'male']).optional(),
  belt: z.string().optional(),
  weightLb: z.number().optional(),
});
export type PlannedPerson = z.infer<typeof plannedPerson>;

const plannedDivision = z.strictObject({
  key: z.string(),
  event: sparringEvent,
  beltGroup: z.string(),
  ageGroup: z.string(),
  gender: z.enum(['female', 'male']),
  weightClass: z.string(),
  /** `alone` for one person. */
  format: z.enum([...formatNames, 'alone']),
  /** Everybody's id, in the order of seeds. */
  seeds: z.array(z.string()).min(1),
  /** Who was moved here by a decision, and from which division. */
  moved: z.array(z.strictObject({ id: z.string(), from: z.string() })),
  /** What was decided about one person alone. */
  decided: z.union([exhibition, uncontested]).optional(),
  matches: z.array(plannedMatch),
  ring: z.int(),
  minutes: z.number(),
  /** In single elimination. */
  firstRound: firstRound.optional(),
  /** Equal for the same people of the same schools in the same format: then they are not drawn again. */
  drawnFrom: z.string(),
  /** Equal where what is published is equal: format, seeds, and names and schools as they are shown. */
  contentHash: z.string(),
  /** It is being fought, and does not change any more. */
  started: z.boolean(),
});
export type PlannedDivision = z.infer<typeof plannedDivision>;

export const plan = z.strictObject({
  version: z.literal(1),
  stage: z.string(),
  /** Everybody who is named in it, by registration id. */
  people: z.record(z.string(), plannedPerson),
  /** Their schools, by the few letters that stand for each. */
  schools: z.array(schoolCode),
  divisions: z.array(plannedDivision),
  /**
   * What could be done for people who are alone: what the file of decisions would say, but that an exhibition still lacks
   * its consent. Nothing is proposed for somebody whom another proposal gives company.
   */
  proposals: z.array(
    z.strictObject({
      id: z.string(),
      division: z.string(),
      proposed: z.union([move, exhibition.omit({ consent: true }), uncontested]).optional(),
      reason: z.string(),
    }),
  ),
  staleDecisions: z.array(z.strictObject({ decision, reason: z.string() })),
  unplaced: z.array(z.strictObject({ id: z.string(), event: sparringEvent.optional(), reason: z.string() })),
  /** Who is not drawn, since others have checked in. */
  notCheckedIn: z.array(z.string()),
  /** What would be different in divisions that have started. */
  heldBack: z.array(z.strictObject({ division: z.string(), id: z.string(), reason: z.string() })),
  rings: z.array(
    z.strictObject({ ring: z.int(), divisions: z.int(), matches: z.int(), minutes: z.number() }),
  ),
  /** What is wrong with the organisers' files: weight classes, decisions. */
  problems: z.array(z.string()),
});
export type Plan = z.infer<typeof plan>;

/** Of what is published about a division. */
export function contentHashOf(
  { key, format, seeds }: Pick<PlannedDivision, 'key' | 'format' | 'seeds'>,
  people: Readonly<Record<string, PlannedPerson>>,
): string {
  const shown = seeds.map((id) => [id, people[id]?.name, people[id]?.school]);
  return hexHash(JSON.stringify([key, format, shown]), 32);
}
