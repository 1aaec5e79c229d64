/** Single elimination as lines: names on the left, from which the winners' lines go to the right. All measures are points. */
import { ink, muted } from '../../sheets/page-blocks.tsx';
import type { Rectangle } from '../../sheets/sheet-layout.ts';
import type { BracketPart, Branch, Leaf } from './bracket-parts.ts';
import type { SheetMatch, SheetPerson } from './ring-content.ts';
import type { SheetCanvas } from './sheet-canvas.tsx';
import { drawPodium, type Place, podiumHeight } from './sheet-frame.ts';

export interface BracketDrawing {
  part: BracketPart;
  people: readonly SheetPerson[];
  /** Where the part that a line starts with is: `page 7`. */
  pageOf: (part: BracketPart) => string;
  /** Below the winner's line: `Goes on to match 163, page 9`. */
  goesOn: string;
  /** Empty on a page whose winner goes on. */
  places: readonly Place[];
}

/** The width of the names' column, by how many columns of matches follow. */
const nameWidths = [0, 300, 250, 222, 204, 190];
const seedWidth = 17;
/** On the line that joins the two sides of a match. */
const numberBox = { width: 25, height: 13 };
const scoreWidth = 24;
const highestRow = 58;
/** Where names are written rather than printed. */
const highestFinalRow = 92;
/** The room for the places in the empty corner of a large bracket. */
const corner = { height: 150, gap: 14 };

/** How high a bracket is at most, with its places. */
export const bracketHeight = ({ rows }: Pick<BracketPart, 'rows'>) => rows * highestRow + podiumHeight;

export function drawBracket(canvas: SheetCanvas, room: Rectangle, drawing: BracketDrawing): void {
  const { part, places } = drawing;
  const nameWidth = nameWidths[part.rounds] ?? 190;
  const slotWidth = (room.width - nameWidth) / part.rounds;
  // In a bracket of many rows the upper right corner is empty, and rows can have what the places would take below.
  const inCorner = part.rounds >= 4 && places.length > 0;
  const high = room.height - (inCorner || places.length === 0 ? 0 : podiumHeight);
  const row = Math.min(
    part.name === undefined || places.length === 0 ? highestRow : highestFinalRow,
    high / part.rows,
  );
  new BracketLines(canvas, room, { ...drawing, nameWidth, slotWidth, row }).draw();
  if (places.length === 0) return;
  if (inCorner) {
    const width = Math.min(slotWidth * 2 - corner.gap, 170);
    const height = Math.min(corner.height, high / 4 - 16);
    drawPodium(canvas, { x: room.x + room.width - width, y: room.y, width, height }, places);
  } else {
    drawPodium(canvas, { ...room, y: room.y + room.height - podiumHeight, height: podiumHeight }, places);
  }
}

interface Columns {
  nameWidth: number;
  slotWidth: number;
  /** The height of a row. */
  row: number;
}

class BracketLines {
  readonly #canvas: SheetCanvas;
  readonly #room: Rectangle;
  readonly #drawing: BracketDrawing & Columns;
  readonly #schoolHeight: number;
  readonly #nameSize: number;

  constructor(canvas: SheetCanvas, room: Rectangle, drawing: BracketDrawing & Columns) {
    this.#canvas = canvas;
    this.#room = room;
    this.#drawing = drawing;
    this.#nameSize = Math.min(13, Math.max(9, drawing.row * 0.48));
    this.#schoolHeight = Math.min(12, Math.max(7, drawing.row * 0.36));
  }

