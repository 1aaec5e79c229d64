import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Badges } from '../../core/clients/badges.ts';
import { Photos } from '../../core/clients/photos.ts';
import { Registrations } from '../../core/clients/registrations.ts';
import { Progress } from '../../core/progress/progress.ts';
import { badgeSettings } from './badge-settings.ts';
import { documents, dynamo } from './documents.ts';

/** The settings of a Lambda that draws. */
export const drawingSettings = badgeSettings.extend({
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  PROFILE_PIC_BUCKET: z.string(),
  BADGE_BUCKET: z.string(),
  /** The organiser's logo beside the code. */
  BADGE_LOGO: z.string().optional(),
  BADGE_GFOLDER: z.string().optional(),
});

/**
 * What drawing and storing a badge depends on.
 * @param directory of the Lambda's code, where the logo is.
 */
export function drawingDependencies(env: z.infer<typeof drawingSettings>, s3: S3Client, directory: string) {
  return {
    competition: { name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR },
    design: env.BADGE_DESIGN,
    logo: env.BADGE_LOGO === undefined ? undefined : readFileSync(join(directory, env.BADGE_LOGO)),
    pushedToDrive: Boolean(env.BADGE_GFOLDER),
    registrations: new Registrations(dynamo, env.DB_TABLE),
    photos: new Photos(s3, env.PROFILE_PIC_BUCKET),
    badges: new Badges(s3, env.BADGE_BUCKET),
    progress: new Progress(documents, env.PROGRESS_TABLE),
  };
}
