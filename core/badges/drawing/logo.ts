import sharp from 'sharp';
import type { Pixels } from './pixels.ts';

/** The widest logo beside which the competition's name has room, in heights of its band. */
const widest = 2.5;

/**
 * The organiser's logo for a band of `bandHeight` px: as a whole, on a white plate with a margin, so that it stands
 * out on whatever colour the band has.
 * @throws Error when the file is no JPEG, PNG or WebP; the synthesis has made sure that it is one.
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
