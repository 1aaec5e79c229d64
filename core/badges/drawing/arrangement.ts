/** Where everything is placed on a badge of each format. All measures are px at 300 dpi. */

import type { BadgeFacts } from '../badge-facts.ts';
import { type BadgeFormat, dotsPerInch } from '../badge-formats.ts';
import { codeModules } from '../code-modules.ts';
import type { Area } from './pixels.ts';

/**
 * The margin that stays free of anything that must not be cut, in px: 3 mm, as printers ask for. Bands and the page's
 * colour run through it to the edge.
 */
export const safeMargin = Math.ceil((3 / 25.4) * dotsPerInch);

/** Type sizes: the largest, the smallest that reads well, and how small it may become before a word is broken. */
type TypeSizes = readonly [largest: number, floor: number, smallest?: number];

export interface Arrangement {
  /** The competition, across the top of the page, with the logo on its left. */
  header: Area;
  photo: Area;
  name: Area;
  school: Area;
  /** Age group, gender, weight: stacked or side by side, along the longer side of the area. */
  facts: Area;
  /** The belt, across the page or from the photo to its edge. */
  belt: Area;
  events: Area;
  /** The QR code on its white plate. */
  code: { left: number; top: number; module: number };
  /** The badge's id as text. */
  id: Area;
  /** The role, across the bottom of the page. */
  role: Area;
  /**
   * A name that is set whole reads well from 18 pt (75 px), and becomes as small as 11 pt before one of its words is
   * broken. Below a large first name, the rest is no smaller than 11 pt.
   */
  type: Record<'competition' | 'name' | 'firstName' | 'restOfName' | 'school' | 'events' | 'id', TypeSizes>;
  /** Type sizes of a fact's label and value. */
  fact: { label: number; value: number };
}

const area = (left: number, top: number, width: number, height: number): Area => ({
  left,
  top,
  width,
  height,
});

const nameSizes = (whole: number, first: number, rest: number) => ({
  name: [whole, 75, 46] as const,
  firstName: [first, 75] as const,
  restOfName: [rest, 46] as const,
});

const portrait: Arrangement = {
  header: area(0, 0, 900, 120),
  photo: area(36, 140, 320, 400),
  facts: area(378, 140, 170, 400),
  code: { left: 552, top: 148, module: 12 },
  id: area(600, 496, 252, 32),
  name: area(36, 552, 828, 248),
  school: area(36, 808, 828, 56),
  belt: area(0, 880, 900, 58),
  events: area(36, 950, 828, 134),
  role: area(0, 1096, 900, 104),
  type: {
    competition: [44, 30],
    ...nameSizes(230, 170, 92),
    school: [46, 25],
    events: [46, 16],
    id: [28, 20],
  },
  fact: { label: 21, value: 50 },
};

const landscape: Arrangement = {
  header: area(0, 0, 1200, 116),
  photo: area(36, 134, 352, 440),
  facts: area(36, 586, 352, 206),
  name: area(424, 128, 740, 250),
  school: area(424, 386, 740, 54),
  belt: area(424, 454, 776, 56),
  events: area(424, 524, 490, 264),
  code: { left: 923, top: 512, module: 9 },
  id: area(943, 773, 221, 27),
  role: area(0, 800, 1200, 100),
  type: {
    competition: [48, 30],
    ...nameSizes(230, 170, 92),
    school: [44, 24],
    events: [40, 20],
    id: [26, 18],
  },
  fact: { label: 17, value: 40 },
};

const a6: Arrangement = {
  header: area(0, 0, 1240, 164),
  photo: area(48, 188, 432, 540),
  facts: area(510, 188, 310, 540),
  code: { left: 834, top: 206, module: 14 },
  id: area(890, 612, 294, 44),
  name: area(48, 742, 1144, 354),
  school: area(48, 1108, 1144, 80),
  belt: area(0, 1208, 1240, 84),
  events: area(48, 1310, 1144, 284),
  role: area(0, 1608, 1240, 140),
  type: {
    competition: [62, 34],
    ...nameSizes(320, 240, 128),
    school: [62, 34],
    events: [62, 24],
    id: [36, 24],
  },
  fact: { label: 32, value: 76 },
};

const card: Arrangement = {
  header: area(0, 0, 1011, 86),
  photo: area(36, 98, 300, 442),
  name: area(360, 92, 615, 162),
  school: area(360, 258, 615, 40),
  facts: area(360, 300, 615, 60),
  belt: area(360, 364, 651, 38),
  events: area(360, 410, 476, 108),
  code: { left: 850, top: 403, module: 5 },
  id: area(660, 520, 176, 22),
  role: area(0, 552, 1011, 86),
  type: {
    competition: [36, 24],
    ...nameSizes(140, 108, 58),
    school: [32, 22],
    events: [36, 15],
    id: [18, 15],
  },
  fact: { label: 15, value: 34 },
};

