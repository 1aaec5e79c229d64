/** What the sandbox keeps of a file, and how a client's metadata changes it. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { checkProperties } from './properties.ts';
import type { Metadata } from './upload.ts';

export const folderType = 'application/vnd.google-apps.folder';

/** Who did something: the service account, or a person on the pages. */
export const actor = z.enum(['account', 'person']);
export type Actor = z.infer<typeof actor>;

/** Absent in files of older versions, so each has a default. */
const later = {
  properties: z.record(z.string(), z.string()).default({}),
  starred: z.boolean().default(false),
  copyRequiresWriterPermission: z.boolean().default(false),
  /** Of the whole drive's changes, the number of this file's latest. */
  version: z.int().default(1),
  lastModifiedBy: actor.default('account'),
};

export const storedFile = z.object({
  id: z.string(),
  name: z.string(),
  mimeType: z.string(),
  parents: z.array(z.string()),
  appProperties: z.record(z.string(), z.string()),
  /** ISO 8601. */
  createdTime: z.string(),
  modifiedTime: z.string(),
  trashed: z.boolean(),
  /** Hex. A folder has no content. */
  md5Checksum: z.string().optional(),
  sha1Checksum: z.string().optional(),
  sha256Checksum: z.string().optional(),
  /** Bytes. */
  size: z.int().optional(),
  description: z.string().optional(),
  originalFilename: z.string().optional(),
  folderColorRgb: z.string().optional(),
  viewedByMeTime: z.string().optional(),
  /** Of the explicit trashing. */
  trashedTime: z.string().optional(),
  trashedBy: actor.optional(),
  headRevisionId: z.string().optional(),
  ...later,
});
export type StoredFile = z.infer<typeof storedFile>;

export const isFolder = ({ mimeType }: Pick<StoredFile, 'mimeType'>) => mimeType === folderType;

type Described = Pick<
  StoredFile,
  | 'appProperties'
  | 'properties'
  | 'starred'
  | 'copyRequiresWriterPermission'
  | 'description'
  | 'originalFilename'
  | 'folderColorRgb'
  | 'viewedByMeTime'
>;

/**
 * The parts of a file that only say something about it, after a client has written to them; `null` clears a part.
 * @throws Refusal 403 for too many properties, or too long ones.
 */
export function described(before: Described, metadata: Metadata): Described {
  const properties = withoutNulls({ ...before.properties, ...metadata.properties });
  const appProperties = withoutNulls({ ...before.appProperties, ...metadata.appProperties });
  checkProperties(properties, appProperties);
  return {
    properties,
    appProperties,
    starred: metadata.starred ?? before.starred,
    copyRequiresWriterPermission:
      metadata.copyRequiresWriterPermission ?? before.copyRequiresWriterPermission,
    description: written(metadata.description, before.description),
    originalFilename: written(metadata.originalFilename, before.originalFilename),
    folderColorRgb: written(metadata.folderColorRgb, before.folderColorRgb),
    viewedByMeTime: written(metadata.viewedByMeTime, before.viewedByMeTime),
  };
}

export const undescribed: Described = {
  properties: {},
  appProperties: {},
  starred: false,
  copyRequiresWriterPermission: false,
};

/** What Drive computes from a content. */
export function checksumsOf(content: Uint8Array) {
  const hex = (algorithm: string) => createHash(algorithm).update(content).digest('hex');
  return {
    md5Checksum: hex('md5'),
    sha1Checksum: hex('sha1'),
    sha256Checksum: hex('sha256'),
    size: content.length,
  };
}

function written(value: string | null | undefined, before: string | undefined): string | undefined {
  return value === null ? undefined : (value ?? before);
}

function withoutNulls(properties: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
