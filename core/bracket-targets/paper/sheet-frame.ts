/** What every sheet has: whose it is, where it belongs, and who has signed it. All measures are points. */
import type { Competition } from '../../domain/competition.ts';
import { footerHeight, ink, margin, muted } from '../../sheets/page-blocks.tsx';
import type { Rectangle, Size } from '../../sheets/sheet-layout.ts';
import type { DivisionSheet } from './ring-content.ts';
import type { SheetCanvas } from './sheet-canvas.tsx';

export interface PageFrame {
  paper: Size;
  competition: Competition;
  /** Absent on a blank sheet, where it is written by hand. */
  ring?: number;
  /** Of the document: an older sheet has another one. */
  version?: string;
}

const headHeight = 30;
const ringBox = { width: 76, height: 22 };

/** Draws the head and the foot of a page. @returns the room between them. */
export function drawFrame(
  canvas: SheetCanvas,
  { paper, competition, ring, version }: PageFrame,
  legend: string,
): Rectangle {
  const width = paper.width - 2 * margin;
  const right = margin + width;
  const { name, year } = competition;
  canvas.text({
    text: name.includes(String(year)) ? name : `${name} ${year}`,
    x: margin,
    y: margin,
    width: width - ringBox.width - 12,
    height: ringBox.height,
    size: 11,
    floor: 6,
    colour: muted,
  });
  const place = { x: right - ringBox.width, y: margin, ...ringBox };
  if (ring === undefined) {
    canvas.box(place, 1.25, ink);
    canvas.text({ ...place, x: place.x + 6, text: 'RING', size: 9 });
  } else {
    canvas.area(place, ink);
    canvas.text({ ...place, text: `RING ${ring}`, size: 14, align: 'centre', colour: '#ffffff' });
  }
  const foot = { y: paper.height - margin - 11, height: 11, size: 7.5, colour: muted } as const;
  const versions = version === undefined ? '' : `Version ${version}`;
  canvas.text({ ...foot, text: legend, x: margin + 90, width: width - 180, align: 'centre', floor: 5 });
  canvas.text({ ...foot, text: versions, x: right - 90, width: 90, align: 'right' });
  const y = margin + headHeight;
  return { x: margin, y, width, height: paper.height - margin - footerHeight - y };
}

/** Writes texts out at the foot of a page, as far as there is room. */
export function drawNotes(canvas: SheetCanvas, { paper }: PageFrame, texts: readonly string[]): void {
  const place = { x: margin, y: paper.height - margin - footerHeight, width: paper.width - 2 * margin };
  const each = (footerHeight - 11) / texts.length;
  for (const [index, text] of texts.entries())
    canvas.text({ ...place, y: place.y + index * each, height: each, text, size: 6, floor: 3 });
}

export const titleHeight = 45;

/** Draws the head of a division. @param note says which part of it this is. */
export function drawTitle(
  canvas: SheetCanvas,
  { x, y, width }: Rectangle,
  { title, about }: Pick<DivisionSheet, 'title' | 'about'>,
  note = '',
): void {
  const noteWidth = note === '' ? 0 : 130;
  if (title === '') {
    canvas.text({ text: 'Division', x, y, width: 60, height: 22, size: 10, stands: 'bottom', colour: muted });
    canvas.line({ x: x + 56, y: y + 21 }, { x: x + width }, 0.75);
  } else {
    canvas.text({ text: title, x, y, width: width - noteWidth, height: 22, size: 17, floor: 7 });
  }
  const end = { x: x + width - noteWidth, width: noteWidth, align: 'right' } as const;
  canvas.text({ text: note, y, height: 22, size: 14, floor: 8, ...end });
  canvas.text({ text: about, x, y: y + 23, width, height: 11, size: 9, floor: 5.5, colour: muted });
  canvas.line({ x, y: y + 37 }, { x: x + width }, 1.5);
}

export const podiumHeight = 44;

/** A box for the name of somebody who gets a medal. */
export interface Place {
  medal: keyof typeof placeNames;
  /** Who that is: `loser of 1007`. */
  who?: string;
}
const placeNames = { gold: '1  Gold', silver: '2  Silver', bronze: '3  Bronze' };

/** Draws boxes for the names of those who get medals: side by side, or in a narrow place one below the other. */
export function drawPodium(canvas: SheetCanvas, room: Rectangle, places: readonly Place[]): void {
  const gap = 6;
  const stacked = room.width < 80 * places.length;
  const count = places.length;
  const width = stacked ? room.width : (room.width - gap * (count - 1)) / count;
  const height = stacked ? (room.height - gap * (count - 1)) / count : room.height - gap;
  for (const [index, { medal, who = '' }] of places.entries()) {
    const x = room.x + (stacked ? 0 : index * (width + gap));
    const y = room.y + (stacked ? index * (height + gap) : 0);
    canvas.box({ x, y, width, height }, medal === 'gold' ? 1.75 : 0.75, ink);
    const label = { x: x + 5, y: y + 3, width: width - 10, height: 10, size: 7.5 };
    canvas.text({ ...label, text: placeNames[medal] });
    canvas.text({ ...label, text: who, align: 'right', floor: 5, colour: muted });
  }
}

export const signatureHeight = 26;

/** Draws lines to sign on, at the bottom of a place. */
export function drawSignatures(canvas: SheetCanvas, { x, y, width }: Rectangle): void {
  const gap = 10;
  const line = y + signatureHeight - 6;
  const shares = [
    { label: 'Referee', share: 0.38 },
    { label: 'Table', share: 0.38 },
    { label: 'Finished at', share: 0.24 },
  ];
  let start = x;
  for (const { label, share } of shares) {
    const part = (width - gap * (shares.length - 1)) * share;
    const labelWidth = label.length * 4.6 + 4;
    const place = { x: start, y: line - 9, width: labelWidth, height: 10 };
    canvas.text({ ...place, text: label, size: 7.5, stands: 'bottom', colour: muted });
    canvas.line({ x: start + labelWidth, y: line }, { x: start + part }, 0.75);
    start += part + gap;
  }
}
