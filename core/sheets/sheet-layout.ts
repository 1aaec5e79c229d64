/**
 * Where badges lie on a sheet of paper. All measures are points (1/72 inch) from the sheet's upper left corner, x to
 * the right and y down.
 */
import { type BadgeFormat, badgeFormats, dotsPerInch } from '../badges/badge-formats.ts';
import { InputInvalidError } from '../domain/errors.ts';

export const pointsPerInch = 72;

const inch = pointsPerInch;
const mm = inch / 25.4;

export interface Size {
  width: number;
  height: number;
}

export interface Rectangle extends Size {
  x: number;
  y: number;
}

/** Papers in portrait: Letter is 8.5 x 11 in (ANSI/ASME Y14.1, size A), A4 210 x 297 mm (ISO 216). */
const papers = {
  letter: { name: 'Letter', width: 8.5 * inch, height: 11 * inch },
  a4: { name: 'A4', width: 210 * mm, height: 297 * mm },
} as const;

export type Paper = keyof typeof papers;

export const paperNames = Object.keys(papers) as Paper[];

/** A paper in portrait. */
export function uprightSize(paper: Paper): Size & { name: string } {
  return papers[paper];
}

type Orientation = 'portrait' | 'landscape';

/** Die-cut labels, each with a badge in its centre. */
interface Labels extends Size {
  name: string;
  /** The first label's upper left corner. */
  x0: number;
  y0: number;
  /** From one label to the next. */
  pitch: { x: number; y: number };
}

interface Sheet {
  orientation: Orientation;
  columns: number;
  rows: number;
  /** Absent for plain paper: badges lie edge to edge, so that one cut separates two of them, as a block in the centre. */
  labels?: Labels;
}

const sheet = (orientation: Orientation, columns: number, rows: number, labels?: Labels): Sheet => ({
  orientation,
  columns,
  rows,
  labels,
});

/** 3 3/8 x 2 1/3 in, 8 a sheet; the measures of gLabels (github.com/jimevins/glabels, avery-us-templates.xml). */
const avery5395: Labels = {
  name: 'Avery 5395',
  width: (3 + 3 / 8) * inch,
  height: (2 + 1 / 3) * inch,
  x0: 0.6875 * inch,
  y0: (7 / 12) * inch,
  pitch: { x: 3.75 * inch, y: 2.5 * inch },
};

/** As many as fit; in landscape only if that is more. */
const sheets: Record<BadgeFormat, Record<Paper, Sheet>> = {
  '3x4': { letter: sheet('landscape', 3, 2), a4: sheet('landscape', 3, 2) },
  '4x3': { letter: sheet('portrait', 2, 3), a4: sheet('portrait', 2, 3) },
  A6: { letter: sheet('portrait', 2, 1), a4: sheet('portrait', 2, 2) },
  'ID-1': { letter: sheet('portrait', 2, 4, avery5395), a4: sheet('portrait', 2, 5) },
};

/** How the badges of one format lie on one paper. */
export interface SheetLayout {
  /** For people: `Letter landscape, 6 a sheet`. */
  name: string;
  /** The sheet as it is printed: in landscape it is wider than high. */
  paper: Size;
  columns: number;
  rows: number;
  perPage: number;
  /** A badge's pixels at 300 dpi. */
  badge: Size;
  /** The first badge's upper left corner. */
  x0: number;
  y0: number;
  /** From one badge to the next; the badge's own size where badges lie edge to edge. */
  pitch: { x: number; y: number };
}

/** @throws InputInvalidError when `paper` is none of `paperNames`. */
export function sheetLayout(format: BadgeFormat, paper: string): SheetLayout {
  if (!isPaper(paper)) throw new InputInvalidError(`paper: expected one of ${paperNames.join(', ')}`);
  const { orientation, columns, rows, labels } = sheets[format][paper];
  const { name, ...upright } = papers[paper];
  const size = orientation === 'portrait' ? upright : { width: upright.height, height: upright.width };
  const badge = {
    width: (badgeFormats[format].width * inch) / dotsPerInch,
    height: (badgeFormats[format].height * inch) / dotsPerInch,
  };
  const perPage = columns * rows;
  const stock = labels ? `${labels.name} on ${name}` : name;
  return {
    name: `${stock}${orientation === 'landscape' ? ' landscape' : ''}, ${perPage} a sheet`,
    paper: size,
    columns,
    rows,
    perPage,
    badge,
    x0: labels ? labels.x0 + (labels.width - badge.width) / 2 : (size.width - columns * badge.width) / 2,
    y0: labels ? labels.y0 + (labels.height - badge.height) / 2 : (size.height - rows * badge.height) / 2,
    pitch: labels?.pitch ?? { x: badge.width, y: badge.height },
  };
}

/** Not with `in`, for which `toString` would be a paper. */
const isPaper = (text: string): text is Paper => Object.hasOwn(papers, text);

/** Where a badge is. */
export interface Place extends Rectangle {
  /** From 1, front pages not counted. */
  page: number;
  /** On its page, from 1: row by row, each from left to right. */
  position: number;
}

/**
 * The place of a badge by its number, from 1.
 *
 * @param first the position of badge 1 on the first page; those before it stay empty, for a partly used sheet.
 * @throws InputInvalidError when the layout has no position `first`.
 */
export function placeOf(layout: SheetLayout, number: number, first = 1): Place {
  const { columns, perPage, badge, x0, y0, pitch } = layout;
  checkFirst(layout, first);
  const slot = first - 1 + number - 1;
  const onPage = slot % perPage;
  return {
    page: Math.floor(slot / perPage) + 1,
    position: onPage + 1,
    x: x0 + (onPage % columns) * pitch.x,
    y: y0 + Math.floor(onPage / columns) * pitch.y,
    ...badge,
  };
}

function checkFirst({ perPage, name }: SheetLayout, first: number): void {
  if (!Number.isInteger(first) || first < 1 || first > perPage) {
    throw new InputInvalidError(`first: expected a whole number from 1 to ${perPage} (${name})`);
  }
}
