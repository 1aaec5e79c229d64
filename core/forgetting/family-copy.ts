import { zipSync } from 'fflate';
import type { Found } from './places/place.ts';
import { type PlaceName, placesInWords, whatStays } from './places/place.ts';

/**
 * A copy of everything, as one ZIP: `registration.json`, and each picture as a file of its own. Of what shows others too it
 * says only that the person is on it.
 */
export async function familyCopy(
  id: string,
  places: ReadonlyMap<PlaceName, readonly Found[]>,
  madeAt: string,
): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  const kept: { where: string; what: string; content?: unknown; file?: string }[] = [];
  for (const [place, found] of places) {
    const where = placesInWords[place].title;
    for (const { what, copy } of found) {
      const made = await copy?.();
      if (!made) kept.push({ where, what });
      else if ('json' in made) kept.push({ where, what, content: made.json });
      else {
        const file = freeName(made.file, files);
        // A picture is compressed already.
        files[file] = made.bytes;
        kept.push({ where, what, file });
      }
    }
  }
  const document = { id, madeAt, kept, keptElsewhere: whatStays };
  const json = new TextEncoder().encode(JSON.stringify(document, undefined, 2));
  return zipSync({ 'registration.json': json, ...files }, { level: 0 });
}

/** Two photos may have one name in different folders. */
function freeName(name: string, taken: object): string {
  let free = name;
  for (let ordinal = 2; Object.hasOwn(taken, free); ordinal += 1) free = `${ordinal}-${name}`;
  return free;
}
