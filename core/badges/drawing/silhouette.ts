import sharp from 'sharp';
import type { Pixels } from './pixels.ts';

/** Head and shoulders, as an SVG path. The lower part of the box is shown where it is too high for a place. */
export const figure = {
  box: { width: 80, height: 100 },
  path: 'M57 40 A17 17 0 1 1 23 40 A17 17 0 1 1 57 40 Z M8 100 C8 72 24 63 40 63 C56 63 72 72 72 100 Z',
  colour: '#b4bcc8',
  ground: '#e6e9ee',
} as const;

const drawing = (width: number, height: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}"
  height="${height}" viewBox="0 0 ${figure.box.width} ${figure.box.height}" preserveAspectRatio="xMidYMax slice">
  <rect x="-100" y="-100" width="300" height="300" fill="${figure.ground}"/>
  <path d="${figure.path}" fill="${figure.colour}"/></svg>`;

/** The picture shown in place of a photo. */
export async function silhouette({ width, height }: { width: number; height: number }): Promise<Pixels> {
  const data = await sharp(Buffer.from(drawing(width, height)))
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height };
}
