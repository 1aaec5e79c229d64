import sharp from 'sharp';
import type { Pixels } from './pixels.ts';

const drawing = (width: number, height: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}"
  height="${height}" viewBox="0 0 80 100" preserveAspectRatio="xMidYMax slice">
  <rect x="-100" y="-100" width="300" height="300" fill="#e6e9ee"/>
  <circle cx="40" cy="40" r="17" fill="#b4bcc8"/>
  <path d="M8 100 C8 72 24 63 40 63 C56 63 72 72 72 100 Z" fill="#b4bcc8"/></svg>`;

/** The picture shown in place of a photo. */
export async function silhouette({ width, height }: { width: number; height: number }): Promise<Pixels> {
  const data = await sharp(Buffer.from(drawing(width, height)))
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height };
}
