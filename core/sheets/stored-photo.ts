import sharp from 'sharp';
import type { BadgeDesign } from '../badges/badge-design.ts';
import type { BadgeFacts } from '../badges/badge-facts.ts';
import { arrangementOf } from '../badges/drawing/arrangement.ts';
import { InputInvalidError } from '../domain/errors.ts';

/**
 * The photo as it is on a badge, cut out of the badge's stored picture: the file that was uploaded may be a hundred
 * times as large, and it would have to be cropped once more. The result looks like the picture: its own coding costs
 * less than can be seen at 300 dpi.
 *
 * @param image a JPEG or PNG of the badge.
 * @param name of the picture, for the error.
 * @returns a JPEG.
 * @throws InputInvalidError for a picture that is no badge, or ends before the photo does.
 */
export async function photoOnBadge(
  image: Uint8Array,
  { facts, design, name }: { facts: BadgeFacts; design: BadgeDesign; name: string },
): Promise<Uint8Array> {
  try {
    return await sharp(image, { failOn: 'error' })
      .extract(arrangementOf(design.format, facts).photo)
      .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
      .toBuffer();
  } catch (cause) {
    throw new InputInvalidError(`${name}: not a whole JPEG or PNG`, { cause });
  }
}
