import * as z from 'zod';
import { badgeDesign } from '../../core/badges/badge-design.ts';
import { json } from './env.ts';

/** The settings of a Lambda that draws badges or decides whether one is to be drawn anew. */
export const badgeSettings = z.object({
  COMPETITION_NAME: z.string(),
  COMPETITION_YEAR: z.coerce.number().int(),
  /** JSON of a BadgeDesign. */
  BADGE_DESIGN: z.pipe(json, badgeDesign),
});
