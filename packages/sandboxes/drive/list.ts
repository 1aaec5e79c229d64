/** files.list: its parameters, its order and its pages. */
import * as z from 'zod';
import { driveNotFound, fileNotFound, forbiddenTogether, invalidValue, Refusal } from './answers.ts';
import type { DriveWorld } from './call.ts';
import { myDrive } from './files.ts';
import { ordered } from './order.ts';
import { parseQuery, type Viewer } from './query.ts';
import type { StoredFile } from './stored-file.ts';

const pageToken = z.object({ q: z.string().optional(), offset: z.int().positive() });

/** The parameters, with older names that still count. */
export interface ListRequest {
  q?: string;
  pageSize?: string;
  pageToken?: string;
  orderBy?: string;
  corpora?: string;
  spaces?: string;
  driveId?: string;
  teamDriveId?: string;
  supportsAllDrives?: string;
  supportsTeamDrives?: string;
  includeItemsFromAllDrives?: string;
  includeTeamDriveItems?: string;
}

const isTrue = (...values: (string | undefined)[]) => values.includes('true');

/** @throws Refusal for a parameter that is not understood, and for a folder that does not exist or is not visible. */
export function listFiles(
  { files, members, settings }: DriveWorld,
  request: ListRequest,
): { files: StoredFile[]; nextPageToken?: string } {
  const { q, orderBy, spaces = 'drive' } = request;
  const includes = checkDrives(request, settings.now.shared ? files.driveId : undefined);
  if (spaces.split(',').some((space) => !['drive', 'appDataFolder'].includes(space.trim()))) {
    throw invalidValue('spaces');
  }
  const query = parseQuery(q, viewerOf(files.driveId, members));
  if (query.isFullText && orderBy) {
    throw forbiddenTogether(
      'orderBy',
      'Sorting is not supported for queries with fullText terms. Results are always in descending relevance order.',
    );
  }
  const seesDrive = isTrue(request.supportsAllDrives, request.supportsTeamDrives) && settings.now.shared;
  for (const folder of query.folders) {
    if (folder !== myDrive && !(seesDrive && files.find(folder))) throw fileNotFound('');
  }
  const visible = seesDrive && includes && spaces.includes('drive') ? files.all() : [];
  const matching = ordered(
    visible.filter((file) => query.matches(file)),
    orderBy,
  );

  const size = parsePageSize(request.pageSize);
  const offset = request.pageToken === undefined ? 0 : parsePageToken(request.pageToken, q);
  const end = offset + size;
  return {
    files: matching.slice(offset, end),
    nextPageToken:
      end < matching.length
        ? Buffer.from(JSON.stringify({ q, offset: end })).toString('base64url')
        : undefined,
  };
}

/**
 * Whether items of shared drives are asked for.
 * @param existing the id of the drive, when it is shared.
 * @throws Refusal for what does not go together, and for an unknown drive.
 */
function checkDrives(request: ListRequest, existing: string | undefined): boolean {
  const { corpora = 'user', driveId = request.teamDriveId } = request;
  if (!['user', 'drive', 'domain', 'allDrives'].includes(corpora)) throw invalidValue('corpora');
  if ((corpora === 'drive') !== (driveId !== undefined)) {
    const reason = driveId === undefined ? 'teamDriveIdRequired' : 'teamDriveIdRequiresTeamDriveCorpora';
    const message = 'The driveId parameter must be specified if and only if corpora is set to drive.';
    throw new Refusal(403, reason, message, { location: 'driveId' });
  }
  const includes = isTrue(request.includeItemsFromAllDrives, request.includeTeamDriveItems);
  if (!includes && ['drive', 'allDrives'].includes(corpora)) {
    throw forbiddenTogether(
      'includeItemsFromAllDrives',
      'The includeItemsFromAllDrives parameter must be set to true when driveId is specified or corpora contains drive or allDrives.',
    );
  }
  if (driveId !== undefined && driveId !== existing) throw driveNotFound(driveId);
  return includes;
}

/** What `me` and addresses in a query stand for: everyone sees what the drive shares with them. */
function viewerOf(driveId: string, members: DriveWorld['members']): Viewer {
  const me = members.user('account').emailAddress ?? '';
  const grants = members.of([driveId]);
  return {
    has(address, least) {
      const wanted = address === 'me' ? me : address;
      const roles = grants.filter(({ emailAddress }) => emailAddress === wanted).map(({ role }) => role);
      if (least === 'readers') return roles.length > 0;
      return roles.some((role) => ['writer', 'fileOrganizer', 'organizer'].includes(role));
    },
  };
}

function parsePageSize(text: string | undefined): number {
  const size = Number(text ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 1000) throw invalidValue('pageSize');
  return size;
}

/** A page token is only valid with the query it was issued for. */
function parsePageToken(text: string, q: string | undefined): number {
  try {
    const token = pageToken.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    if (token.q === q) return token.offset;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
  }
  throw invalidValue('pageToken');
}
