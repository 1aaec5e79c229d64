import PDFDocument from 'pdfkit';
import type { Size } from './sheet-layout.ts';

export interface PdfDocument {
  /** In the document's metadata. */
  title: string;
  createdAt: Date;
}

/** A document of pages of one size, to be printed at that size. */
export function newDocument({ width, height }: Size, { title, createdAt }: PdfDocument): PDFKit.PDFDocument {
  const document = new PDFDocument({
    size: [width, height],
    margin: 0,
    autoFirstPage: false,
    // Not one of PDF's standard fonts, whose metrics would be read from files that a bundle does not hold.
    font: '',
    // 1.6 brought PrintScaling, 1.5 PNGs of 16 bits.
    pdfVersion: '1.7',
    info: { Title: title, CreationDate: createdAt },
  });
  const { data: catalog } = (document as unknown as { _root: { data: Record<string, unknown> } })._root;
  // Print dialogs that honour it do not offer to fit the page to the printer's margins, which would shrink the badges.
  catalog.ViewerPreferences = document.ref({ DisplayDocTitle: true, PrintScaling: 'None' });
  return document;
}

/** The output that pdfkit has ready; read at once, so that no picture stays in memory. */
export function* written(document: PDFKit.PDFDocument): Generator<Uint8Array> {
  const bytes = document.read() as Buffer | null;
  if (bytes) yield bytes;
}
