import type { Area, Pixels } from '../pixels.ts';
import { findFaces, type GreyPicture, mostSearched } from './find-faces.ts';

/** How much of a portrait's width the face takes: as much as on an identity card, with hair and shoulders around it. */
const faceShare = 0.46;

/** Where the middle of the face is, as a share of the portrait's height. */
const faceHeight = 0.46;

/** Above this share of the largest face's size, a second one makes it unclear whose photo it is. */
const equalSize = 0.7;

/**
 * The part of an upright photo that shows the face of its one person, in the proportions of `window`; undefined when no
 * face is found, or several of about one size.
 *
 * @param mostZoom how much narrower than the widest possible part it may be.
 */
export function portraitCrop(
  photo: Pixels,
  window: { width: number; height: number },
  mostZoom: number,
): Area | undefined {
  const { scale, ...picture } = greyCopy(photo);
  const [face, other] = findFaces(picture);
  if (!face || (other && other.size > equalSize * face.size)) return undefined;
  const proportions = window.width / window.height;
  const widest = Math.min(photo.width, photo.height * proportions);
  const width = Math.min(widest, Math.max(widest / mostZoom, (face.size * scale) / faceShare));
  const height = width / proportions;
  const half = face.size / 2;
  const left = (face.left + half) * scale - width / 2;
  const top = (face.top + half) * scale - height * faceHeight;
  const size = { width: Math.floor(width), height: Math.floor(height) };
  return {
    left: Math.round(Math.min(Math.max(left, 0), photo.width - size.width)),
    top: Math.round(Math.min(Math.max(top, 0), photo.height - size.height)),
    ...size,
  };
}

/** A copy that is small enough to be searched: each pixel is the mean of four in its place. */
function greyCopy({ data, width: whole, height: high }: Pixels): GreyPicture & { scale: number } {
  const scale = Math.max(1, Math.max(whole, high) / mostSearched);
  const [width, height] = [Math.floor(whole / scale), Math.floor(high / scale)];
  const grey = new Uint8Array(width * height);
  const brightness = (at: number) => (data[at] ?? 0) + 2 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
  const [near, far] = [scale / 4, (3 * scale) / 4];
  for (let y = 0; y < height; y += 1) {
    const upper = Math.floor(y * scale + near) * whole;
    const lower = Math.floor(y * scale + far) * whole;
    for (let x = 0; x < width; x += 1) {
      const first = Math.floor(x * scale + near);
      const second = Math.floor(x * scale + far);
      const sum =
        brightness((upper + first) * 3) +
        brightness((upper + second) * 3) +
        brightness((lower + first) * 3) +
        brightness((lower + second) * 3);
      grey[y * width + x] = sum >> 4;
    }
  }
  return { data: grey, width, height, scale };
}
