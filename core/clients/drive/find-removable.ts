import * as z from 'zod';
import { ServiceUnavailableError } from '../../domain/errors.ts';
import type { DriveApi } from './api.ts';
import type { RemovableFile } from './drive.ts';

const page = z.object({
  files: z.array(
    z
      .object({ id: z.string(), trashed: z.boolean(), capabilities: z.object({ canDelete: z.boolean() }) })
      .transform(({ capabilities: { canDelete }, ...file }): RemovableFile => ({ ...file, canDelete })),
  ),
  incompleteSearch: z.boolean().optional(),
  nextPageToken: z.string().optional(),
});

/** Every file that fits a query, in all folders and in the trash. @throws what `DriveApi.read` throws. */
export async function findRemovable(api: DriveApi, q: string): Promise<RemovableFile[]> {
  const found: RemovableFile[] = [];
  let pageToken: string | undefined;
  do {
    const query = {
      ...{ q, pageToken, pageSize: 1000, corpora: 'allDrives' },
      ...{ supportsAllDrives: true, includeItemsFromAllDrives: true },
      fields: 'nextPageToken,incompleteSearch,files(id,trashed,capabilities(canDelete))',
    };
    const answer = await api.read(
      'files.list anywhere',
      (files, options) => files.list(query, options),
      page,
    );
    // The file may be in what was not searched.
    if (answer.incompleteSearch) throw new ServiceUnavailableError('Drive: the search was incomplete');
    found.push(...answer.files);
    pageToken = answer.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}
