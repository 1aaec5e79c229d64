import sharp from 'sharp';
import type { Pixels } from './pixels.ts';

/** The widest logo that leaves room for the competition's name, as a multiple of the band's height. */
const widest = 2.5;

/**
 * The organiser's logo for a band of `bandHeight` px: uncropped, on a white plate with a margin, so that it stands out
 * on any colour of the band.
 * @throws Error when the file is not a JPEG, PNG or WebP, which is already checked at synthesis.
 */
export async function drawLogo(file: Uint8Array, bandHeight: number): Promise<Pixels> {
  const height = Math.round(bandHeight * 0.8);
  const margin = Math.round(bandHeight * 0.06);
  const { data, info } = await sharp(file)
    .autoOrient()
    .resize(Math.round(bandHeight * widest), height - 2 * margin, { fit: 'inside' })
    .flatten({ background: 'white' })
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
