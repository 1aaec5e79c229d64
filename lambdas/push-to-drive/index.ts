import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { callLimits } from '../shared/call-limits.ts';
import { Badges } from '../shared/clients/badges.ts';
import { createDrive, type Drive } from '../shared/clients/drive.ts';
import { Progress } from '../shared/clients/progress.ts';
import { readSecret } from '../shared/clients/secret.ts';
import { documents } from '../shared/documents.ts';
import { SecretInvalidError } from '../shared/domain/errors.ts';
import { renderedBadge } from '../shared/domain/state.ts';
import { readEnv } from '../shared/env.ts';
import { step } from '../shared/step.ts';
import { pushToDrive } from './push-to-drive.ts';

const env = readEnv(
  z.object({
    PROGRESS_TABLE: z.string(),
    BADGE_BUCKET: z.string(),
    BADGE_GFOLDER: z.string().min(1),
    SECRET_ID: z.string(),
    DRIVE_API_BASE: z.url().optional(),
  }),
);
const progress = new Progress(documents, env.PROGRESS_TABLE);
const s3 = new S3Client(callLimits(10_000));
const badges = new Badges(s3, env.BADGE_BUCKET);

/** Kept between invocations for its access token, and for as long as the secret holds the same key. */
let current: { key: string; drive: Drive } | undefined;

async function currentDrive(): Promise<Drive> {
  const { google } = await readSecret(env.SECRET_ID);
  if (!google) throw new SecretInvalidError("the stage's secret lacks google.serviceAccount");
  const { serviceAccount } = google;
  if (current?.key !== serviceAccount.private_key) {
    const drive = createDrive({ serviceAccount, apiBase: env.DRIVE_API_BASE });
    current = { key: serviceAccount.private_key, drive };
  }
  return current.drive;
}

export const handler = step(renderedBadge, async ({ state }) =>
  pushToDrive(
    { entryId: state.entryId, folderId: env.BADGE_GFOLDER },
    { drive: await currentDrive(), badges, progress },
  ),
);
