import type { RemovableFile, Tag } from '../../clients/drive/drive.ts';
import { paperIdOf, sheetIdOf } from '../../domain/ids.ts';
import type { ProgressTable } from '../../progress/progress-table.ts';
import type { UsingDrive } from '../drive-files.ts';
import { drawInForce, type PublishedDraw } from './challonge.ts';
import { partsOf } from './draws.ts';
import { foldersBelow, namesAnybody, type WrittenFiles } from './job-files.ts';
import { mentionsOf } from './mentions.ts';
import type { Found, Place } from './place.ts';
import type { SoughtPerson } from './sought-person.ts';

export interface DrivePlaceDependencies extends PublishedDraw {
  using: UsingDrive;
  progress: Pick<ProgressTable, 'read' | 'scan'>;
  configBucket: string;
  /** Where sheets of badges are, as long as they are kept. */
  sheets: Omit<WrittenFiles, 'prefixes'>;
}

/**
 * The organisers' folder: the person's badge, wherever it was moved, and the documents that show everybody. Those are made
 * anew. A file is deleted for good, with its earlier versions; where our account may not do that, it goes into the trash.
 */
export function drivePlace({
  using,
  progress,
  configBucket,
  sheets,
  ...draw
}: DrivePlaceDependencies): Place {
  return {
    name: 'drive',
    async find(person) {
      const tags = [
        ...[...person.ids].map((entryId): [string, Tag] => ['badge', { entryId }]),
        ...(await documentsFor(person)),
      ];
      const found = await using(async (drive) => {
        const files: [string, RemovableFile[]][] = [];
        for (const [what, tag] of tags) files.push([what, await drive.findAnywhere(tag)]);
        return files;
      });
      return found.flatMap(([what, files]) =>
        // One in the trash that only a manager may delete: there is nothing more to be done.
        files.filter((file) => file.canDelete || !file.trashed).map((file) => removal(what, file)),
      );
    },
  };

  function removal(what: string, { id, trashed, canDelete }: RemovableFile): Found {
    return {
      what: `${what}: file ${id}${trashed ? ', in the trash' : ''}`,
      erase: () => using((drive) => (canDelete ? drive.delete(id) : drive.trash(id))),
    };
  }

  /** By the tags that the documents have. */
  async function documentsFor(person: SoughtPerson): Promise<[string, Tag][]> {
    const { ids, keys } = person;
    const items = await Promise.all([...ids].map((id) => progress.read(id)));
    const isRegistered = [...keys.values()].some((of) => of.size > 0);
    const wasPrinted = items.some(({ printedHash }) => printedHash !== undefined);
    const others = wasPrinted ? await sheetsOfOthers(person) : new Set<string>();
    const tags: [string, Tag][] = [];
    for await (const { entryId } of progress.scan({
      ProjectionExpression: 'entryId',
      FilterExpression: 'attribute_exists(drive)',
    })) {
      const [kind] = String(entryId).split('_', 1);
      if (kind === 'list' && isRegistered) tags.push(['list', { list: entryId }]);
      if (kind === 'sheet' && wasPrinted && !others.has(entryId)) {
        tags.push(['badge sheets', { sheet: entryId }]);
      }
    }
    const file = await drawInForce(draw);
    const parts = file ? await partsOf(file.plan, ids, draw.brackets) : [];
    return [...tags, ...parts.map((part): [string, Tag] => [part, { paper: paperIdOf(configBucket, part) }])];
  }

  /** The ids of sheets that are known to be of others. Of sheets that have left the bucket, nobody knows who is on them. */
  async function sheetsOfOthers(person: SoughtPerson): Promise<Set<string>> {
    const mentions = mentionsOf(person);
    const others = new Set<string>();
    for (const keys of (await foldersBelow('sheets/', sheets.versions)).values()) {
      if (await namesAnybody(keys, sheets.files, mentions)) continue;
      for (const key of keys) others.add(sheetIdOf(key));
    }
    return others;
  }
}
