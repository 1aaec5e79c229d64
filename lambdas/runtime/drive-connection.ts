import * as z from 'zod';
import type { ServiceAccount } from '../../core/clients/drive/authorization.ts';
import type { Drive } from '../../core/clients/drive/drive.ts';
import { createDrive } from '../../core/clients/drive/google-drive.ts';
import { type StageSecret, usingSecret } from '../../core/clients/secret.ts';
import { DriveAccessDeniedError, SecretInvalidError } from '../../core/domain/errors.ts';
import { DriveFiles } from '../../core/progress/drive-files.ts';
import { type DriveLane, DrivePace, type DriveTurns } from '../../core/progress/drive-pace.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { documents } from './documents.ts';
import { driveFolder, driveRate } from './settings.ts';

/** The settings of a Lambda that puts files into the organisers' folder. */
export const driveSettings = z.object({
  ...driveFolder.variables,
  ...driveRate.variables,
  PROGRESS_TABLE: z.string(),
  SECRET_ID: z.string(),
  DRIVE_API_BASE: z.url().optional(),
});

interface DriveCalls {
  /** How far its writes go before those of others. */
  lane: DriveLane;
  /** Of each request. */
  timeoutMs?: number;
}

/** Kept between invocations because of its access token, as long as the key in the secret stays the same. */
let current: { key: string; drive: Drive; turns: DriveTurns } | undefined;

/**
 * Runs `use` with a connection to Drive made with the key in the stage's secret; once more, if Drive refuses that key and
 * the secret now has another.
 *
 * @throws SecretInvalidError, DrivePacedError until it is the turn of what is no job, and what `use` throws.
 */
export function usingDrive<T>(
  env: z.infer<typeof driveSettings>,
  calls: DriveCalls,
  use: (drive: Drive) => Promise<T>,
): Promise<T> {
  return usingSecret(
    env.SECRET_ID,
    serviceAccountOf,
    async (serviceAccount) => {
      const { drive, turns } = connect(serviceAccount, env, calls);
      await turns.begin(calls.lane);
      return use(drive);
    },
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
  { timeoutMs }: DriveCalls,
): { drive: Drive; turns: DriveTurns } {
  if (current?.key !== serviceAccount.private_key) {
    const table = new ProgressTable(documents, env.PROGRESS_TABLE);
    const turns = new DrivePace(table, driveRate.read(env)).turns();
    const drive = createDrive({
      serviceAccount,
      apiBase: env.DRIVE_API_BASE,
      pause: new DriveFiles(table).drivePause,
      pace: turns,
      timeoutMs,
    });
    current = { key: serviceAccount.private_key, drive, turns };
  }
  return current;
}
