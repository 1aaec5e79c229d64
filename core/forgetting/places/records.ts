import type { ObjectVersions } from '../../clients/object-versions.ts';
import { plainItem } from '../../clients/table-items.ts';
import type { Extent } from '../../domain/forgotten.ts';
import { photoIdOf } from '../../domain/ids.ts';
import type { Progress } from '../../progress/progress.ts';
import type { ProgressItem } from '../../progress/progress-record.ts';
import {
  badgeKeysOf,
  type ForgetDependencies,
  forget,
  photoKeysOf,
  type Traces,
  tracesOf,
} from '../forget.ts';
import { lost, progressAfter } from '../forgetting.ts';
import type { Copy, Found, Place } from './place.ts';
import type { SoughtPerson } from './sought-person.ts';

export interface RecordsDependencies extends ForgetDependencies {
  /** The name of the execution that erases. */
  execution: string;
  keys: Pick<Progress, 'recordRegistrationKey'>;
  photos: Pick<ObjectVersions, 'of' | 'erase'>;
  badges: Pick<ObjectVersions, 'of' | 'erase'>;
  /** The content of an object; undefined when all that is left of it are earlier versions. */
  read: Record<'photos' | 'badges', (key: string) => Promise<Uint8Array | undefined>>;
}

/** What is kept of entries themselves: in the tables, and in the buckets of photos and badges. */
export function records(dependencies: RecordsDependencies): Place {
  const { progress } = dependencies;
  return {
    name: 'records',
    async find(person) {
      const found: Found[] = [];
      // The one that was named leads to the others.
      for (const id of new Set([...[...person.ids].filter((other) => other !== person.id), person.id])) {
        found.push(...(await findOne(id, person)));
      }
      return found;
    },
    async eraseMedical({ ids, keys }) {
      for (const id of ids) await forgetTo('medical', id, keys.get(id) ?? new Set());
    },
  };

  async function findOne(id: string, { keys: ofAll, ids }: SoughtPerson): Promise<Found[]> {
    const keys = ofAll.get(id) ?? new Set<string>();
    const item = await progress.read(id);
    const { entry, rows, ...traces } = await withKeys(id, item, keys);
    const found: Found[] = [];
    const add = (what: string, copy: () => Promise<Copy>) =>
      found.push({ what, copy, erase: () => forgetTo('names', id, keys) });
    if (entry) add(`entry ${id}`, async () => ({ json: asJson(plainItem(entry)) }));
    for (const { row } of rows) {
      add(`registration ${id}`, async () => ({ json: asJson(plainItem(row)) }));
    }
    if (hasMore(item)) add(`progress ${id}`, async () => ({ json: asJson(item) }));
    for (const key of photoKeysOf({ entry, rows })) {
      if (!(await isShownByOthers(key, ids))) await addObject('photos', key);
    }
    for (const key of badgeKeysOf(traces)) await addObject('badges', key);
    return found;

    async function addObject(bucket: 'photos' | 'badges', key: string): Promise<void> {
      const versions = await dependencies[bucket].of(key);
      if (versions.length === 0) return;
      const one = bucket === 'photos' ? 'photo' : 'badge';
      add(`${one} of ${id} (versions: ${versions.length})`, async () => {
        const bytes = await dependencies.read[bucket](key);
        return bytes ? { file: `${one}-${key.split('/').at(-1)}`, bytes } : { json: 'deleted' };
      });
    }
  }

  /** A registration of another system has no progress that says under which key it is. */
  function withKeys(id: string, item: ProgressItem, keys: ReadonlySet<string>): Promise<Traces> {
    const registrationKey = item.registrationKey ?? [...keys][0];
    const read = async () => ({ ...item, registrationKey, registrationKeys: keys });
    return tracesOf(id, { ...dependencies, progress: { read } });
  }

  /** A photo that is on somebody else's badge too belongs to both. */
  async function isShownByOthers(photoKey: string, ids: ReadonlySet<string>): Promise<boolean> {
    const photoId = photoIdOf(photoKey);
    const { followers = [] } = await progress.read(photoId);
    for (const id of followers as Iterable<string>) {
      if (!ids.has(id) && (await progress.read(id)).photoId === photoId) return true;
    }
    return false;
  }

  async function forgetTo(extent: Extent, id: string, keys: ReadonlySet<string>): Promise<void> {
    for (const key of keys) await dependencies.keys.recordRegistrationKey(id, key);
    await forget(id, extent, dependencies.execution, dependencies);
  }
}

/** Whether a progress item says more than what stays of it. */
const hasMore = (item: ProgressItem): boolean =>
  lost(item, progressAfter(item, { extent: 'names', at: '' })).length > 0;

/** With sets as lists, which JSON has no other way to write. */
const asJson = (item: object): unknown =>
  JSON.parse(JSON.stringify(item, (_, value: unknown) => (value instanceof Set ? [...value] : value)));
