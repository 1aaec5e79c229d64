/** The groups of settings for brackets, as in settings.ts. They are apart because rules of the draw are long. */
import * as z from 'zod';
import { drawRules } from '../../core/brackets/draw-rules.ts';
import { type Paper, paperNames } from '../../core/sheets/sheet-layout.ts';
import { json } from './env.ts';
import { group } from './settings.ts';

/** What these groups take from a stage's configuration. */
interface Stage {
  stage: string;
  brackets?: z.input<typeof drawRules>;
  paper: Paper;
  challonge?: {
    callsPerMonth: number;
    callsPerMinute: number;
    api: 'v2.1' | 'v1';
    names: 'short' | 'full';
    private: boolean;
  };
}

/** How the draw is made. The stage's name is part of what lots are drawn from. */
export const draw = group({
  variables: {
    STAGE: z.string(),
    /** JSON of what the stage file says. */
    DRAW_RULES: z.pipe(json, drawRules),
  },
  fromStage: ({ stage, brackets = {} }: Stage) => ({ STAGE: stage, DRAW_RULES: JSON.stringify(brackets) }),
  read: (env) => ({ stage: env.STAGE, rules: env.DRAW_RULES }),
});

/** What brackets are printed on. */
export const paper = group({
  variables: { PAPER: z.enum(paperNames as [Paper, ...Paper[]]) },
  fromStage: (stage: Stage) => ({ PAPER: stage.paper }),
  read: (env) => env.PAPER,
});

const challongeSettings = z.strictObject({
  callsPerMonth: z.int(),
  callsPerMinute: z.number(),
  api: z.enum(['v2.1', 'v1']),
  names: z.enum(['short', 'full']),
  private: z.boolean(),
});
export type ChallongeSettings = z.infer<typeof challongeSettings>;

/** How Challonge is used; undefined where nothing is published there. */
export const challonge = group({
  variables: {
    /** JSON. */
    CHALLONGE: z.pipe(json, challongeSettings).optional(),
  },
  fromStage: (stage: Stage) => ({ CHALLONGE: stage.challonge && JSON.stringify(stage.challonge) }),
  read: (env): ChallongeSettings | undefined => env.CHALLONGE,
});
