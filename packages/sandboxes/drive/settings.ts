/** What can be switched while the sandbox runs: the service account's role, limits, and failures that last. */
import * as z from 'zod';
import { given, SavedSettings } from '../saved-settings.ts';
import { roles } from './roles.ts';

/** Why Drive has no room for another file: https://developers.google.com/workspace/drive/api/guides/handle-errors */
export const fullReasons = {
  teamDriveFileLimitExceeded: 'The file limit for this shared drive has been exceeded.',
  numChildrenInNonRootLimitExceeded:
    "The limit for this folder's number of children (files and folders) has been exceeded.",
  activeItemCreationLimitExceeded: "This account's limit of items created has been exceeded.",
  storageQuotaExceeded: "The user's Drive storage quota has been exceeded.",
} as const;
export type FullReason = keyof typeof fullReasons;

/** How Drive answers who writes too much: status and reason. */
export const refusals = [
  '403 userRateLimitExceeded',
  '403 rateLimitExceeded',
  '429 rateLimitExceeded',
] as const;

const settings = z.strictObject({
  /** The service account's role in the shared drive. */
  role: z.enum(roles).default('fileOrganizer'),
  /** Whether the shared drive is shared with the service account at all. */
  shared: z.boolean().default(true),
  /** Nothing can be created any more, for this reason. */
  full: z.enum(['', ...(Object.keys(fullReasons) as FullReason[])]).default(''),
  /** The most items in the drive, trash included, and in one folder: Google's limits. */
  driveItems: z.int().nonnegative().default(500_000),
  folderItems: z.int().nonnegative().default(500_000),
  /** Sustained writes a second that are not refused; 0 for any number. Google's own limit is 3 for an account. */
  writesPerSecond: z.number().nonnegative().default(0),
  /** How many writes may come at once before that limit counts. */
  burst: z.int().positive().default(100),
  refusal: z.enum(refusals).default('403 userRateLimitExceeded'),
  /** Seconds in such a refusal's Retry-After; 0 for none. */
  retryAfter: z.int().nonnegative().default(0),
});
export type Settings = z.infer<typeof settings>;

/** The settings as a form sends them. */
const form = z
  .strictObject({
    ...settings.partial().shape,
    shared: z.stringbool(),
    driveItems: z.coerce.number(),
    folderItems: z.coerce.number(),
    writesPerSecond: z.coerce.number(),
    burst: z.coerce.number(),
    retryAfter: z.coerce.number(),
  })
  .partial();

export class SwitchedSettings extends SavedSettings<Settings> {
  constructor(initial: Partial<Settings>, dataDir?: string) {
    super(settings, initial, dataDir);
  }
}

/** @throws ZodError for a setting that is unknown or has no such value. */
export const settingsOfForm = (fields: Record<string, unknown>): Partial<Settings> => given(form, fields);
