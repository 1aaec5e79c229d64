/** Which sheet is on which page, and the pages as they are drawn. All measures are points. */
import { type Block, muted } from '../../sheets/page-blocks.tsx';
import type { Rectangle } from '../../sheets/sheet-layout.ts';
import { type BracketPart, bracketParts } from './bracket-parts.ts';
import { bracketHeight, drawBracket } from './bracket-sheet.ts';
import { drawPair, pairHeight } from './match-rows.ts';
import { drawPool, poolHeight } from './pool-sheet.ts';
import type { DivisionSheet, SheetMatch } from './ring-content.ts';
import { SheetCanvas } from './sheet-canvas.tsx';
import {
  drawFrame,
  drawNotes,
  drawSignatures,
  drawTitle,
  type PageFrame,
  type Place,
  signatureHeight,
  titleHeight,
} from './sheet-frame.ts';

/** A sheet, or one part of it. */
export interface PlacedSheet {
  sheet: DivisionSheet;
  /** Of single elimination. */
  bracket?: { part: BracketPart; parts: readonly BracketPart[] };
  /** Absent where it takes a whole page. */
  height?: number;
}

/** On which page of the document something is, from 1. */
export type PageOf = (matches: (placed: PlacedSheet) => boolean) => number;

const gapBetween = 22;
const legend = 'Upper or left: chung (blue). Lower or right: hong (red).';

/** Puts sheets onto pages in their order; small ones share a page. @param height what a page has room for. */
export function sheetPages(sheets: readonly DivisionSheet[], height: number): PlacedSheet[][] {
  const pages: PlacedSheet[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const placed of sheets.flatMap((sheet) => partsOf(sheet, height))) {
    const needed = placed.height ?? height;
    if (used + gapBetween + needed > height) {
      pages.push([]);
      used = 0;
    } else used += gapBetween;
    pages.at(-1)?.push(placed);
    used += needed;
  }
  return pages;
}

function partsOf(sheet: DivisionSheet, height: number): PlacedSheet[] {
  const around = titleHeight + signatureHeight;
  if (sheet.format !== 'single elimination') {
    const needed = sheet.format === 'round robin' ? poolHeight(sheet) : pairHeight(sheet);
    return [{ sheet, ...(needed + around <= height && { height: needed + around }) }];
  }
  const parts = bracketParts(sheet);
  return parts.map((part) => {
    const needed = bracketHeight(part) + around;
    const isSmall = parts.length === 1 && needed < height / 2;
    return { sheet, bracket: { part, parts }, ...(isSmall && { height: needed }) };
  });
}

export async function drawSheets(
  pages: readonly (readonly PlacedSheet[])[],
  frame: PageFrame,
  pageOf: PageOf,
): Promise<Block[][]> {
  const blocks: Block[][] = [];
  for (const page of pages) {
    const canvas = new SheetCanvas();
    const room = drawFrame(canvas, frame, legend);
    let { y } = room;
    for (const [index, placed] of page.entries()) {
      if (index > 0) {
        drawCut(canvas, { ...room, y: y + gapBetween / 2 });
        y += gapBetween;
      }
      const place = { ...room, y, height: placed.height ?? room.height };
      drawSheet(canvas, place, placed, pageOf);
      y += place.height;
    }
    blocks.push(await finished(canvas, frame));
  }
  return blocks;
}

/** A page's blocks. Names of which something did not fit are written out at its foot. */
export async function finished(canvas: SheetCanvas, frame: PageFrame): Promise<Block[]> {
  const { block, cut } = await canvas.set(frame.paper);
  if (cut.length === 0) return [block];
  const notes = new SheetCanvas();
  drawNotes(notes, frame, cut);
  return [block, (await notes.set(frame.paper)).block];
}

function drawSheet(
  canvas: SheetCanvas,
  room: Rectangle,
  { sheet, bracket }: PlacedSheet,
  pageOf: PageOf,
): void {
  const height = room.height - titleHeight - signatureHeight;
  const inside = { ...room, y: room.y + titleHeight, height };
  drawTitle(canvas, room, sheet, bracket && partName(bracket));
  if (bracket) {
    const pageOfPart = (one: BracketPart | undefined) =>
      `page ${pageOf((placed) => placed.bracket?.part === one)}`;
    const final = bracket.parts.at(-1);
    const isFinal = bracket.part === final;
    const next = sheet.matches.find(({ sides }) =>
      sides.some((side) => winnerIn(side) === rootOf(bracket.part)?.id),
    );
    drawBracket(canvas, inside, {
      part: bracket.part,
      people: sheet.people,
      pageOf: pageOfPart,
      goesOn: isFinal ? 'Winner' : `goes on to match ${next?.number}, ${pageOfPart(final)}`,
      places: isFinal ? placesIn(sheet) : [],
    });
  } else if (sheet.format === 'round robin') drawPool(canvas, inside, sheet);
  else drawPair(canvas, inside, sheet);
  drawSignatures(canvas, { ...room, y: room.y + room.height - signatureHeight, height: signatureHeight });
}

/** `Part 2 of 4`, `Final`; empty where all is on one page. */
function partName({ part, parts }: { part: BracketPart; parts: readonly BracketPart[] }): string {
  if (part.name === undefined) return '';
  return part === parts.at(-1) ? 'Final' : `Part ${part.name} of ${parts.at(-2)?.name}`;
}

const rootOf = ({ tree }: BracketPart) => ('match' in tree ? tree.match : undefined);
const winnerIn = (side: SheetMatch['sides'][number]) => ('winnerOf' in side ? side.winnerOf : undefined);

/** Both who lose a semifinal are third. */
function placesIn({ matches }: DivisionSheet): Place[] {
  const final = matches.at(-1);
  const who = (outcome: string, match: SheetMatch | undefined) =>
    match?.number === undefined ? {} : { who: `${outcome} of ${match.number}` };
  const semifinals =
    final?.sides.flatMap((side) => matches.find(({ id }) => id === winnerIn(side)) ?? []) ?? [];
  return [
    { medal: 'gold', ...who('winner', final) },
    { medal: 'silver', ...who('loser', final) },
    ...semifinals.map((match): Place => ({ medal: 'bronze', ...who('loser', match) })),
  ];
}

/** A dashed line. */
function drawCut(canvas: SheetCanvas, { x, y, width }: Omit<Rectangle, 'height'>): void {
  for (let from = x; from < x + width; from += 8)
    canvas.line({ x: from, y }, { x: Math.min(from + 4, x + width) }, 0.75, muted);
}
