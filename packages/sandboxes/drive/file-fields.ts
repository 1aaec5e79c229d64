/** Every field of a file that Drive documents, by the names in the library's types, and who may write it. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { notPlayed, notWritable } from './answers.ts';
import type { Shape } from './fields.ts';
import type { Capabilities, DriveCapabilities } from './roles.ts';

/**
 * - `kept`: a client may write it, and the sandbox keeps it.
 * - `kept at creation`: the same, but an update that has it is refused.
 * - `unread`: a client may write it, and no answer has it.
 * - `not played`: a client may write it, but the sandbox would lose it, so it refuses.
 * - `output`: only Drive itself writes it.
 */
type Use = 'kept' | 'kept at creation' | 'unread' | 'not played' | 'output';
type FieldsOf<T, Value = true | Shape> = Record<keyof Required<T>, Value>;

export const fileFieldUses: FieldsOf<drive_v3.Schema$File, Use> = {
  appProperties: 'kept',
  capabilities: 'output',
  clientEncryptionDetails: 'not played',
  contentHints: 'unread',
  contentRestrictions: 'not played',
  copyRequiresWriterPermission: 'kept',
  createdTime: 'kept at creation',
  description: 'kept',
  downloadRestrictions: 'not played',
  driveId: 'output',
  explicitlyTrashed: 'output',
  exportLinks: 'output',
  fileExtension: 'output',
  folderColorRgb: 'kept',
  fullFileExtension: 'output',
  hasAugmentedPermissions: 'output',
  hasThumbnail: 'output',
  headRevisionId: 'output',
  iconLink: 'output',
  id: 'kept at creation',
  imageMediaMetadata: 'output',
  inheritedPermissionsDisabled: 'not played',
  isAppAuthorized: 'output',
  kind: 'output',
  labelInfo: 'not played',
  lastModifyingUser: 'output',
  linkShareMetadata: 'not played',
  md5Checksum: 'output',
  mimeType: 'kept',
  modifiedByMe: 'output',
  modifiedByMeTime: 'not played',
  modifiedTime: 'kept',
  name: 'kept',
  originalFilename: 'kept',
  ownedByMe: 'output',
  owners: 'output',
  parents: 'kept at creation',
  permissionIds: 'output',
  permissions: 'output',
  properties: 'kept',
  quotaBytesUsed: 'output',
  resourceKey: 'output',
  sha1Checksum: 'output',
  sha256Checksum: 'output',
  shared: 'output',
  sharedWithMeTime: 'not played',
  sharingUser: 'output',
  shortcutDetails: 'not played',
  size: 'output',
  spaces: 'output',
  starred: 'kept',
  teamDriveId: 'output',
  thumbnailLink: 'output',
  thumbnailVersion: 'output',
  trashed: 'kept',
  trashedTime: 'not played',
  trashingUser: 'output',
  version: 'output',
  videoMediaMetadata: 'output',
  viewedByMe: 'output',
  viewedByMeTime: 'kept',
  viewersCanCopyContent: 'not played',
  webContentLink: 'output',
  webViewLink: 'output',
  writersCanShare: 'unread',
};

/**
 * Fields that the library does not know are ignored, as Drive ignores them.
 * @throws Refusal 403 for a field that cannot be written, 501 for one that the sandbox would lose.
 */
export function checkWritable(body: object, call: 'create' | 'update'): void {
  for (const name of Object.keys(body).filter((key) => Object.hasOwn(fileFieldUses, key))) {
    const use = fileFieldUses[name as keyof typeof fileFieldUses];
    if (use === 'not played') throw notPlayed(`writing the field ${name}`);
    if (use === 'kept' || use === 'unread') continue;
    if (use === 'kept at creation' && call === 'create') continue;
    if (name !== 'parents') throw notWritable();
    throw notWritable(
      'The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead.',
    );
  }
}

const userShape = {
  displayName: true,
  emailAddress: true,
  kind: true,
  me: true,
  permissionId: true,
  photoLink: true,
} satisfies FieldsOf<drive_v3.Schema$User>;

export const permissionShape = {
  allowFileDiscovery: true,
  deleted: true,
  displayName: true,
  domain: true,
  emailAddress: true,
  expirationTime: true,
  id: true,
  inheritedPermissionsDisabled: true,
  kind: true,
  pendingOwner: true,
  permissionDetails: { inherited: true, inheritedFrom: true, permissionType: true, role: true },
  photoLink: true,
  role: true,
  teamDrivePermissionDetails: {
    inherited: true,
    inheritedFrom: true,
    role: true,
    teamDrivePermissionType: true,
  },
  type: true,
  view: true,
} satisfies FieldsOf<drive_v3.Schema$Permission>;

const below: Partial<Record<string, Shape>> = {
  lastModifyingUser: userShape,
  owners: userShape,
  permissions: permissionShape,
  sharingUser: userShape,
  trashingUser: userShape,
} satisfies Partial<FieldsOf<drive_v3.Schema$File>>;

const names = (capabilities: object): Shape =>
  Object.fromEntries(Object.keys(capabilities).map((name) => [name, true]));

/** @param capabilities of any file, for their names. */
export function fileShapeOf(capabilities: Capabilities): Shape {
  const fields = Object.keys(fileFieldUses).map((name) => [name, below[name] ?? true]);
  return { ...Object.fromEntries(fields), capabilities: names(capabilities) };
}

export const fileListShapeOf = (file: Shape): Shape =>
  ({
    files: file,
    incompleteSearch: true,
    kind: true,
    nextPageToken: true,
  }) satisfies FieldsOf<drive_v3.Schema$FileList>;

export const permissionListShape = {
  kind: true,
  nextPageToken: true,
  permissions: permissionShape,
} satisfies FieldsOf<drive_v3.Schema$PermissionList>;

/** @param capabilities of any drive, for their names. */
export const driveShapeOf = (capabilities: DriveCapabilities): Shape =>
  ({
    backgroundImageFile: true,
    backgroundImageLink: true,
    capabilities: names(capabilities),
    colorRgb: true,
    createdTime: true,
    hidden: true,
    id: true,
    kind: true,
    name: true,
    orgUnitId: true,
    restrictions: true,
    themeId: true,
  }) satisfies FieldsOf<drive_v3.Schema$Drive>;

export const driveListShapeOf = (drive: Shape): Shape =>
  ({
    drives: drive,
    kind: true,
    nextPageToken: true,
  }) satisfies FieldsOf<drive_v3.Schema$DriveList>;

export const aboutShape = {
  appInstalled: true,
  canCreateDrives: true,
  canCreateTeamDrives: true,
  driveThemes: true,
  exportFormats: true,
  folderColorPalette: true,
  importFormats: true,
  kind: true,
  maxImportSizes: true,
  maxUploadSize: true,
  storageQuota: { limit: true, usage: true, usageInDrive: true, usageInDriveTrash: true },
  teamDriveThemes: true,
  user: userShape,
} satisfies FieldsOf<drive_v3.Schema$About>;
