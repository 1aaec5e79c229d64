/** files.list: its parameters, its order and its pages. */
import * as z from 'zod';
import { fileNotFound, invalidValue, Refusal } from './answers.ts';
import type { DriveFiles, StoredFile } from './files.ts';
import { parseQuery } from './query.ts';

const sortable = ['createdTime', 'modifiedTime', 'name'] as const;
const pageToken = z.object({ q: z.string().optional(), offset: z.int().positive() });

export interface ListRequest {
  q?: string;
  pageSize?: string;
  pageToken?: string;
  orderBy?: string;
  corpora?: string;
  driveId?: string;
  supportsAllDrives?: string;
  includeItemsFromAllDrives?: string;
}

/** @throws Refusal for a parameter that is not understood, and for a folder that does not exist or is not visible. */
export function listFiles(
  drive: DriveFiles,
  request: ListRequest,
): { files: StoredFile[]; nextPageToken?: string } {
  const { q, orderBy, corpora = 'user', driveId } = request;
  if (!['user', 'drive', 'domain', 'allDrives'].includes(corpora)) throw invalidValue('corpora');
  if ((corpora === 'drive') !== (driveId !== undefined)) {
    const message = 'The driveId parameter must be specified if and only if corpora is set to drive.';
    throw new Refusal(403, 'teamDriveIdRequired', message, 'driveId');
  }
  if (driveId !== undefined && driveId !== drive.driveId) {
    throw new Refusal(404, 'notFound', `Shared drive not found: ${driveId}`, 'driveId');
  }
  const query = parseQuery(q);
  const seesSharedDrives = request.supportsAllDrives === 'true';
  for (const folder of query.folders) {
    if (folder !== drive.driveId && !(seesSharedDrives && drive.find(folder))) throw fileNotFound('');
  }
  const visible = seesSharedDrives && request.includeItemsFromAllDrives === 'true' ? drive.all() : [];
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

function ordered(files: StoredFile[], orderBy: string | undefined): StoredFile[] {
  const keys = (orderBy ?? '').split(',').filter((key) => key !== '');
  return keys.reduceRight((sorted, key) => {
    const [name, direction, ...more] = key.trim().split(/\s+/);
    const field = sortable.find((candidate) => candidate === name);
    if (!field || more.length > 0 || !['desc', undefined].includes(direction)) throw invalidValue('orderBy');
    const sign = direction === 'desc' ? -1 : 1;
    return sorted.toSorted((a, b) => sign * (a[field] < b[field] ? -1 : Number(a[field] > b[field])));
  }, files);
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
