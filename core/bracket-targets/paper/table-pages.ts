/** Tables whose rows are all of one height, over as many pages as they take. All measures are points. */
import { hair, ink, muted } from '../../sheets/page-blocks.tsx';
import type { Rectangle } from '../../sheets/sheet-layout.ts';
import type { SheetCanvas } from './sheet-canvas.tsx';

export interface SheetColumn {
  heading: string;
  /** Those without one share what is left. */
  width?: number;
  align?: 'left' | 'right' | 'centre';
  /** Before the text is a box to tick. */
  tick?: boolean;
}

export interface SheetTable {
  title: string;
  columns: readonly SheetColumn[];
  rows: readonly (readonly string[])[];
}

/** Rows of a table that are on one page. */
interface Piece {
  table: SheetTable;
  from: number;
  to: number;
  y: number;
}

const headingHeight = 40;
const rowHeight = 17;
const gap = 4;

/** Puts tables with rows one below the other. @returns for each page what is on it, `y` from the top of its room. */
export function tablePages(tables: readonly SheetTable[], height: number): Piece[][] {
  const pages: Piece[][] = [[]];
  let y = 0;
  for (const table of tables) {
    let from = 0;
    while (from < table.rows.length) {
      const room = Math.floor((height - y - headingHeight) / rowHeight);
      if (room < Math.min(3, table.rows.length - from)) {
        pages.push([]);
        y = 0;
        continue;
      }
      const to = Math.min(table.rows.length, from + room);
      pages.at(-1)?.push({ table, from, to, y });
      y += headingHeight + (to - from) * rowHeight;
      from = to;
    }
  }
  return pages;
}

const tick = 11;

export function drawPiece(canvas: SheetCanvas, room: Rectangle, { table, from, to, y }: Piece): void {
  const { x, width } = room;
  const widths = widthsOf(table.columns, width);
  const top = room.y + y;
  const title = from === 0 ? table.title : `${table.title} (continued)`;
  canvas.text({ text: title, x, y: top + 6, width, height: 17, size: 13 });
  let start = x;
  const cells = table.columns.map((column, index) => {
    const { heading, align, tick: ticked } = column;
    const before = ticked ? tick + gap : 0;
    const place = { x: start + before, width: (widths[index] ?? 0) - gap - before, align };
    start += widths[index] ?? 0;
    canvas.text({ ...place, text: heading, y: top + 25, height: 11, size: 7.5, colour: muted });
    return place;
  });
  canvas.line({ x, y: top + headingHeight - 2 }, { x: x + width }, 1);
  for (const [index, row] of table.rows.slice(from, to).entries()) {
    const rowTop = top + headingHeight + index * rowHeight;
    for (const [column, text] of row.entries()) {
      const place = cells[column] ?? { x, width };
      canvas.text({ ...place, text, y: rowTop, height: rowHeight - 1, size: 8, floor: 5 });
      if (table.columns[column]?.tick)
        canvas.box({ x: place.x - gap - tick, y: rowTop + 2.5, width: tick, height: tick }, 0.75, ink);
    }
    canvas.line({ x, y: rowTop + rowHeight - 1 }, { x: x + width }, 0.5, hair);
  }
}

function widthsOf(columns: SheetTable['columns'], width: number): number[] {
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0), 0);
  const free = columns.filter((column) => column.width === undefined).length;
  return columns.map((column) => column.width ?? (width - fixed) / free);
}
