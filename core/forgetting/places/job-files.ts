import type { JobFiles } from '../../clients/job-files.ts';
import type { ObjectVersions } from '../../clients/object-versions.ts';
import { mentionsOf } from './mentions.ts';
import type { Found, Place } from './place.ts';

/** A bucket, and in it what jobs write. */
export interface WrittenFiles {
  files: Pick<JobFiles, 'findText'>;
  versions: Pick<ObjectVersions, 'below' | 'delete'>;
  /** `lists/`, `jobs/`. */
  prefixes: readonly string[];
}

/** Files that can be read as text. What else is in a folder (PDFs) shows who the text files beside it name. */
const readable = /\.(?:json|jsonl|csv|html|txt)$/;

/** What Step Functions writes of a job's items: ids and outcomes. */
const ofStepFunctions = /\/results\//;

const atOnce = 8;

/**
 * What jobs have written: lists, sheets of badges, plans and rows. A file is deleted with all that the same execution has
 * written, since it can be made again at any time.
 */
export function jobFiles(buckets: readonly WrittenFiles[]): Place {
  return {
    name: 'jobFiles',
    async find(person) {
      const mentions = mentionsOf(person);
      const found: Found[] = [];
      for (const { files, versions, prefixes } of buckets) {
        for (const prefix of prefixes) {
          for (const [folder, keys] of await foldersBelow(prefix, versions)) {
            if (!(await namesAnybody(keys, files, mentions))) continue;
            found.push({
              what: `${folder} (${keys.length} files)`,
              async erase() {
                const all = [];
                for await (const version of versions.below(folder)) {
                  if (folderOf(version.key) === folder) all.push(version);
                }
                await versions.delete(all);
              },
            });
          }
        }
      }
      return found;
    },
  };
}

/** The objects below a prefix, by the folders of the executions that wrote them. */
export async function foldersBelow(
  prefix: string,
  versions: Pick<ObjectVersions, 'below'>,
): Promise<Map<string, string[]>> {
  const folders = new Map<string, Set<string>>();
  for await (const { key } of versions.below(prefix)) {
    const folder = folderOf(key);
    folders.set(folder, (folders.get(folder) ?? new Set()).add(key));
  }
  return new Map([...folders].map(([folder, keys]) => [folder, [...keys]]));
}

/** `jobs/archive/2027-…/`, `lists/2027-…/`; a file that was uploaded, or that no execution has a folder for, is alone. */
function folderOf(key: string): string {
  const parts = key.split('/');
  const depth = parts[0] === 'jobs' ? 3 : 2;
  const alone = parts.length <= depth || key.includes('/uploads/');
  return alone ? key : `${parts.slice(0, depth).join('/')}/`;
}

/** Whether any of a folder's files mentions somebody. */
export async function namesAnybody(
  keys: readonly string[],
  files: Pick<JobFiles, 'findText'>,
  mentions: (text: string) => boolean,
): Promise<boolean> {
  const read = keys.filter((key) => readable.test(key) && !ofStepFunctions.test(key));
  for (let start = 0; start < read.length; start += atOnce) {
    const texts = await Promise.all(read.slice(start, start + atOnce).map((key) => files.findText(key)));
    if (texts.some((text) => text !== undefined && mentions(text))) return true;
  }
  return false;
}
