/** Pages of words as a PDF. */
import type { Typeset } from '../badges/drawing/typeset.tsx';
import { type Block, footersOf, margin, Page } from './page-blocks.tsx';
import { newDocument, type PdfDocument, written } from './pdf-document.ts';
import { PdfDrawing } from './pdf-drawing.ts';
import type { Size } from './sheet-layout.ts';
import { layOut } from './svg-drawing.ts';

/** Draws pages of blocks, with their numbers. The same pages give the same bytes. Nothing is fetched. */
export async function drawPagesPdf(
  pages: readonly (readonly Block[])[],
  paper: Size,
  about: PdfDocument,
): Promise<Buffer> {
  const document = newDocument(paper, about);
  const drawing = new PdfDrawing(document);
  const footers = await footersOf(pages.length, paper.width);
  const bytes: Uint8Array[] = [];
  for (const [index, blocks] of pages.entries()) {
    document.addPage();
    await drawPage(drawing, paper, blocks, footers[index]);
    bytes.push(...written(document));
  }
  document.end();
  return Buffer.concat([...bytes, ...written(document)]);
}

/** Draws blocks on the document's current page. */
export async function drawPage(
  drawing: PdfDrawing,
  paper: Size,
  blocks: readonly Block[],
  footer: readonly Typeset[] = [],
): Promise<void> {
  const texts = [...footer, ...blocks.flatMap((block) => block.texts)];
  const parts = await layOut(
    <Page paper={paper} blocks={blocks} footer={footer} />,
    paper,
    texts.map(({ lines }) => lines.join(' ')),
  );
  const areas = blocks.flatMap((block) => block.areas ?? []);
  // PDFium, the reader in Chrome, takes a page of narrow columns far apart for one that is read downwards, and then splits
  // words where their font changes. A text that is as wide as the page tells it otherwise.
  const last = parts.at(-1);
  if (last && 'text' in last) last.reachesTo = paper.width - margin;
  drawing.draw([...areas.map(({ colour, ...area }) => ({ colour, opacity: 1, areas: [area] })), ...parts]);
}
