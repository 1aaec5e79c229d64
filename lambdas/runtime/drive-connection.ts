import * as z from 'zod';
import type { ServiceAccount } from '../../core/clients/drive/authorization.ts';
import { createDrive, type Drive } from '../../core/clients/drive/drive.ts';
import type { DrivePause } from '../../core/clients/drive/errors.ts';
import { type StageSecret, usingSecret } from '../../core/clients/secret.ts';
import { DriveAccessDeniedError, SecretInvalidError } from '../../core/domain/errors.ts';
import { driveFolder } from './settings.ts';

/** The settings of a Lambda that puts files into the organisers' folder. */
export const driveSettings = z.object({
  ...driveFolder.variables,
  SECRET_ID: z.string(),
  DRIVE_API_BASE: z.url().optional(),
});

interface DriveCalls {
  pause: DrivePause;
  timeoutMs?: number;
}

/** Kept between invocations because of its access token, as long as the key in the secret stays the same. */
let current: { key: string; drive: Drive } | undefined;

/**
 * Runs `use` with a connection to Drive made with the key in the stage's secret; once more, if Drive refuses that key and
 * the secret now has another.
 *
 * @param calls.pause shared by all callers of Drive.
 * @param calls.timeoutMs of each request.
 * @throws SecretInvalidError, and what `use` throws.
 */
export function usingDrive<T>(
  env: z.infer<typeof driveSettings>,
  calls: DriveCalls,
  use: (drive: Drive) => Promise<T>,
): Promise<T> {
  return usingSecret(
    env.SECRET_ID,
    serviceAccountOf,
    async (serviceAccount) => use(connect(serviceAccount, env, calls)),
    DriveAccessDeniedError,
  );
}

function serviceAccountOf({ google }: StageSecret): ServiceAccount {
  if (!google) throw new SecretInvalidError("the stage's secret lacks google.serviceAccount");
  return google.serviceAccount;
}

function connect(
  serviceAccount: ServiceAccount,
  env: z.infer<typeof driveSettings>,
  calls: DriveCalls,
): Drive {
  if (current?.key !== serviceAccount.private_key) {
    const drive = createDrive({ serviceAccount, apiBase: env.DRIVE_API_BASE, ...calls });
    current = { key: serviceAccount.private_key, drive };
  }
  return current.drive;
}
