import sharp from 'sharp';
import type { Pixels } from './pixels.ts';

/** The widest logo that leaves room for the competition's name, as a multiple of its height. */
const widest = 3;

/**
 * The organiser's logo in at most `height` px: uncropped, on a white plate with a margin, so that it stands out
 * on any colour of the band.
 * @throws Error when the file is not a JPEG, PNG or WebP, which is already checked at synthesis.
 */
export async function drawLogo(file: Uint8Array, height: number): Promise<Pixels> {
  const margin = Math.round(height * 0.07);
  const { data, info } = await sharp(file)
    .autoOrient()
    .resize(Math.round(height * widest), Math.floor(height) - 2 * margin, { fit: 'inside' })
    .flatten({ background: 'white' })
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
