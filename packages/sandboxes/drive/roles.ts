/**
 * What a member of a shared drive may do: https://developers.google.com/workspace/drive/api/guides/ref-roles, and for
 * what the API calls each right: https://developers.google.com/workspace/drive/api/guides/manage-sharing#capabilities.
 */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { Refusal } from './answers.ts';

/** From the one that may least to the one that may most. */
export const roles = ['reader', 'commenter', 'writer', 'fileOrganizer', 'organizer'] as const;
export type Role = (typeof roles)[number];

/** What Drive's own pages call each role. */
export const roleTitles: Record<Role, string> = {
  reader: 'Viewer',
  commenter: 'Commenter',
  writer: 'Contributor',
  fileOrganizer: 'Content manager',
  organizer: 'Manager',
};

/** All names of capabilities that the library knows. */
export type Capabilities = Required<NonNullable<drive_v3.Schema$File['capabilities']>>;
export type DriveCapabilities = Required<NonNullable<drive_v3.Schema$Drive['capabilities']>>;

const reaches = (role: Role, least: Role) => roles.indexOf(role) >= roles.indexOf(least);

export function capabilitiesOf(role: Role, item: { isFolder: boolean; isTrashed: boolean }): Capabilities {
  const { isFolder } = item;
  const comments = reaches(role, 'commenter');
  const writes = reaches(role, 'writer');
  const organizes = reaches(role, 'fileOrganizer');
  const manages = reaches(role, 'organizer');
  return {
    canAcceptOwnership: false,
    canAccessViaGenAi: true,
    canAddChildren: isFolder && writes,
    canAddFolderFromAnotherDrive: isFolder && organizes,
    canAddMyDriveParent: false,
    canChangeCopyRequiresWriterPermission: organizes,
    canChangeItemDownloadRestriction: organizes,
    canChangeSecurityUpdateEnabled: false,
    canChangeViewersCanCopyContent: organizes,
    canComment: comments,
    canCopy: !isFolder,
    canDelete: manages,
    canDeleteChildren: isFolder && manages,
    canDisableInheritedPermissions: isFolder && manages,
    canDownload: !isFolder,
    canEdit: writes,
    canEnableInheritedPermissions: isFolder && manages,
    canListChildren: isFolder,
    canModifyContent: writes,
    canModifyContentRestriction: !isFolder && writes,
    canModifyEditorContentRestriction: !isFolder && writes,
    canModifyLabels: !isFolder && writes,
    canModifyOwnerContentRestriction: false,
    canMoveChildrenOutOfDrive: isFolder && manages,
    canMoveChildrenOutOfTeamDrive: isFolder && manages,
    canMoveChildrenWithinDrive: isFolder && organizes,
    canMoveChildrenWithinTeamDrive: isFolder && organizes,
    canMoveItemIntoTeamDrive: false,
    canMoveItemOutOfDrive: manages,
    canMoveItemOutOfTeamDrive: manages,
    canMoveItemWithinDrive: organizes,
    canMoveItemWithinTeamDrive: organizes,
    canMoveTeamDriveItem: organizes,
    canReadDrive: true,
    canReadLabels: !isFolder,
    canReadRevisions: !isFolder && writes,
    canReadTeamDrive: true,
    canRemoveChildren: false,
    canRemoveContentRestriction: false,
    canRemoveMyDriveParent: false,
    canRename: writes,
    canShare: isFolder ? organizes : writes,
    canStartApproval: !isFolder && writes,
    canTrash: organizes && !item.isTrashed,
    canTrashChildren: isFolder && organizes,
    canUntrash: writes && item.isTrashed,
  };
}

export function driveCapabilitiesOf(role: Role): DriveCapabilities {
  const manages = reaches(role, 'organizer');
  return {
    canAddChildren: reaches(role, 'writer'),
    canChangeCopyRequiresWriterPermissionRestriction: manages,
    canChangeDomainUsersOnlyRestriction: manages,
    canChangeDownloadRestriction: manages,
    canChangeDriveBackground: manages,
    canChangeDriveMembersOnlyRestriction: manages,
    canChangeSharingFoldersRequiresOrganizerPermissionRestriction: manages,
    canComment: reaches(role, 'commenter'),
    canCopy: true,
    canDeleteChildren: manages,
    canDeleteDrive: manages,
    canDownload: true,
    canEdit: reaches(role, 'writer'),
    canListChildren: true,
    canManageMembers: manages,
    canReadRevisions: reaches(role, 'writer'),
    canRename: reaches(role, 'writer'),
    canRenameDrive: manages,
    canResetDriveRestrictions: manages,
    canShare: reaches(role, 'writer'),
    canTrashChildren: reaches(role, 'fileOrganizer'),
  };
}

/** @throws Refusal 403 unless the member may do this with the file. */
export function demand(allowed: boolean): void {
  if (allowed) return;
  const message = 'The user does not have sufficient permissions for this file.';
  throw new Refusal(403, 'insufficientFilePermissions', message);
}

/** @throws Refusal 403 unless the member may put something into the folder. */
export function demandParent(allowed: boolean): void {
  if (allowed) return;
  throw new Refusal(
    403,
    'insufficientParentPermissions',
    'Insufficient permissions for the specified parent.',
  );
}