  get #isDense(): boolean {
    return this.#drawing.row < 24;
  }

  draw(): void {
    const { part, goesOn } = this.#drawing;
    const y = this.#branch(part.tree, part.rounds + 1);
    const { x, width } = this.#slot(part.rounds + 1);
    this.#canvas.line({ x, y }, { x: x + width }, 1.25);
    this.#canvas.text({
      text: goesOn,
      x: x + 3,
      y: y + 2,
      width: width - 3,
      height: 20,
      size: 8,
      floor: 6,
      stands: 'top',
      colour: muted,
    });
  }

  /** Where the names of a round's people are written; round 1 is where names are printed. */
  #slot(round: number): { x: number; width: number } {
    const { nameWidth, slotWidth } = this.#drawing;
    if (round === 1) return { x: this.#room.x, width: nameWidth };
    const before = numberBox.width / 2;
    return {
      x: this.#room.x + nameWidth + (round - 2) * slotWidth + before,
      width: slotWidth - before,
    };
  }

  /** Draws what leads to one side of a match of a round, and returns the height of its line. */
  #branch(branch: Branch, round: number): number {
    if ('leaf' in branch) return this.#leaf(branch.leaf, branch.row, round);
    const [upper, lower] = branch.sides.map((side) => this.#branch(side, branch.round)) as [number, number];
    const { x, width } = this.#slot(branch.round);
    const joint = x + width;
    this.#canvas.line({ x: joint, y: upper }, { y: lower }, 1.25);
    const y = (upper + lower) / 2;
    this.#number(branch.match, joint, y);
    if (round <= this.#drawing.part.rounds) {
      const slot = this.#slot(round);
      this.#canvas.line({ x: slot.x, y }, { x: slot.x + slot.width }, 1.25);
      this.#scoreBelow(slot.x + slot.width, y);
    }
    return y;
  }

  #number({ number }: SheetMatch, joint: number, middle: number): void {
    const { width, height } = numberBox;
    const place = { x: joint - width / 2, y: middle - height / 2, width, height };
    this.#canvas.box(place, 1, ink);
    this.#canvas.text({
      ...place,
      text: number === undefined ? '' : `${number}`,
      size: 8.5,
      floor: 6,
      align: 'centre',
    });
  }

  #scoreBelow(end: number, line: number): void {
    const height = Math.min(15, this.#drawing.row * 0.72);
    this.#canvas.box({ x: end - numberBox.width / 2 - 3 - scoreWidth, y: line, width: scoreWidth, height });
  }

  #leaf(leaf: Leaf, row: number, round: number): number {
    const { row: rowHeight, people, pageOf } = this.#drawing;
    const { x, width } = this.#slot(1);
    const slot = this.#slot(round);
    const end = slot.x + slot.width;
    const top = this.#room.y + row * rowHeight;
    // Texts are placed at whole points. So is the line, which keeps its distance to all of them the same.
    const line = Math.round(top + rowHeight - this.#schoolHeight - 1);
    this.#canvas.line({ x, y: line }, { x: end }, 1.25);
    const isBye = round > 1;
    if (isBye) {
      this.#scoreBelow(end, line);
      const bye = { x: x + width + 2, y: line - 11, width: 30, height: 10, size: 7.5 } as const;
      this.#canvas.text({ ...bye, text: 'bye', stands: 'bottom', colour: muted });
    }
    const score = end - numberBox.width / 2 - 3 - scoreWidth;
    const scoreHeight = Math.min(16, rowHeight - this.#schoolHeight - 2);
    if (!isBye) this.#canvas.box({ x: score, y: line - scoreHeight, width: scoreWidth, height: scoreHeight });
    const start = x + seedWidth;
    if ('part' in leaf) {
      const { name, tree } = leaf.part;
      const number = 'match' in tree ? tree.match.number : undefined;
      this.#below(line, `Winner of part ${name}, match ${number} on ${pageOf(leaf.part)}`);
      return line;
    }
    const { name, school } = people[leaf.seed - 1] ?? { name: '', school: '' };
    // In dense brackets, a name may reach a little into the row above.
    const above = this.#isDense ? 1 : 3;
    const height = Math.max(this.#nameSize * 1.17, line - above - top - 1);
    const place = { y: line - above - height, height, stands: 'bottom' } as const;
    const seed = { text: `${leaf.seed}`, x, width: seedWidth - 4, size: 7.5, colour: muted };
    this.#canvas.text({ ...place, ...seed });
    const names = (isBye ? x + width : score) - 4 - start;
    this.#canvas.text({ ...place, text: name, x: start, width: names, size: this.#nameSize, floor: 5 });
    this.#below(line, school);
    return line;
  }

  /** Writes below the line of somebody's name. */
  #below(line: number, text: string): void {
    const height = this.#schoolHeight;
    const { x, width } = this.#slot(1);
    // Further to the right, so that it does not seem to belong to the name that follows closely.
    const start = seedWidth + (this.#isDense ? 10 : 0);
    const place = { x: x + start, y: line + 1, width: width - start - 18, height };
    const size = Math.min(8.5, height / 1.15);
    this.#canvas.text({ ...place, text, size, floor: 4.5, stands: 'top', colour: muted });
  }
}
