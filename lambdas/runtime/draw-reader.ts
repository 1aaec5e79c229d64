import { type DrawFile, drawFile, drawKey } from '../../core/brackets/draw-file.ts';
import type { JobFiles } from '../../core/clients/job-files.ts';

/**
 * Reads draws by the executions that planned them. A draw never changes, so the last one is kept: a batch reads it once for
 * all of its parts.
 */
export function drawReader(files: Pick<JobFiles, 'readJson'>): (execution: string) => Promise<DrawFile> {
  let last: DrawFile | undefined;
  return async (execution) => {
    if (last?.execution !== execution) last = await files.readJson(drawKey(execution), drawFile);
    return last;
  };
}
