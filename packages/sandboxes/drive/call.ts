/** What all calls of the API share. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { fileNotFound } from './answers.ts';
import type { DriveFiles } from './files.ts';
import type { Members } from './members.ts';
import type { ResourceContext } from './resource.ts';
import type { UploadSessions } from './resumable.ts';
import { type Capabilities, capabilitiesOf } from './roles.ts';
import type { SwitchedSettings } from './settings.ts';
import { isFolder, type StoredFile } from './stored-file.ts';

export type Bindings = { Bindings: HttpBindings };
export type ApiContext = Context<Bindings>;

/** One operation of the API. */
export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** With `:id` for an id. */
  path: string;
  /** The API's name for it, such as `files.create`. */
  operation: string;
  answer(context: ApiContext): Response | Promise<Response>;
}

/** All there is on the drive. */
export interface DriveWorld {
  files: DriveFiles;
  members: Members;
  settings: SwitchedSettings;
  sessions: UploadSessions;
  /** Of the sandbox, for links. */
  url: string;
}

/** Shared drives are shown only to a client that says it knows them; the older name of the parameter still counts. */
export function seesSharedDrives({ req }: ApiContext): boolean {
  return req.query('supportsAllDrives') === 'true' || req.query('supportsTeamDrives') === 'true';
}

/** The item that a path names. @throws Refusal 404 when it does not exist, or cannot be seen. */
export function named(context: ApiContext, { files, settings }: DriveWorld): StoredFile {
  const id = context.req.param('id') ?? '';
  if (!seesSharedDrives(context) || !settings.now.shared) throw fileNotFound(id);
  return files.get(id);
}

/** What the service account may do with an item. */
export function capabilities(file: StoredFile, { files, settings }: DriveWorld): Capabilities {
  const isTrashed = files.isExplicitlyTrashed(file.id);
  return capabilitiesOf(settings.now.role, { isFolder: isFolder(file), isTrashed });
}

export function resourceContext({ files, members, settings, url }: DriveWorld): ResourceContext {
  return { files, members, role: settings.now.role, url };
}
