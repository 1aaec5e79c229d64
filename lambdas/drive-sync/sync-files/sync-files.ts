import { type SyncDependencies, syncBadge, trashOrphan } from '../../../core/drive/sync-badge.ts';
import { fileOfItem } from '../../../core/drive/sync-order.ts';

/**
 * Does what one item of a sync asks for: brings a badge's file in line with the bucket, or puts a file that no badge needs
 * into Drive's trash.
 *
 * @returns what was done, in a word or two.
 * @throws what syncBadge and trashOrphan throw.
 */
export function syncFile(
  { id, execution }: { id: string; execution: string },
  dependencies: SyncDependencies,
): Promise<string> {
  const fileId = fileOfItem(id);
  return fileId === undefined
    ? syncBadge({ entryId: id, execution }, dependencies)
    : trashOrphan({ fileId, execution }, dependencies);
}
