/** Matches as lines with boxes for their scores. All measures are points. */
import { ink, muted } from '../../sheets/page-blocks.tsx';
import type { Rectangle } from '../../sheets/sheet-layout.ts';
import type { DivisionSheet, SheetMatch, SheetPerson } from './ring-content.ts';
import type { SheetCanvas } from './sheet-canvas.tsx';
import { drawPodium, podiumHeight } from './sheet-frame.ts';

export const matchRowHeight = 24;
const number = { width: 28, height: 15 };
const score = { width: 22, height: 16 };
const seed = { width: 11 };

/** `101  Jordan Rivera [ ] [ ] Sam Park` */
export function drawMatchRow(
  canvas: SheetCanvas,
  { x, y, width }: Omit<Rectangle, 'height'>,
  match: SheetMatch,
  people: readonly SheetPerson[],
): void {
  const height = matchRowHeight;
  drawNumber(canvas, { x, y: y + (height - number.height) / 2, ...number }, match);
  const start = x + number.width + 6;
  const middle = start + (x + width - start) / 2;
  const boxes = { y: y + (height - score.height) / 2, ...score };
  canvas.box({ ...boxes, x: middle - score.width - 1 });
  canvas.box({ ...boxes, x: middle + 1 });
  const line = { y: y + 5, height: height - 11 };
  const names = middle - score.width - 4 - start - seed.width;
  for (const [index, side] of match.sides.entries()) {
    if ('winnerOf' in side) continue;
    const isFirst = index === 0;
    const align = isFirst ? ('left' as const) : ('right' as const);
    const seedStart = isFirst ? start : x + width - seed.width;
    const nameStart = isFirst ? start + seed.width : middle + score.width + 4;
    const { name = '' } = people[side.seed - 1] ?? {};
    canvas.text({
      ...line,
      text: `${side.seed}`,
      x: seedStart,
      width: seed.width,
      size: 9,
      align,
      colour: muted,
    });
    const opposite = isFirst ? 'right' : 'left';
    canvas.text({ ...line, text: name, x: nameStart, width: names, size: 9, floor: 5, align: opposite });
  }
}

function drawNumber(canvas: SheetCanvas, place: Rectangle, { number: shown }: SheetMatch): void {
  canvas.box(place, 1, ink);
  canvas.text({ ...place, text: shown === undefined ? '' : `${shown}`, size: 9, floor: 6, align: 'centre' });
}

const corner = 58;
const line = 34;
const rounds = ['Round 1', 'Round 2', 'Round 3'];

/** The height of a sheet for two people. */
export const pairHeight = ({ matches, withoutMedals }: Pick<DivisionSheet, 'matches' | 'withoutMedals'>) =>
  14 + matches.length * (2 * line + 10) + (withoutMedals ? 0 : podiumHeight);

/** Draws the matches of two people: each with a line for either side, and boxes for the rounds. */
export function drawPair(
  canvas: SheetCanvas,
  { x, y, width }: Rectangle,
  { people, matches, withoutMedals }: Pick<DivisionSheet, 'people' | 'matches' | 'withoutMedals'>,
): void {
  const cell = 52;
  const columns = [...rounds, 'Winner'];
  const start = x + width - columns.length * cell;
  for (const [index, text] of columns.entries()) {
    const place = { x: start + index * cell, y, width: cell, height: 12 };
    canvas.text({ ...place, text, size: 7.5, align: 'centre', colour: muted });
  }
  let top = y + 14;
  for (const match of matches) {
    const middle = top + line;
    drawNumber(canvas, { x, y: middle - 9, width: 32, height: 18 }, match);
    if (match.ifNeeded) {
      const note = { x, y: middle + 10, width: 40, height: 9, size: 6.5, colour: muted };
      canvas.text({ ...note, text: 'if needed' });
    }
    for (const [index, side] of match.sides.entries()) {
      const rowTop = top + index * line;
      const person = 'seed' in side ? people[side.seed - 1] : undefined;
      const colour = { x: x + 40, y: rowTop, width: corner, height: line - 4, size: 8, colour: muted };
      canvas.text({ ...colour, text: index === 0 ? 'chung\u00a0(blue)' : 'hong\u00a0(red)' });
      const names = { x: x + 40 + corner, y: rowTop, width: start - x - 46 - corner, height: line - 3 };
      drawNameOver(canvas, names, person);
      for (const column of columns.keys())
        canvas.box({ x: start + column * cell + 3, y: rowTop + 4, width: cell - 6, height: line - 8 });
    }
    canvas.line({ x, y: top + 2 * line + 3 }, { x: x + width }, 0.5, muted);
    top += 2 * line + 10;
  }
  if (!withoutMedals)
    drawPodium(canvas, { x, y: top - 2, width, height: podiumHeight }, [
      { medal: 'gold' },
      { medal: 'silver' },
    ]);
}

function drawNameOver(canvas: SheetCanvas, place: Rectangle, person: SheetPerson | undefined): void {
  const { x, y, width, height } = place;
  const { name = '', school = '' } = person ?? {};
  const below = 11;
  const upper = { x, y: y + 1, width, height: height - below - 2 } as const;
  canvas.text({ ...upper, text: name, size: 13, floor: 5, stands: 'bottom' });
  canvas.line({ x, y: y + height - below }, { x: x + width - 6 }, 0.75);
  const lower = { x, y: y + height - below + 1, width, height: below } as const;
  canvas.text({ ...lower, text: school, size: 8, floor: 4.5, stands: 'top', colour: muted });
}
