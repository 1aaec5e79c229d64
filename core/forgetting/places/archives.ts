import * as z from 'zod';
import {
  type ArchivedPerson,
  archivedPerson,
  archiveOf,
  idOfArchived,
  readArchive,
} from '../../archive/archive.ts';
import { mergedArchiveKey } from '../../archive/archive-state.ts';
import type { ForgettableTable } from '../../clients/forgettable-table.ts';
import type { JobFiles } from '../../clients/job-files.ts';
import type { ObjectVersions } from '../../clients/object-versions.ts';
import type { Tombstones } from '../../progress/tombstones.ts';
import type { Place } from './place.ts';
import { archivedIdsOf, type SoughtPerson, sameNameAndDay } from './sought-person.ts';

/** People of earlier tournaments, from which the form is filled in. */
export function lookupTable({
  lookup,
  tombstones,
}: {
  lookup: Pick<ForgettableTable, 'items' | 'delete'>;
  tombstones: Pick<Tombstones, 'set'>;
}): Place {
  return {
    name: 'lookup',
    async find(person) {
      const rows = [];
      for await (const item of lookup.items()) rows.push({ item, archived: archivedPerson(item) });
      const own = ofPerson(
        person,
        rows.map(({ archived }) => archived),
      );
      return rows
        .filter(({ archived }) => own.has(archived))
        .map(({ item, archived }) => ({
          what: `row of ${idOfArchived(archived)}`,
          copy: async () => ({ json: item }),
          // The tombstone first: an archive that has the person too is loaded again one day.
          async erase() {
            await tombstones.set(idOfArchived(archived));
            await lookup.delete(item.pk?.S ?? '');
          },
        }));
    },
  };
}

/** The archive of all tournaments, in the config bucket. */
export function mergedArchive({
  files,
  versions,
  tombstones,
}: {
  files: Pick<JobFiles, 'findJson' | 'writeJson'>;
  versions: Pick<ObjectVersions, 'of' | 'delete'>;
  tombstones: Pick<Tombstones, 'set'>;
}): Place {
  const read = async () => readArchive(await files.findJson(mergedArchiveKey, z.unknown())) ?? [];
  return {
    name: 'archive',
    async find(person) {
      const own = [...ofPerson(person, await read())];
      return own.map((archived) => ({
        what: `person ${idOfArchived(archived)}`,
        copy: async () => ({ json: archived }),
        async erase() {
          const id = idOfArchived(archived);
          await tombstones.set(id);
          const before = await versions.of(mergedArchiveKey);
          const others = (await read()).filter((other) => idOfArchived(other) !== id);
          await files.writeJson(mergedArchiveKey, archiveOf(others));
          await versions.delete(before);
        },
      }));
    },
  };
}

/**
 * Those of an archive who are the person: by name, school and birth date, or by name and birth date where only one is called
 * so, as somebody is found again who is in another school now.
 */
function ofPerson(person: SoughtPerson, people: readonly ArchivedPerson[]): Set<ArchivedPerson> {
  const ids = archivedIdsOf(person);
  const same = people.filter((one) => ids.has(idOfArchived(one)));
  const alike = people.filter(({ name, birthdate }) =>
    sameNameAndDay(person, { name: name.S, birthdate: birthdate.S }),
  );
  return new Set(alike.length === 1 ? [...same, ...alike] : same);
}
