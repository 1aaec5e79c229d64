import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { largestPhotoBytes } from '../../core/badges/drawing/photo.ts';
import { Badges } from '../../core/clients/badges.ts';
import { Photos } from '../../core/clients/photos.ts';
import { Registrations } from '../../core/clients/registrations.ts';
import { BadgeLease } from '../../core/progress/badge-lease.ts';
import { PhotoFollowers } from '../../core/progress/photo-followers.ts';
import { Progress } from '../../core/progress/progress.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { documents, dynamo } from './documents.ts';
import { drawing } from './settings.ts';

/** The settings of a Lambda that draws and stores badges. */
export const drawingSettings = z.object({
  PROGRESS_TABLE: z.string(),
  DB_TABLE: z.string(),
  PROFILE_PIC_BUCKET: z.string(),
  BADGE_BUCKET: z.string(),
  ...drawing.variables,
});

/**
 * The dependencies for drawing and storing a badge.
 * @param directory of the Lambda's code, where the logo is.
 */
export function drawingDependencies(env: z.infer<typeof drawingSettings>, s3: S3Client, directory: string) {
  const { logoFile, ...settings } = drawing.read(env);
  const table = new ProgressTable(documents, env.PROGRESS_TABLE);
  return {
    ...settings,
    logo: logoFile === undefined ? undefined : readFileSync(join(directory, logoFile)),
    registrations: new Registrations(dynamo, env.DB_TABLE),
    photos: new Photos(s3, env.PROFILE_PIC_BUCKET, largestPhotoBytes),
    badges: new Badges(s3, env.BADGE_BUCKET),
    followers: new PhotoFollowers(table),
    lease: new BadgeLease(table),
    progress: new Progress(table),
  };
}
