import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Pixels } from '../../../../../core/badges/drawing/pixels.ts';

/**
 * A person from the waist up, 320 px square: the astronaut Eileen Collins, photographed by NASA, in the public domain
 * (no known copyright restrictions; the picture of that name in scikit-image).
 */
export const astronaut = readFileSync(join(import.meta.dirname, 'astronaut.jpg'));

/** Where her face is, as shares of the picture. */
export const astronautsFace = { middle: 0.43, height: 0.23, size: 0.2 };

/** The picture's upright pixels, at most `longest` px on either side. */
export async function pixelsOf(file: Uint8Array, longest = 320): Promise<Pixels> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .resize(longest, longest, { fit: 'inside' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
