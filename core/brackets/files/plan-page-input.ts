import type { Competition } from '../../domain/competition.ts';
import type { DrawFile } from '../draw-file.ts';
import type { Plan } from '../plan.ts';
import type { PublicationCost } from '../plan-state.ts';

/** What the page of a plan is made of. */
export interface PlanPageInput {
  draw: DrawFile;
  competition: Competition;
  /** IANA name. */
  timeZone: string;
  /** The plan of the draw in force, if there is one: the page says what differs from it. */
  inForce?: Plan;
  publication?: readonly PublicationCost[];
}
