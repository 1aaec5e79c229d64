import type { Participant } from '../lists/participant.ts';
import type { Decision } from './decisions.ts';
import type { DrawRules } from './draw-rules.ts';
import type { Plan } from './plan.ts';
import type { WeightClassFile } from './weight-classes.ts';

/** What a plan is made of. */
export interface PlanInput {
  stage: string;
  /** Everybody who takes part, by what the money behind a registration makes of it. */
  people: readonly Participant[];
  rules: DrawRules;
  weightClasses: WeightClassFile;
  decisions?: readonly Decision[];
  /** What is wrong with the organisers' other files, in words. */
  problems?: readonly string[];
  /** The ids of those who have checked in: once there is one, only they are drawn. */
  checkedIn?: ReadonlySet<string>;
  /** The plan before this one: a division with the same people is not drawn again. */
  previous?: Plan;
  /** The keys of divisions that have started: they are taken from `previous` as they are. */
  started?: ReadonlySet<string>;
  /** The keys of those of them that are to change nevertheless. */
  force?: ReadonlySet<string>;
}
