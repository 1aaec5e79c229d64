import { type SyncDependencies, syncBadge, trashOrphan } from '../../../core/drive/sync-badge.ts';
import { fileOfItem, type SyncItem } from '../../../core/drive/sync-order.ts';

/**
 * Does what one item of a sync asks for: brings a badge's file in line with the bucket, or puts a file that no badge needs
 * into Drive's trash.
 *
 * @returns what was done, in a word or two.
 * @throws what syncBadge and trashOrphan throw.
 */
export function syncFile(item: SyncItem, execution: string, dependencies: SyncDependencies): Promise<string> {
  const fileId = fileOfItem(item);
  return fileId === undefined
    ? syncBadge({ entryId: item.id, execution, missing: item.found === 'missing' }, dependencies)
    : trashOrphan({ fileId, execution }, dependencies);
}
