import sharp from 'sharp';
import { largestPhotoBytes } from '../shared/clients/photos.ts';

/** Only these formats are ever decoded; SVG is our own drawing's, and a photo is told by its first bytes before. */
sharp.block({ operation: ['VipsForeignLoad'] });
// No two badges share an image, and a Lambda of this size has one processor.
sharp.cache(false);
sharp.concurrency(1);
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadSvgBuffer',
  ],
});

const largestPhotoPixels = 50_000_000;

/** First bytes, read as Latin-1, of what people upload as a photo. */
const signatures = [
  { format: 'JPEG', supported: true, start: /^\xff\xd8\xff/ },
  { format: 'PNG', supported: true, start: /^\x89PNG\r\n/ },
  { format: 'WebP', supported: true, start: /^RIFF.{4}WEBP/s },
  { format: 'HEIC', supported: false, start: /^.{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/s },
  { format: 'AVIF', supported: false, start: /^.{4}ftypavi[fs]/s },
  { format: 'GIF', supported: false, start: /^GIF8/ },
  { format: 'TIFF', supported: false, start: /^(?:II\*|MM.\*)/s },
  { format: 'SVG', supported: false, start: /^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE svg|svg)/i },
] as const;

type UnsupportedFormat = Extract<(typeof signatures)[number], { supported: false }>['format'];

/** Why the placeholder stands where the photo would. */
export type PhotoRefusal =
  | 'empty'
  | 'too large'
  | 'not an image'
  | `unsupported format (${UnsupportedFormat})`
  | 'too many pixels'
  /** It starts as an image, and cannot be decoded to its end. */
  | 'truncated';

/** Upright and cropped, in 8-bit sRGB, row by row. */
export interface CroppedPhoto {
  pixels: Buffer;
  raw: { width: number; height: number; channels: 3 };
}

/**
 * Decodes a competitor's photo and crops it to `width` x `height`, around what draws the eye. Size, format and
 * dimensions are judged before anything is decoded, so that no upload costs more than one photo of 50 megapixels.
 * None of the file's metadata (camera, place, time) is in the result.
 */
export async function cropPhoto(
  file: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<CroppedPhoto | PhotoRefusal> {
  if (file.length === 0) return 'empty';
  if (file.length > largestPhotoBytes) return 'too large';
  const start = Buffer.from(file.subarray(0, 256)).toString('latin1');
  const signature = signatures.find((candidate) => candidate.start.test(start));
  if (!signature) return 'not an image';
  if (!signature.supported) return `unsupported format (${signature.format})`;
  try {
    const header = await sharp(file, { limitInputPixels: false }).metadata();
    if (header.width * header.height > largestPhotoPixels) return 'too many pixels';
    // Cameras write small irregularities that the default, 'warning', would refuse.
    const pixels = await sharp(file, { failOn: 'error', limitInputPixels: largestPhotoPixels })
      .autoOrient()
      .resize(width, height, { fit: 'cover', position: sharp.strategy.attention })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    return { pixels, raw: { width, height, channels: 3 } };
  } catch {
    return 'truncated';
  }
}
