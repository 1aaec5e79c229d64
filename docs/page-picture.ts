import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';

/**
 * A page of a PDF, within a line that shows where the paper ends.
 *
 * @param index of the page, from 0.
 * @param scale pixels for each point of the page.
 * @returns a PNG.
 */
export async function pagePicture(pdf: Buffer, index: number, scale: number): Promise<Buffer> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf);
  const { data, width, height } = await document.getPage(index).render({ scale, render: 'bitmap' });
  const picture = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .extend({ top: 1, bottom: 1, left: 1, right: 1, background: '#b4bcc8' })
    .png()
    .toBuffer();
  document.destroy();
  return picture;
}
