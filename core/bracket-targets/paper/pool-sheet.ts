/** Round robin as a table of everybody against everybody, with the order of the matches. All measures are points. */
import { hair, muted } from '../../sheets/page-blocks.tsx';
import type { Rectangle } from '../../sheets/sheet-layout.ts';
import { drawMatchRow, matchRowHeight } from './match-rows.ts';
import type { DivisionSheet, SheetPerson } from './ring-content.ts';
import type { SheetCanvas } from './sheet-canvas.tsx';
import { drawPodium, type Place, podiumHeight } from './sheet-frame.ts';

const headings = 14;
const row = 29;
const seedWidth = 17;
/** Of an opponent, and of what is counted at the end. */
const cell = 38;
const countedWidth = 44;
const counted = ['Wins', 'Place'];
const above = 12;
const rule =
  'Place: by wins; then by the matches between those who are equal. A tie of three: the organisers decide.';

const medals: readonly Place[] = [{ medal: 'gold' }, { medal: 'silver' }, { medal: 'bronze' }];

const matchLines = (matches: number) => Math.ceil(matches / 2);

export function poolHeight({ people, matches }: Pick<DivisionSheet, 'people' | 'matches'>): number {
  const table = headings + people.length * row;
  return table + 2 * above + matchLines(matches.length) * matchRowHeight + podiumHeight + 8;
}

export function drawPool(
  canvas: SheetCanvas,
  { x, y, width }: Rectangle,
  { people, matches }: Pick<DivisionSheet, 'people' | 'matches'>,
): void {
  const cells = Math.min(cell, (width - 190 - counted.length * countedWidth) / people.length);
  const names = width - people.length * cells - counted.length * countedWidth;
  const columns = [
    ...people.map((_, index) => ({ heading: `${index + 1}`, x: x + names + index * cells, width: cells })),
    ...counted.map((heading, index) => ({
      heading,
      x: x + width - (counted.length - index) * countedWidth,
      width: countedWidth,
    })),
  ];
  for (const { heading, ...place } of columns)
    canvas.text({
      ...place,
      text: heading,
      y,
      height: headings - 2,
      size: 8,
      align: 'centre',
      colour: muted,
    });
  const top = y + headings;
  for (const [index, person] of people.entries()) {
    const rowTop = top + index * row;
    canvas.line({ x, y: rowTop }, { x: x + width }, 0.75);
    const name = { x: x + seedWidth, y: rowTop, width: names - seedWidth - 4, height: row };
    canvas.text({ text: `${index + 1}`, x, y: rowTop, width: seedWidth, height: row, size: 10 });
    drawPerson(canvas, name, person);
    const own = columns[index];
    // Nobody meets himself or herself.
    if (own) canvas.area({ x: own.x, y: rowTop, width: own.width, height: row }, hair);
  }
  const bottom = top + people.length * row;
  canvas.line({ x, y: bottom }, { x: x + width }, 0.75);
  for (const column of columns) canvas.line({ x: column.x, y: top }, { y: bottom }, 0.75);
  canvas.line({ x: x + width, y: top }, { y: bottom }, 0.75);
  canvas.text({ text: rule, x, y: bottom + 1, width, height: 10, size: 7, floor: 5, colour: muted });

  const list = bottom + above + 4;
  const gap = 14;
  const half = (width - gap) / 2;
  const lines = matchLines(matches.length);
  const inOrder = matches.toSorted((a, b) => (a.number ?? a.id) - (b.number ?? b.id));
  for (const [index, match] of inOrder.entries()) {
    const place = {
      x: x + (index < lines ? 0 : half + gap),
      y: list + (index % lines) * matchRowHeight,
      width: half,
    };
    drawMatchRow(canvas, place, match, people);
  }
  const podium = { x, y: list + lines * matchRowHeight + above - 4, width, height: podiumHeight };
  drawPodium(canvas, podium, medals.slice(0, people.length));
}

/** A name above its school. */
function drawPerson(
  canvas: SheetCanvas,
  { x, y, width, height }: Rectangle,
  { name, school }: SheetPerson,
  size = 11,
): void {
  const below = Math.min(11, height * 0.36);
  const place = { x, width } as const;
  canvas.text({
    ...place,
    text: name,
    y: y + 1,
    height: height - below - 2,
    size,
    floor: 5,
    stands: 'bottom',
  });
  const school2 = { y: y + height - below - 1, height: below, size: Math.min(8, below / 1.17), floor: 4.5 };
  canvas.text({ ...place, ...school2, text: school, stands: 'top', colour: muted });
}
