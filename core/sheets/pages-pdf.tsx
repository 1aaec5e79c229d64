/** Pages of words as a PDF. */
import satori from 'satori';
import type { JSXNode } from 'satori/jsx';
import { houseColours } from '../badges/colours.ts';
import { fontsFor } from '../badges/drawing/fonts.ts';
import { withoutMarks } from '../badges/drawing/lines.tsx';
import type { Typeset } from '../badges/drawing/typeset.tsx';
import { type Block, footersOf, Page } from './page-blocks.tsx';
import { newDocument, type PdfDocument, written } from './pdf-document.ts';
import type { Rectangle, Size } from './sheet-layout.ts';
import { TextLayer } from './text-layer.ts';

/** Draws pages of blocks, with their numbers. The same pages give the same bytes. Nothing is fetched. */
export async function drawPagesPdf(
  pages: readonly (readonly Block[])[],
  paper: Size,
  about: PdfDocument,
): Promise<Buffer> {
  const document = newDocument(paper, about);
  const layer = new TextLayer(document);
  const footers = await footersOf(pages.length, paper.width);
  const bytes: Uint8Array[] = [];
  for (const [index, blocks] of pages.entries()) {
    const footer = footers[index] ?? [];
    document.addPage();
    for (const { x, y, width, height, colour } of blocks.flatMap(({ areas = [] }) => areas))
      document.rect(x, y, width, height).fill(colour);
    const texts = [...footer, ...blocks.flatMap((block) => block.texts)];
    await drawPage(<Page paper={paper} blocks={blocks} footer={footer} />, paper, texts, { document, layer });
    bytes.push(...written(document));
  }
  layer.end();
  document.end();
  return Buffer.concat([...bytes, ...written(document)]);
}

/** Draws a page's shapes, and lays its words over them. */
async function drawPage(
  page: JSXNode,
  paper: Size,
  texts: readonly Typeset[],
  { document, layer }: { document: PDFKit.PDFDocument; layer: TextLayer },
): Promise<void> {
  const words: (Rectangle & { text: string })[] = [];
  const svg = await satori(page, {
    ...paper,
    fonts: fontsFor(texts.map(({ lines }) => lines.join(' '))),
    loadAdditionalAsset: async () => [],
    onNodeDetected: ({ textContent, left, top, width, height }) => {
      if (textContent) words.push({ text: withoutMarks(textContent), x: left, y: top, width, height });
    },
  });
  for (const [, rectangle, colour = houseColours.ink, path] of svg.replace(unseen, '').matchAll(shapes)) {
    const [x = 0, y = 0, width = 0, height = 0] = rectangle?.match(/[\d.-]+/g)?.map(Number) ?? [];
    if (path === undefined) document.rect(x, y, width, height).fill(colour);
    else document.path(path).fill(colour);
  }
  for (const { text, ...place } of words) layer.add(text, place);
}

/** Elements that the engine writes but that draw nothing. */
const unseen = /<defs>.*?<\/defs>|<mask.*?<\/mask>/gs;
/** Everything that is drawn: backgrounds, and letters as outlines. */
const shapes = /<(?:rect ([^>]*?)|path) fill="(#[0-9a-f]+)"(?: d="([^"]*)")?\/>/g;
