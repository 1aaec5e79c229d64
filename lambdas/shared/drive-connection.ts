import * as z from 'zod';
import { createDrive, type Drive } from './clients/drive.ts';
import { readSecret } from './clients/secret.ts';
import { SecretInvalidError } from './domain/errors.ts';

/** The settings of a Lambda that puts files into the organisers' folder. */
export const driveSettings = z.object({
  BADGE_GFOLDER: z.string().min(1),
  SECRET_ID: z.string(),
  DRIVE_API_BASE: z.url().optional(),
});

/** Kept between invocations for its access token, and for as long as the secret holds the same key. */
let current: { key: string; drive: Drive } | undefined;

/**
 * Drive with the key that the stage's secret holds now.
 * @param timeoutMs of each request.
 * @throws SecretInvalidError
 */
export async function connectToDrive(env: z.infer<typeof driveSettings>, timeoutMs?: number): Promise<Drive> {
  const { google } = await readSecret(env.SECRET_ID);
  if (!google) throw new SecretInvalidError("the stage's secret lacks google.serviceAccount");
  const { serviceAccount } = google;
  if (current?.key !== serviceAccount.private_key) {
    const drive = createDrive({ serviceAccount, apiBase: env.DRIVE_API_BASE, timeoutMs });
    current = { key: serviceAccount.private_key, drive };
  }
  return current.drive;
}
