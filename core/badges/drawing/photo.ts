import pLimit from 'p-limit';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { dotsPerInch } from '../badge-formats.ts';
import { portraitCrop } from './faces/portrait-crop.ts';
import { type Area, type Pixels, rawOf } from './pixels.ts';

/** Only these formats are ever decoded. SVG is for our own drawing: a photo's format is checked by its first bytes. */
sharp.block({ operation: ['VipsForeignLoad'] });
// No two badges share an image, and the Lambdas that draw have one processor.
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

/** Twice what the largest phone camera writes. */
export const largestPhotoBytes = 20 * 1024 * 1024;
const largestPhotoPixels = 50_000_000;
/** 50 megapixels of four channels with 8 bits each, or 25 with 16 bits. */
const largestUnpackedBytes = 200_000_000;
/**
 * A photo whose longer side is more than this many times the shorter one shows no person, and would have to be enlarged
 * hugely to fill its place.
 */
const longestSide = 10;

/** One photo is decoded at a time in the whole process: several of the largest would not fit into a Lambda's memory. */
const unpacking = pLimit(1);

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

/** Why the silhouette takes the place of the photo. */
export type PhotoRefusal =
  | 'empty'
  | 'too large'
  | 'not an image'
  | `unsupported format (${UnsupportedFormat})`
  | 'too many pixels'
  /** Usually because it has 16 bits per channel. */
  | 'too large when unpacked'
  | 'extreme proportions'
  /** It begins like an image, but cannot be decoded to its end. */
  | 'truncated';

/** A photo, upright and cropped, and its resolution in print. */
export interface CroppedPhoto extends Pixels {
  /** How many of the photo's own pixels make an inch of the badge; over 300 when it was reduced. */
  dpi: number;
}

/** Why an image is not decoded, by what its header says. */
function refusalOf({ width, height, channels, depth }: Metadata): PhotoRefusal | undefined {
  if (width * height > largestPhotoPixels) return 'too many pixels';
  const bytesOfSample = depth === 'uchar' || depth === 'char' ? 1 : 2;
  if (width * height * channels * bytesOfSample > largestUnpackedBytes) return 'too large when unpacked';
  if (Math.max(width, height) > longestSide * Math.min(width, height)) return 'extreme proportions';
  return undefined;
}

interface Size {
  width: number;
  height: number;
}

/**
 * How much larger than needed a photo is unpacked: a little, so that the decoder of a usual phone's photo still does an
 * eighth of the work.
 */
const reserve = 1.03;

/** A face is shown larger up to this from the pixels of the first unpacking (200 dpi), further from a second one. */
const zoomOfReserve = 1.5;

/** How much larger than in the whole photo a face is shown at most, and with how many dots an inch at least. */
const mostZoom = 2.2;
const fewestZoomedDpi = 200;

/** The share of a photo that has to be cut off. Choosing which part takes as long as drawing all texts. */
function cutsOff(photo: Size, { width, height }: Size): number {
  const [across, down] = [photo.width / width, photo.height / height];
  return 1 - Math.min(across, down) / Math.max(across, down);
}

/** How to turn an image of each EXIF orientation upright; the library mirrors before it rotates. */
const upright: Readonly<Record<number, (image: Sharp) => Sharp>> = {
  2: (image) => image.flop(),
  3: (image) => image.rotate(180),
  4: (image) => image.flip(),
  5: (image) => image.flip().rotate(90),
  6: (image) => image.rotate(90),
  7: (image) => image.flop().rotate(90),
  8: (image) => image.rotate(270),
};

/**
 * Decodes a competitor's photo and crops it to `width` x `height`, around the face if one is found (see
 * `portraitCrop`). Otherwise it is shown as large as its proportions allow: around what draws the eye (skin, colour,
 * contrast) if more than a tenth has to be cut off, and around the centre if not.
 *
 * Size, format and dimensions are checked before anything is decoded. The photo is reduced while it is decoded and
 * turned upright afterwards. So one of 50 megapixels is in memory at full size, in at most 400 MB, only if its file
 * allows nothing else: a progressive JPEG, an interlaced PNG, a lossless WebP. One is decoded at a time.
 *
 * The result has none of the file's metadata (camera, place, time).
 */
export async function cropPhoto(file: Uint8Array, window: Size): Promise<CroppedPhoto | PhotoRefusal> {
  if (file.length === 0) return 'empty';
  if (file.length > largestPhotoBytes) return 'too large';
  const start = Buffer.from(file.subarray(0, 256)).toString('latin1');
  const signature = signatures.find((candidate) => candidate.start.test(start));
  if (!signature) return 'not an image';
  if (!signature.supported) return `unsupported format (${signature.format})`;
  try {
    const header = await sharp(file, { limitInputPixels: false }).metadata();
    const refusal = refusalOf(header);
    if (refusal) return refusal;
    const { autoOrient } = header;
    // How much the photo is reduced when all of it is shown that can be.
    const reduced = Math.max(window.width / autoOrient.width, window.height / autoOrient.height);
    const dpi = dotsPerInch / reduced;
    const photo = await unpack(file, header, reduced * reserve);
    const face = portraitCrop(photo, window, Math.max(1, Math.min(mostZoom, dpi / fewestZoomedDpi)));
    if (!face) return { data: await wholeOf(photo, window), ...window, dpi: Math.round(dpi) };
    const zoom = Math.min(photo.width, (photo.height * window.width) / window.height) / face.width;
    const sharper = zoom > zoomOfReserve ? await unpack(file, header, reduced * zoom) : photo;
    const data = await partOf(sharper, scaled(face, photo, sharper), window);
    return { data, ...window, dpi: Math.round(dpi / zoom) };
  } catch {
    return 'truncated';
  }
}

/** Decodes a photo, reduced to a share of its size. */
async function unpack(file: Uint8Array, header: Metadata, share: number): Promise<Pixels> {
  const { width, height, orientation = 1 } = header;
  const scale = Math.min(1, share);
  // Cameras write small irregularities that the default, 'warning', would refuse.
  const { data, info } = await unpacking(() =>
    sharp(file, { failOn: 'error', limitInputPixels: largestPhotoPixels })
      .resize(Math.ceil(width * scale), Math.ceil(height * scale), { fit: 'fill' })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return turnUpright({ data, width: info.width, height: info.height }, orientation);
}

/** An area of a photo in a copy of another size. Both sides of a copy are rounded, so that it is not quite in proportion. */
function scaled({ left, top, width, height }: Area, photo: Size, copy: Size): Area {
  const [across, down] = [copy.width / photo.width, copy.height / photo.height];
  return {
    left: Math.floor(left * across),
    top: Math.floor(top * down),
    width: Math.floor(width * across),
    height: Math.floor(height * down),
  };
}

/** The widest part of a photo. */
function wholeOf(photo: Pixels, window: Size): Promise<Buffer> {
  const position = cutsOff(photo, window) > 0.1 ? sharp.strategy.attention : 'centre';
  return sharp(photo.data, rawOf(photo))
    .resize({ ...window, fit: 'cover', position })
    .raw()
    .toBuffer();
}

function partOf(photo: Pixels, part: Area, window: Size): Promise<Buffer> {
  return sharp(photo.data, rawOf(photo))
    .extract(part)
    .resize({ ...window, fit: 'fill' })
    .raw()
    .toBuffer();
}

async function turnUpright(photo: Pixels, orientation: number): Promise<Pixels> {
  const turn = upright[orientation];
  if (!turn) return photo;
  const { data, info } = await turn(sharp(photo.data, rawOf(photo)))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
