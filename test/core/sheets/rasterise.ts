import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import { pointsPerInch } from '../../../core/sheets/sheet-layout.ts';

export interface Raster {
  width: number;
  height: number;
  /** A pixel as 0xRRGGBB. */
  colourAt(x: number, y: number): number;
}

export interface OpenPdf {
  pages: number;
  /** Of a page from 1, in points; PDFium knows them in single precision. */
  sizeOf(page: number): { width: number; height: number };
  /** The words of a page, from 1, as a reader finds them. */
  textOf(page: number): string;
  /** Draws a page, from 1, as a printer would. */
  rasterise(page: number, dotsPerInch: number): Promise<Raster>;
}

const library = PDFiumLibrary.init();

/** Opens a PDF with PDFium, for as long as `use` takes. */
export async function withPdf<T>(pdf: Uint8Array, use: (open: OpenPdf) => Promise<T>): Promise<T> {
  const document = await (await library).loadDocument(pdf);
  const sizeOf = (page: number) => {
    const { originalWidth, originalHeight } = document.getPage(page - 1).getOriginalSize();
    return { width: originalWidth, height: originalHeight };
  };
  try {
    return await use({
      pages: document.getPageCount(),
      sizeOf,
      textOf: (page) => document.getPage(page - 1).getText(),
      async rasterise(page, dotsPerInch) {
        const size = sizeOf(page);
        const { data, width, height } = await document.getPage(page - 1).render({
          width: Math.round((size.width / pointsPerInch) * dotsPerInch),
          height: Math.round((size.height / pointsPerInch) * dotsPerInch),
          scale: 1,
          render: 'bitmap',
        });
        const pixels = new DataView(data.buffer, data.byteOffset, data.byteLength);
        return { width, height, colourAt: (x, y) => pixels.getUint32((y * width + x) * 4) >>> 8 };
      },
    });
  } finally {
    document.destroy();
  }
}

/** A page as it looks, from 1, large enough to be read: a PNG of few colours. */
export async function pageAsPng(pdf: Uint8Array, page: number): Promise<Buffer> {
  return withPdf(pdf, async ({ rasterise }) => {
    const { width, height, colourAt } = await rasterise(page, 100);
    const pixels = Buffer.alloc(width * height * 3);
    for (let at = 0; at < width * height; at += 1) {
      pixels.writeUIntBE(colourAt(at % width, Math.floor(at / width)), at * 3, 3);
    }
    return sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ palette: true, colours: 32 })
      .toBuffer();
  });
}
