import type { AttributeValue } from '../domain/attribute-value.ts';
import { consequencesFor } from '../domain/payment-state.ts';
import type { Registered } from './attention.ts';
import { type BreakingGroup, breakingGroups } from './breaking-groups.ts';
import { type CoachOnList, coaches } from './coaches.ts';
import { type Participant, participantOf } from './participant.ts';
import { type EventParticipation, participation } from './participation.ts';
import { type PoomsaeGroups, poomsaeGroups } from './poomsae-groups.ts';
import { roster } from './roster.ts';
import { type SparringGroup, sparringGroups } from './sparring-groups.ts';

/** Everything that is listed for a tournament. */
export interface Lists {
  participation: EventParticipation[];
  sparring: SparringGroup[];
  breaking: BreakingGroup[];
  poomsae: PoomsaeGroups;
  /** Everybody who takes part, by school. */
  roster: Participant[];
  coaches: CoachOnList[];
  takingPart: Registered[];
  /** Registered, but their money was returned or never came. They are on no other list. */
  notTakingPart: Registered[];
}

/**
 * Makes the lists of a tournament. The order of the rows makes no difference, and none is refused: what is missing or
 * not understood is a finding.
 *
 * @param rows of the registrations table.
 */
export function makeLists(
  rows: readonly Record<string, AttributeValue>[],
  { competitionYear }: { competitionYear: number },
): Lists {
  const registered = rows.map((row) => ({ row, participant: participantOf(row, competitionYear) }));
  const { true: takingPart = [], false: notTakingPart = [] } = Object.groupBy(registered, ({ row }) =>
    consequencesFor(row).inDraw ? 'true' : 'false',
  );
  const people = takingPart.map(({ participant }) => participant);
  return {
    participation: participation(people),
    sparring: sparringGroups(people),
    breaking: breakingGroups(people),
    poomsae: poomsaeGroups(people),
    roster: roster(people),
    coaches: coaches(people),
    takingPart,
    notTakingPart,
  };
}
