/** Cards that go into the schools' envelopes with the badges: where and when each competitor is called. All measures are points. */
import { codeModules, darkBars } from '../../badges/code-modules.ts';
import { namePartsOf } from '../../badges/drawing/name-parts.ts';
import { hexHash } from '../../domain/ids.ts';
import { cutLines } from '../../sheets/cut-lines.ts';
import { hair, ink, muted } from '../../sheets/page-blocks.tsx';
import { drawPage } from '../../sheets/pages-pdf.tsx';
import { newDocument, written } from '../../sheets/pdf-document.ts';
import { PdfDrawing } from '../../sheets/pdf-drawing.ts';
import {
  type Paper,
  placeOf,
  type Rectangle,
  type SheetLayout,
  sheetLayout,
} from '../../sheets/sheet-layout.ts';
import type { CardEntry, CardsContent, CompetitorCard } from './card-content.ts';
import { createdAt } from './ring-document.ts';
import { SheetCanvas } from './sheet-canvas.tsx';

/** From a card's edge to what is on it: more than a cut may be off. */
const inset = 14;
/** The code's side: 20 mm, in whole modules of a badge's code. */
const codeSide = 58;
/** The first is for a name in one piece. */
const nameHeights = { whole: 66, first: 42, rest: 24 };
const ringBox = { width: 54, height: 20 };
const highestEntry = 42;

/**
 * Draws a card for each competitor, several on a sheet with crop marks. The same content gives the same bytes. Nothing is
 * fetched.
 */
export async function drawCards({ competition, cards }: CardsContent, paper: Paper): Promise<Buffer> {
  const layout = sheetLayout('3x4', paper);
  const { perPage } = layout;
  const event = competition.name.includes(String(competition.year))
    ? competition.name
    : `${competition.name} ${competition.year}`;
  const title = `Competitor cards, ${event}`;
  const document = newDocument(layout.paper, { title, createdAt });
  const drawing = new PdfDrawing(document);
  const pages = Math.ceil(cards.length / perPage);
  const bytes: Uint8Array[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const canvas = new SheetCanvas();
    const own = cards.slice((page - 1) * perPage, page * perPage);
    for (const [index, card] of own.entries()) drawCard(canvas, placeOf(layout, index + 1), card, event);
    drawMarks(canvas, layout, own.length);
    canvas.text({
      text: `${title}, page ${page} of ${pages}`,
      x: layout.x0 + 6,
      y: layout.paper.height - 40,
      width: layout.badge.width - 12,
      height: 11,
      size: 7.5,
      floor: 4,
      colour: muted,
    });
    document.addPage();
    await drawPage(drawing, layout.paper, [(await canvas.set(layout.paper)).block]);
    bytes.push(...written(document));
  }
  document.end();
  return Buffer.concat([...bytes, ...written(document)]);
}

function drawMarks(canvas: SheetCanvas, layout: SheetLayout, count: number): void {
  const taken = Array.from({ length: count }, (_, index) => index + 1);
  for (const { x1, y1, x2, y2 } of cutLines(layout, taken))
    canvas.line({ x: x1, y: y1 }, { x: x2, y: y2 }, 0.25, '#000000');
}

function drawCard(canvas: SheetCanvas, place: Rectangle, card: CompetitorCard, event: string): void {
  const [x, width] = [place.x + inset, place.width - 2 * inset];
  const end = place.y + place.height - inset;
  let y = place.y + inset;
  canvas.text({ text: event, x, y, width, height: 12, size: 8.5, floor: 4, colour: muted });
  y += 15;
  drawName(canvas, { x, y, width }, card.name);
  y += nameHeights.whole;
  canvas.text({
    text: card.school,
    x,
    y,
    width,
    height: 22,
    size: 11,
    floor: 5,
    stands: 'top',
    colour: muted,
  });
  y += 25;
  canvas.line({ x, y }, { x: x + width }, 1.5);
  y += 4;
  drawEntries(canvas, { x, y, width, height: end - codeSide - 2 - y }, card.entries);
  drawCode(canvas, { x: x + width - codeSide, y: end - codeSide }, card.id);
  const foot = { x, width: width - codeSide - 4, height: 10, size: 7, floor: 4, colour: muted } as const;
  canvas.text({ ...foot, text: card.id, y: end - 22 });
  canvas.text({ ...foot, text: `Version ${versionOf(card)}`, y: end - 11 });
}

/** Of one card: that of another competitor does not make it invalid. */
const versionOf = (card: CompetitorCard) => hexHash(JSON.stringify(card), 6).toUpperCase();

function drawName(canvas: SheetCanvas, place: Omit<Rectangle, 'height'>, name: string): void {
  const { whole, first, rest } = nameHeights;
  const parts = namePartsOf(name);
  if (!parts) {
    canvas.text({ ...place, text: name, height: whole, size: 34, floor: 5 });
    return;
  }
  canvas.text({ ...place, text: parts.first, height: first, size: 34, floor: 5, stands: 'bottom' });
  canvas.text({
    ...place,
    text: parts.rest,
    y: place.y + first,
    height: rest,
    size: 18,
    floor: 5,
    stands: 'top',
  });
}

function drawEntries(canvas: SheetCanvas, room: Rectangle, entries: readonly CardEntry[]): void {
  const height = Math.min(highestEntry, room.height / entries.length);
  for (const [index, { ring, division, matches }] of entries.entries()) {
    const y = room.y + index * height;
    const upper = Math.min(ringBox.height, (height - 3) * 0.58);
    const place = { x: room.x, y: y + 1.5, width: ringBox.width, height: upper };
    canvas.area(place, ink);
    canvas.text({ ...place, text: `RING ${ring}`, size: 11, floor: 4, align: 'centre', colour: '#ffffff' });
    const start = room.x + ringBox.width + 6;
    // Too low for two lines in large type: one line in smaller type is easier to read.
    const line = Math.min(upper, 15);
    const beside = { x: start, y: place.y + (upper - line) / 2, width: room.x + room.width - start };
    canvas.text({ ...beside, height: line, text: matches, size: 12, floor: 4 });
    const below = place.y + upper + (height < 24 ? 0 : 2);
    const lower = { x: room.x, y: below, width: room.width, height: Math.min(13, y + height - below - 0.5) };
    canvas.text({ ...lower, text: division, size: 8, floor: 3.5, stands: 'top', colour: muted });
    if (index > 0) canvas.line({ x: room.x, y }, { x: room.x + room.width }, 0.5, hair);
  }
}

function drawCode(canvas: SheetCanvas, { x, y }: Pick<Rectangle, 'x' | 'y'>, id: string): void {
  const module = codeSide / codeModules;
  for (const bar of darkBars(id)) {
    const place = { x: x + bar.x * module, y: y + bar.y * module };
    canvas.area({ ...place, width: bar.width * module, height: module }, '#000000');
  }
}
