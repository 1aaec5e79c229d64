import { ErasureUnfinishedError } from '../../../core/domain/errors.ts';
import type { PlaceItem } from '../../../core/forgetting/erasure.ts';
import type { Place } from '../../../core/forgetting/places/place.ts';
import type { SoughtPerson } from '../../../core/forgetting/places/sought-person.ts';

export interface ErasePlacesDependencies {
  seek: (id: string) => Promise<SoughtPerson>;
  /** All places, in the order in which they are erased. */
  places: (execution: string) => readonly Place[];
}

/**
 * Erases what there is of a person in one place. The entry and the registration, by whose names everything else is found, stay
 * until nothing is left anywhere else: an attempt that failed can be made again. What is about health does not wait.
 *
 * @throws ErasureUnfinishedError while something is left elsewhere.
 */
export async function erasePlace(
  { id, found: name }: PlaceItem,
  { execution }: { execution: string },
  { seek, places }: ErasePlacesDependencies,
): Promise<'erased' | 'nothing left'> {
  const person = await seek(id);
  const all = places(execution);
  const one = all.find((place) => place.name === name);
  if (name === 'records') {
    await one?.eraseMedical?.(person);
    await checkThatNothingIsLeft();
  }
  const found = (await one?.find(person)) ?? [];
  for (const { erase } of found) await erase();
  return found.length > 0 ? 'erased' : 'nothing left';

  async function checkThatNothingIsLeft(): Promise<void> {
    for (const place of all.filter((other) => other.name !== 'records')) {
      const left = await place.find(person);
      if (left.length > 0) throw new ErasureUnfinishedError(`${id}: something is left in ${place.name}`);
    }
  }
}
