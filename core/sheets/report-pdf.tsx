/** The report on an order of badge sheets: what is printed, what to check first, who is not printed, where each school is. */
import satori from 'satori';
import type { JSXNode } from 'satori/jsx';
import { houseColours } from '../badges/colours.ts';
import { fontsFor } from '../badges/drawing/fonts.ts';
import type { Typeset } from '../badges/drawing/typeset.tsx';
import { newDocument, written } from './pdf-document.ts';
import { contentOf, type Report } from './report-content.ts';
import { footersOf, Page, pagesOf } from './report-page.tsx';
import type { Rectangle, SheetLayout, Size } from './sheet-layout.ts';
import { TextLayer } from './text-layer.ts';

/**
 * Draws the report as a PDF, with as many pages as it needs and each text in full. Its words can be searched and copied.
 * The same report gives the same bytes. Nothing is fetched.
 */
export async function drawReportPdf(report: Report): Promise<Buffer> {
  const paper = uprightPaper(report.layout);
  const { name, year } = report.competition;
  const document = newDocument(paper, {
    title: `Badge sheets, ${name} ${year}`,
    createdAt: report.createdAt,
  });
  const layer = new TextLayer(document);
  const pages = await pagesOf(contentOf(report), paper);
  const footers = await footersOf(pages.length, paper.width);
  for (const [index, blocks] of pages.entries()) {
    const footer = footers[index] ?? [];
    document.addPage();
    const texts = [...footer, ...blocks.flatMap((block) => block.texts)];
    await drawPage(<Page paper={paper} blocks={blocks} footer={footer} />, paper, texts, { document, layer });
  }
  layer.end();
  document.end();
  return Buffer.concat([...written(document)]);
}

/** A report is always in portrait, however badges lie on the paper. */
function uprightPaper({ paper: { width, height } }: SheetLayout): Size {
  return { width: Math.min(width, height), height: Math.max(width, height) };
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
      if (textContent) words.push({ text: textContent.replace(marks, ''), x: left, y: top, width, height });
    },
  });
  for (const [, rectangle, colour = houseColours.ink, path] of svg.replace(unseen, '').matchAll(shapes)) {
    const [x = 0, y = 0, width = 0, height = 0] = rectangle?.match(/[\d.-]+/g)?.map(Number) ?? [];
    if (path === undefined) document.rect(x, y, width, height).fill(colour);
    else document.path(path).fill(colour);
  }
  for (const { text, ...place } of words) layer.add(text, place);
}

/** The marks with which `Lines` gives the engine a direction. */
const marks = /[\u200e\u200f]/g;
/** Elements that the engine writes but that draw nothing. */
const unseen = /<defs>.*?<\/defs>|<mask.*?<\/mask>/gs;
/** Everything that is drawn: backgrounds, and letters as outlines. */
const shapes = /<(?:rect ([^>]*?)|path) fill="(#[0-9a-f]+)"(?: d="([^"]*)")?\/>/g;
