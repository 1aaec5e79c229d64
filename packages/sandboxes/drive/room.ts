/** Whether the drive and its folders have room for another item. */
import { Refusal } from './answers.ts';
import type { DriveFiles } from './files.ts';
import { type FullReason, fullReasons, type Settings } from './settings.ts';

/** @throws Refusal 403 when nothing more can be put into the folder. */
export function checkRoom(files: DriveFiles, folderId: string, settings: Readonly<Settings>): void {
  const { full, driveItems, folderItems } = settings;
  if (full !== '') throw noRoom(full);
  if (files.count >= driveItems) throw noRoom('teamDriveFileLimitExceeded');
  if (files.count > folderItems && files.childrenOf(folderId) >= folderItems) {
    throw noRoom('numChildrenInNonRootLimitExceeded');
  }
}

function noRoom(reason: FullReason): Refusal {
  return new Refusal(403, reason, fullReasons[reason]);
}