/** Without facts, events and belt, photo, code and role are larger. */
const withNameAlone: Record<BadgeFormat, Arrangement> = {
  '3x4': {
    ...portrait,
    photo: area(36, 140, 384, 480),
    code: { left: 460, top: 146, module: 13 },
    id: area(460, 523, 377, 36),
    name: area(36, 636, 828, 284),
    school: area(36, 920, 828, 60),
    role: area(0, 1000, 900, 200),
  },
  '4x3': {
    ...landscape,
    photo: area(36, 134, 488, 610),
    name: area(560, 128, 604, 200),
    school: area(560, 332, 604, 50),
    code: { left: 694, top: 384, module: 12 },
    id: area(694, 732, 348, 30),
    role: area(0, 762, 1200, 138),
  },
  A6: {
    ...a6,
    photo: area(48, 188, 560, 700),
    code: { left: 652, top: 220, module: 18 },
    id: area(652, 742, 522, 54),
    name: area(48, 906, 1144, 400),
    school: area(48, 1306, 1144, 84),
    role: area(0, 1430, 1240, 318),
  },
  'ID-1': {
    ...card,
    photo: area(36, 98, 342, 428),
    name: area(402, 92, 573, 196),
    school: area(402, 300, 363, 170),
    code: { left: 775, top: 296, module: 8 },
    id: area(585, 490, 180, 26),
    role: area(0, 536, 1011, 102),
  },
};

/** A coach or a seminar guest with a known belt: the belt takes its usual band. */
const withBeltAlone: Record<BadgeFormat, Arrangement> = {
  '3x4': {
    ...withNameAlone['3x4'],
    name: area(36, 632, 828, 252),
    school: area(36, 884, 828, 56),
    belt: area(0, 956, 900, 58),
    role: area(0, 1036, 900, 164),
  },
  '4x3': {
    ...withNameAlone['4x3'],
    name: area(560, 128, 604, 206),
    school: area(560, 338, 604, 54),
    belt: area(560, 408, 640, 56),
    code: { left: 737, top: 468, module: 9 },
    id: area(737, 729, 261, 30),
  },
  A6: {
    ...withNameAlone.A6,
    name: area(48, 900, 1144, 350),
    school: area(48, 1250, 1144, 84),
    belt: area(0, 1356, 1240, 84),
    role: area(0, 1472, 1240, 276),
  },
  'ID-1': {
    ...withNameAlone['ID-1'],
    name: area(402, 92, 573, 186),
    belt: area(402, 286, 609, 40),
    school: area(402, 338, 405, 130),
    code: { left: 821, top: 346, module: 6 },
    id: area(627, 482, 180, 26),
  },
};

const withFacts: Record<BadgeFormat, Arrangement> = {
  '3x4': portrait,
  '4x3': landscape,
  A6: a6,
  'ID-1': card,
};

export function arrangementOf(format: BadgeFormat, facts: BadgeFacts): Arrangement {
  const { ageGroup, gender, weight, belt, events } = facts;
  if (ageGroup || gender || weight || events.length > 0) return withFacts[format];
  return belt ? withBeltAlone[format] : withNameAlone[format];
}

/** The area of the code's white plate, which is its quiet zone. */
export function codeArea({ code: { left, top, module } }: Arrangement): Area {
  const side = codeModules * module;
  return { left, top, width: side, height: side };
}

/** The part of the header for the competition and the logo. */
export function headerContent({ header: { width, height } }: Arrangement): Area {
  const top = safeMargin;
  return { left: safeMargin, top, width: width - 2 * safeMargin, height: height - top - height / 12 };
}

/** The part of the role's band for its word. */
export function roleContent({ role: { top, width, height } }: Arrangement): Area {
  const above = Math.round(height * 0.14);
  return {
    left: safeMargin,
    top: top + above,
    width: width - 2 * safeMargin,
    height: height - above - safeMargin,
  };
}

/** The rest of an area, to the right of another one. */
export function beside(left: Area | undefined, area: Area): Area {
  const start = left ? left.left + left.width + area.height * 0.25 : area.left;
  return { ...area, left: start, width: area.left + area.width - start };
}

/** Whether the facts are stacked rather than side by side. */
export const factsStandUpright = ({ facts: { width, height } }: Arrangement) => height > width / 2;

/** The age after its group's name: beside it if the facts have the width, otherwise below. */
export function noteSize({ facts, fact }: Arrangement) {
  return { beside: facts.width > 6 * fact.value, size: fact.value * 0.62 };
}

/** Up to four events are in one column, more in two. */
export const eventColumns = (count: number) => (count > 4 ? 2 : 1);

export const columnGap = 24;

/** Between few events, so that one in two lines is not taken for two. */
export const eventGap = (count: number) => (count > 4 ? 0 : 6);
