import type { Competition } from '../../domain/competition.ts';
import type { DrawFile } from '../draw-file.ts';
import type { Plan } from '../plan.ts';

/** What publishing a plan would do on one target. */
export interface PublicationCost {
  /** As organisers say it: `Challonge`. */
  target: string;
  /** How many parts (divisions or documents) would be created, updated, removed, and marked as started. */
  create: number;
  update: number;
  remove: number;
  start: number;
  /** How many calls that takes. */
  calls: number;
  /** Calls made this month, and how many a month may have; both absent where calls cost nothing. */
  used?: number;
  budget?: number;
}

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
