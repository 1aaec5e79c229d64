import * as z from 'zod';
import { DriveApi } from '../../core/clients/drive/api.ts';
import type { ServiceAccount } from '../../core/clients/drive/authorization.ts';
import { isAnswer } from '../../core/clients/drive/errors.ts';

const folder = z.object({
  mimeType: z.string(),
  trashed: z.boolean(),
  /** Absent for what is not in a shared drive. */
  driveId: z.string().optional(),
  capabilities: z.object({
    canAddChildren: z.boolean().optional(),
    /** A Content manager may, and a Contributor may not. */
    canMoveChildrenWithinDrive: z.boolean().optional(),
  }),
});
export type DriveFolder = z.infer<typeof folder>;

/**
 * What a service account sees of a folder; undefined when it does not exist, or is not shared with the account.
 * @throws as `DriveApi.read`.
 */
export async function driveFolder(
  serviceAccount: ServiceAccount,
  fileId: string,
  apiBase?: string,
): Promise<DriveFolder | undefined> {
  const api = new DriveApi({ serviceAccount, timeoutMs: 8_000, ...(apiBase !== undefined && { apiBase }) });
  const fields = 'mimeType,trashed,driveId,capabilities(canAddChildren,canMoveChildrenWithinDrive)';
  const query = { fileId, fields, supportsAllDrives: true };
  try {
    return await api.read(`files.get ${fileId}`, (files, options) => files.get(query, options), folder);
  } catch (error) {
    if (isAnswer(error, 404)) return undefined;
    throw error;
  }
}
