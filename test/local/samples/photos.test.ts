import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cropPhoto } from '../../../core/badges/drawing/photo.ts';
import entries from '../../../local/samples/entries.json' with { type: 'json' };

const folder = join(import.meta.dirname, '../../../local/samples/photos');
const photos = readdirSync(folder).map((name) => ({ name, file: readFileSync(join(folder, name)) }));

describe("the samples' photos", () => {
  test('are those that the entries name', () => {
    const named = entries.flatMap(({ imgFilename }) => imgFilename?.S ?? []);
    expect(photos.map(({ name }) => name.normalize()).sort()).toEqual(named.toSorted());
  });

  test.each(photos)('can be put on a badge, and are small: $name', async ({ file }) => {
    expect(file.length).toBeLessThan(80_000);
    expect(await cropPhoto(file, { width: 300, height: 400 })).toMatchObject({ width: 300, height: 400 });
  });

  test('are of the kinds that families send', async () => {
    const kinds = await Promise.all(
      photos.map(async ({ file }) => {
        const { format, orientation, width, height } = await sharp(file).metadata();
        return [format, orientation === 6 ? 'on its side' : width > height ? 'landscape' : 'upright'].join(
          ', ',
        );
      }),
    );
    expect(new Set(kinds)).toEqual(
      new Set(['jpeg, on its side', 'jpeg, upright', 'jpeg, landscape', 'png, upright']),
    );
  });
});
