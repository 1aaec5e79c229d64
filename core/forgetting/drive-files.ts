import type { Drive, Tag } from '../clients/drive/drive.ts';
import { includes } from '../domain/forgotten.ts';
import type { Elsewhere } from './forget.ts';

/** Connects to the organisers' folder. */
export type UsingDrive = <T>(
  use: (drive: Pick<Drive, 'findAnywhere' | 'delete' | 'trash'>) => Promise<T>,
) => Promise<T>;

/** Badges in Drive, wherever people have moved them. */
export const badgesInDrive = (using: UsingDrive): Elsewhere => ({
  async forget({ id, progress }, extent) {
    if (includes(extent, 'pictures') && progress.drive) await removeFiles({ entryId: id }, using);
  },
});

/**
 * Removes a document that shows many people: a list, a sheet of badges, brackets.
 * @param id of the note about it in the progress table, which is also what the file is tagged with.
 */
export async function removeDocument(id: string, using: UsingDrive): Promise<void> {
  const [kind = ''] = id.split('_');
  await removeFiles({ [kind]: id }, using);
}

/** Deletes files for good, with their earlier versions; where our account may not do that, they go into the trash. */
async function removeFiles(tag: Tag, using: UsingDrive): Promise<void> {
  for (const { id, trashed, canDelete } of await using((drive) => drive.findAnywhere(tag))) {
    if (canDelete) await using((drive) => drive.delete(id));
    else if (!trashed) await using((drive) => drive.trash(id));
  }
}
