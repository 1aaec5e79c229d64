import sharp from 'sharp';
import { pointsPerInch, type SheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { codesIn } from '../badges/drawing/read-code.ts';
import { positions } from './positions.ts';
import { withPdf } from './rasterise.ts';

/** Enough for a code's modules, and a third of the work that 300 would be. */
const dotsPerInch = 170;

/**
 * What the QR code at each position of each page says; empty where there is none.
 * @param only these pages, counted from 1 as a viewer does; all when left out.
 */
export async function printedCodes(
  pdf: Uint8Array,
  layout: SheetLayout,
  only?: readonly number[],
): Promise<string[][]> {
  return withPdf(pdf, async ({ pages, rasterise }) => {
    const codes: string[][] = [];
    for (const page of only ?? Array.from({ length: pages }, (_, index) => index + 1)) {
      const raster = await rasterise(page, dotsPerInch);
      const onPage = positions(layout, layout.perPage).map(async (place) => {
        const toPixels = (points: number) => Math.round((points / pointsPerInch) * dotsPerInch);
        const [left, top] = [toPixels(place.x), toPixels(place.y)];
        const [width, height] = [toPixels(place.width), toPixels(place.height)];
        const data = Buffer.alloc(width * height * 3);
        for (let y = 0; y < height; y += 1) {
          for (let x = 0; x < width; x += 1) {
            data.writeUIntBE(raster.colourAt(left + x, top + y), (y * width + x) * 3, 3);
          }
        }
        const raw = { width, height, channels: 3 } as const;
        const [code = ''] = await codesIn(await sharp(data, { raw }).png().toBuffer());
        return code;
      });
      codes.push(await Promise.all(onPage));
    }
    return codes;
  });
}
