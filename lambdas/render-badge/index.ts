import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../shared/call-limits.ts';
import { Badges } from '../shared/clients/badges.ts';
import { Entries } from '../shared/clients/entries.ts';
import { Photos } from '../shared/clients/photos.ts';
import { Progress } from '../shared/clients/progress.ts';
import { documents, dynamo } from '../shared/documents.ts';
import { InputInvalidError } from '../shared/domain/errors.ts';
import { storedProfile } from '../shared/domain/state.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { renderBadge } from './render-badge.ts';

const env = readEnv(
  z.object({
    ENTRIES_TABLE: z.string(),
    PROGRESS_TABLE: z.string(),
    PROFILE_PIC_BUCKET: z.string(),
    BADGE_BUCKET: z.string(),
    COMPETITION_NAME: z.string(),
    COMPETITION_YEAR: z.coerce.number().int(),
    BADGE_GFOLDER: z.string().optional(),
  }),
);
const s3 = new S3Client(callLimits(10_000));
const entries = new Entries(dynamo, env.ENTRIES_TABLE, env.COMPETITION_YEAR);
const progress = new Progress(documents, env.PROGRESS_TABLE);
const dependencies = {
  competition: { name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR },
  pushedToDrive: Boolean(env.BADGE_GFOLDER),
  photos: new Photos(s3, env.PROFILE_PIC_BUCKET),
  badges: new Badges(s3, env.BADGE_BUCKET),
  progress,
};

export const handler = step(storedProfile, async ({ state: { entryId } }) => {
  const [entry, { registrationKey, badge }] = await Promise.all([
    entries.get(entryId),
    progress.get(entryId),
  ]);
  if (registrationKey === undefined)
    throw new InputInvalidError(`entry ${entryId}: not stored as a registration`);
  return renderBadge({ entry, registrationKey, rendered: badge }, dependencies);
});
