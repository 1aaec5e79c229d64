/** A part of a page, in px from the upper left corner. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A picture of 8-bit RGB pixels, row by row. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
}

const channels = 3;

/** sharp's options for reading the pixels. */
export const rawOf = ({ width, height }: Pixels) => ({ raw: { width, height, channels } as const });

/** Lays a picture over another. */
export function lay(picture: Pixels, { left, top }: Pick<Area, 'left' | 'top'>, page: Pixels): void {
  const length = picture.width * channels;
  for (let y = 0; y < picture.height; y += 1) {
    const from = y * length;
    picture.data.copy(page.data, ((top + y) * page.width + left) * channels, from, from + length);
  }
}

/** A part of a picture. */
export function cut(page: Pixels, { left, top, width, height }: Area): Pixels {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    const from = ((top + y) * page.width + left) * channels;
    page.data.copy(data, y * width * channels, from, from + width * channels);
  }
  return { data, width, height };
}
