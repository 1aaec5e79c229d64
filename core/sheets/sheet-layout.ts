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

/**
 * How far a badge's colours go on beyond its edges: after a slightly inaccurate cut there is no white line. As much is
 * left free of texts within them. 3 mm is what printers ask for (https://www.gwg.org, PDF/X-Plus).
 */
export const bleed = 3 * mm;

/** What office printers cannot reach along a paper's edges is up to 4.3 mm wide; nothing is nearer than this. */
export const unprintable = 5 * mm;

/** Die-cut or perforated sheets, each label or insert with a badge in its centre. */
interface Labels extends Size {
  name: string;
  /** The first label's upper left corner, on the paper in portrait. */
  x0: number;
  y0: number;
  /** From one label to the next. */
  pitch: { x: number; y: number };
  paper: Paper;
}

/** The measures of gLabels (github.com/jimevins/glabels, avery-us-templates.xml). */
const labelSheets = {
  'avery-5395': {
    name: 'Avery 5395',
    paper: 'letter',
    width: (3 + 3 / 8) * inch,
    height: (2 + 1 / 3) * inch,
    x0: 0.6875 * inch,
    y0: (7 / 12) * inch,
    pitch: { x: 3.75 * inch, y: 2.5 * inch },
  },
  'avery-5392': {
    name: 'Avery 5392',
    paper: 'letter',
    width: 4 * inch,
    height: 3 * inch,
    x0: 0.25 * inch,
    y0: inch,
    pitch: { x: 4 * inch, y: 3 * inch },
  },
} satisfies Record<string, Labels>;

type LabelSheet = keyof typeof labelSheets;

/** What badges are printed on: paper that is cut afterwards, or sheets of labels. */
export type SheetPaper = Paper | LabelSheet;

export const sheetPapers = [...paperNames, ...(Object.keys(labelSheets) as LabelSheet[])];

interface Grid {
  orientation: Orientation;
  columns: number;
  rows: number;
}

const grid = (orientation: Orientation, columns: number, rows: number): Grid => ({
  orientation,
  columns,
  rows,
});

/** As many as fit with their bleed into what a printer can reach; in landscape only if that is more. */
const grids: Record<BadgeFormat, Record<Paper, Grid> & Partial<Record<LabelSheet, Grid>>> = {
  '3x4': {
    letter: grid('portrait', 2, 2),
    a4: grid('portrait', 2, 2),
    'avery-5392': grid('landscape', 3, 2),
  },
  '4x3': {
    letter: grid('landscape', 2, 2),
    a4: grid('landscape', 2, 2),
    'avery-5392': grid('portrait', 2, 3),
  },
  A6: { letter: grid('landscape', 2, 1), a4: grid('landscape', 2, 1) },
  'ID-1': {
    letter: grid('portrait', 2, 4),
    a4: grid('landscape', 3, 3),
    'avery-5395': grid('portrait', 2, 4),
  },
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
  /** From one badge to the next. */
  pitch: { x: number; y: number };
  /** How far a badge is printed beyond its edges; 0 on labels, which are cut already. */
  bleed: number;
}

/** @throws InputInvalidError when `paper` is none of `sheetPapers`, or holds no badges of this format. */
export function sheetLayout(format: BadgeFormat, paper: string): SheetLayout {
  if (!isSheetPaper(paper)) throw new InputInvalidError(`paper: expected one of ${sheetPapers.join(', ')}`);
  const chosen = grids[format][paper];
  if (!chosen) {
    const fitting = Object.keys(grids[format]).join(', ');
    throw new InputInvalidError(
      `paper: badges of ${format} do not fit on ${paper}; choose one of ${fitting}`,
    );
  }
  const { orientation, columns, rows } = chosen;
  const labels = labelsOf(paper, orientation);
  const { name, ...upright } = papers[labels?.paper ?? (paper as Paper)];
  const badge = {
    width: (badgeFormats[format].width * inch) / dotsPerInch,
    height: (badgeFormats[format].height * inch) / dotsPerInch,
  };
  const size = orientation === 'portrait' ? upright : lying(upright);
  const pitch = labels?.pitch ?? { x: badge.width + 2 * bleed, y: badge.height + 2 * bleed };
  const [across, down] = [(columns - 1) * pitch.x + badge.width, (rows - 1) * pitch.y + badge.height];
  const perPage = columns * rows;
  const stock = labels ? `${labels.name} on ${name}` : name;
  return {
    name: `${stock}${orientation === 'landscape' ? ' landscape' : ''}, ${perPage} a sheet`,
    paper: size,
    columns,
    rows,
    perPage,
    badge,
    x0: labels ? labels.x0 + (labels.width - badge.width) / 2 : (size.width - across) / 2,
    y0: labels ? labels.y0 + (labels.height - badge.height) / 2 : (size.height - down) / 2,
    pitch,
    bleed: labels ? 0 : bleed,
  };
}

/** Not with `in`, for which `toString` would be a paper. */
const isSheetPaper = (text: string): text is SheetPaper => sheetPapers.some((paper) => paper === text);

/** Undefined for plain paper. */
function labelsOf(paper: SheetPaper, orientation: Orientation): Labels | undefined {
  if (!Object.hasOwn(labelSheets, paper)) return undefined;
  const labels: Labels = labelSheets[paper as LabelSheet];
  if (orientation === 'portrait') return labels;
  const { x0, y0, pitch } = labels;
  return { ...labels, ...lying(labels), x0: y0, y0: x0, pitch: { x: pitch.y, y: pitch.x } };
}

const lying = ({ width, height }: Size): Size => ({ width: height, height: width });

/** Where a badge is. */
export interface Place extends Rectangle {
  /** From 1. */
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
