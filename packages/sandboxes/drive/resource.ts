/** A file as the API answers with it: https://developers.google.com/workspace/drive/api/reference/rest/v3/files */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { type DriveFiles, myDrive } from './files.ts';
import type { Members } from './members.ts';
import { capabilitiesOf, type Role } from './roles.ts';
import { isFolder, type StoredFile } from './stored-file.ts';

export interface ResourceContext {
  files: DriveFiles;
  members: Members;
  /** The service account's. */
  role: Role;
  /** Of the sandbox. */
  url: string;
}

/** What Drive does not fill for items of shared drives (`owners`, `shared`, `permissions` …) is absent. */
export function fileResource(
  file: StoredFile,
  { files, members, role, url }: ResourceContext,
): drive_v3.Schema$File {
  const isBinary = file.size !== undefined;
  const explicitlyTrashed = files.isExplicitlyTrashed(file.id);
  const extension = /\.(\w+)$/.exec(file.name)?.[1];
  const grants = members.of(files.lineOf(file.id));
  return {
    kind: 'drive#file',
    id: file.id,
    name: file.name,
    mimeType: file.mimeType,
    description: file.description,
    starred: file.starred,
    trashed: file.trashed,
    explicitlyTrashed,
    trashedTime: file.trashed ? file.trashedTime : undefined,
    trashingUser: file.trashedBy && explicitlyTrashed ? members.user(file.trashedBy) : undefined,
    parents: file.parents.length > 0 ? file.parents : undefined,
    properties: filled(file.properties),
    appProperties: filled(file.appProperties),
    spaces: ['drive'],
    version: String(file.version),
    createdTime: file.createdTime,
    modifiedTime: file.modifiedTime,
    modifiedByMe: file.lastModifiedBy === 'account',
    modifiedByMeTime: file.lastModifiedBy === 'account' ? file.modifiedTime : undefined,
    viewedByMe: file.viewedByMeTime !== undefined,
    viewedByMeTime: file.viewedByMeTime,
    lastModifyingUser: members.user(file.lastModifiedBy),
    driveId: files.driveId,
    teamDriveId: files.driveId,
    capabilities: capabilitiesOf(role, { isFolder: isFolder(file), isTrashed: explicitlyTrashed }),
    permissionIds: [...new Set(grants.map(({ id }) => id))],
    hasAugmentedPermissions: grants.some(({ itemId }) => itemId === file.id && itemId !== files.driveId),
    copyRequiresWriterPermission: file.copyRequiresWriterPermission,
    viewersCanCopyContent: !file.copyRequiresWriterPermission,
    inheritedPermissionsDisabled: false,
    isAppAuthorized: true,
    linkShareMetadata: { securityUpdateEligible: false, securityUpdateEnabled: true },
    hasThumbnail: false,
    thumbnailVersion: '0',
    iconLink: `https://drive-thirdparty.googleusercontent.com/16/type/${file.mimeType}`,
    webViewLink: isFolder(file) ? `${url}/folders/${file.id}` : `${url}/file/d/${file.id}/view`,
    webContentLink: isBinary ? `${url}/file/d/${file.id}/content` : undefined,
    folderColorRgb: isFolder(file) ? (file.folderColorRgb ?? '#8f8f8f') : undefined,
    originalFilename: file.originalFilename,
    fileExtension: isBinary ? (extension ?? '') : undefined,
    fullFileExtension: isBinary ? (extension ?? '') : undefined,
    md5Checksum: file.md5Checksum,
    sha1Checksum: file.sha1Checksum,
    sha256Checksum: file.sha256Checksum,
    size: isBinary ? String(file.size) : undefined,
    quotaBytesUsed: String(file.size ?? 0),
    headRevisionId: file.headRevisionId,
  };
}

/** The account's own drive, which is empty. */
export function myDriveResource({ members }: ResourceContext): drive_v3.Schema$File {
  const me = members.user('account');
  return {
    kind: 'drive#file',
    id: `0A${me.permissionId}`,
    name: 'My Drive',
    mimeType: 'application/vnd.google-apps.folder',
    ownedByMe: true,
    owners: [me],
    shared: false,
    spaces: ['drive'],
    starred: false,
    trashed: false,
    webViewLink: `https://drive.google.com/drive/${myDrive}`,
  };
}

function filled(properties: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(properties).length > 0 ? properties : undefined;
}
