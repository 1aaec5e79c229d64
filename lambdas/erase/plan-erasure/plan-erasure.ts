import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { ObjectVersions } from '../../../core/clients/object-versions.ts';
import { InputInvalidError, permanentErrors } from '../../../core/domain/errors.ts';
import {
  type EraseOrder,
  eraseJob,
  exportFolder,
  exportKey,
  exportOfKey,
  type FoundPlaces,
  type PlaceItem,
  placesKey,
} from '../../../core/forgetting/erasure.ts';
import { familyCopy } from '../../../core/forgetting/family-copy.ts';
import type { Found, Place, PlaceName } from '../../../core/forgetting/places/place.ts';
import type { SoughtPerson } from '../../../core/forgetting/places/sought-person.ts';
import { type JobPlan, planKey } from '../../../core/jobs/job-state.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { Tombstones } from '../../../core/progress/tombstones.ts';

export interface PlanErasureDependencies {
  seek: (id: string) => Promise<SoughtPerson>;
  /** All places, in the order in which they are erased. */
  places: (execution: string) => readonly Place[];
  tombstones: Pick<Tombstones, 'isErased' | 'set'>;
  files: Pick<JobFiles, 'bucket' | 'write' | 'writeJson'>;
  versions: Pick<ObjectVersions, 'below' | 'delete'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Finds everything that is kept of a person. If it is to be erased, tombstones come first, so that nothing new arrives while
 * the rest goes; an item of the plan is a place where something is, or that could not be looked at: the others do not wait.
 *
 * @throws InputInvalidError for an id that is nobody's.
 */
export async function planErasure(
  { execution, order }: { execution: string; order: EraseOrder },
  { seek, places, tombstones, files, versions, now }: PlanErasureDependencies,
): Promise<JobPlan> {
  const { id, does, copy } = order;
  if (does === 'discard') {
    const all = [];
    for await (const version of versions.below(exportFolder(copy ?? ''))) all.push(version);
    await versions.delete(all);
    return { ...(await writePlan(planKey(eraseJob, execution), [], files)), counts: {}, order };
  }
  const person = await seek(id);
  if (!person.isThere && !(await tombstones.isErased(id)))
    throw new InputInvalidError(`${id}: nobody has this id`);
  if (does === 'erase') for (const one of person.ids) await tombstones.set(one);

  const found = new Map<PlaceName, Found[]>();
  for (const place of places(execution)) found.set(place.name, await findIn(place));
  const listed: FoundPlaces = {
    places: [...found].map(([place, all]) => ({ place, what: all.map(({ what }) => what) })),
    alike: [...person.alike],
  };
  await files.writeJson(placesKey(execution), listed);
  if (does === 'export') {
    await files.writeJson(exportOfKey(execution), { names: person.identities });
    const copy = await familyCopy(id, found, new Date(now()).toISOString());
    await files.write(exportKey(execution), copy, 'application/zip');
  }
  const counts = Object.fromEntries([...found].map(([place, all]) => [place, all.length]));
  const items: PlaceItem[] = [...found.keys()]
    .filter((place) => does === 'erase' && (counts[place] ?? 0) > 0)
    .map((place) => ({ id, found: place }));
  return { ...(await writePlan(planKey(eraseJob, execution), items, files)), counts, order };

  async function findIn(place: Place): Promise<Found[]> {
    try {
      return await place.find(person);
    } catch (error) {
      if (!isPermanent(error)) throw error;
      return [{ what: `could not be looked at: ${error.name}`, erase: async () => undefined }];
    }
  }
}

const isPermanent = (error: unknown): error is Error =>
  permanentErrors.some((permanent) => error instanceof permanent);
