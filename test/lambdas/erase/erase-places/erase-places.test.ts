import { expect, test } from 'vitest';
import { ErasureUnfinishedError } from '../../../../core/domain/errors.ts';
import type { Place, PlaceName } from '../../../../core/forgetting/places/place.ts';
import type { SoughtPerson } from '../../../../core/forgetting/places/sought-person.ts';
import { erasePlace } from '../../../../lambdas/erase/erase-places/erase-places.ts';

test('what leads to all other places is erased once nothing is left there, but what is about health at once', async () => {
  const left = new Set<PlaceName>(['drive', 'records']);
  let medicalErased = false;
  const place = (name: PlaceName): Place => ({
    name,
    async eraseMedical() {
      medicalErased = true;
    },
    find: async () => (left.has(name) ? [{ what: name, erase: async () => void left.delete(name) }] : []),
  });
  const erase = (found: PlaceName) =>
    erasePlace(
      { id: 'cs_test_1', found },
      { execution: 'run' },
      {
        seek: async () => ({}) as SoughtPerson,
        places: () => ['lookup', 'drive', 'records'].map((name) => place(name as PlaceName)),
      },
    );
  await expect(erase('records')).rejects.toThrow(ErasureUnfinishedError);
  expect([...left]).toEqual(['drive', 'records']);
  expect(medicalErased).toBe(true);
  expect([await erase('drive'), await erase('drive'), await erase('records')]).toEqual([
    ...['erased', 'nothing left', 'erased'],
  ]);
});
