/** Where everything is placed on a badge of each format. All measures are px at 300 dpi. */

import type { BadgeFacts } from '../badge-facts.ts';
import type { BadgeFormat } from '../badge-formats.ts';
import { codeModules } from '../code-modules.ts';
import type { Area } from './pixels.ts';

export interface Arrangement {
  /** The competition, across the top of the page, with the logo on its left. */
  header: Area;
  photo: Area;
  name: Area;
  school: Area;
  /** Age group, gender, weight: stacked or side by side, along the longer side of the area. */
  facts: Area;
  /** The belt, across the page. */
  belt: Area;
  events: Area;
  /** The QR code, with its id as text below. */
  code: { left: number; top: number; module: number; textSize: number };
  /** The role, across the bottom of the page. */
  role: Area;
  /**
   * Type sizes: for each text the largest and the smallest that reads well (18 pt, or 75 px, for a name), and for a
   * name how small it may become before one of its words is broken (11 pt).
   */
  type: Record<
    'competition' | 'name' | 'school' | 'events',
    readonly [largest: number, floor: number, smallest?: number]
  >;
  /** Type sizes of a fact's label and value. */
  fact: { label: number; value: number };
}

const area = (left: number, top: number, width: number, height: number): Area => ({
  left,
  top,
  width,
  height,
});

const name = (largest: number) => [largest, 75, 46] as const;

const portrait: Arrangement = {
  header: area(0, 0, 900, 108),
  photo: area(40, 126, 300, 375),
  facts: area(372, 126, 488, 375),
  name: area(40, 506, 820, 260),
  school: area(40, 764, 820, 58),
  belt: area(0, 826, 900, 64),
  events: area(40, 902, 596, 222),
  code: { left: 662, top: 898, module: 7, textSize: 24 },
  role: area(0, 1136, 900, 64),
  type: { competition: [42, 30], name: name(106), school: [44, 25], events: [44, 16] },
  fact: { label: 26, value: 64 },
};

const landscape: Arrangement = {
  header: area(0, 0, 1200, 100),
  photo: area(40, 118, 328, 410),
  name: area(400, 106, 760, 260),
  school: area(400, 366, 760, 56),
  facts: area(400, 426, 760, 104),
  belt: area(0, 540, 1200, 60),
  events: area(40, 612, 880, 208),
  code: { left: 957, top: 604, module: 7, textSize: 24 },
  role: area(0, 838, 1200, 62),
  type: { competition: [46, 30], name: name(108), school: [42, 24], events: [44, 20] },
  fact: { label: 24, value: 50 },
};

const a6: Arrangement = {
  header: area(0, 0, 1240, 150),
  photo: area(56, 178, 424, 530),
  facts: area(530, 178, 654, 530),
  name: area(56, 724, 1128, 346),
  school: area(56, 1074, 1128, 84),
  belt: area(0, 1172, 1240, 90),
  events: area(56, 1280, 820, 344),
  code: { left: 894, top: 1276, module: 10, textSize: 34 },
  role: area(0, 1650, 1240, 98),
  type: { competition: [60, 34], name: name(150), school: [60, 34], events: [60, 24] },
  fact: { label: 36, value: 90 },
};

const card: Arrangement = {
  header: area(0, 0, 1011, 70),
  photo: area(24, 84, 236, 295),
  name: area(280, 80, 707, 190),
  school: area(280, 270, 707, 38),
  facts: area(280, 312, 707, 68),
  belt: area(0, 390, 1011, 40),
  events: area(24, 438, 780, 148),
  code: { left: 830, top: 434, module: 5, textSize: 17 },
  role: area(0, 596, 1011, 42),
  type: { competition: [36, 24], name: name(82), school: [32, 22], events: [36, 18] },
  fact: { label: 18, value: 36 },
};

/** Without facts, events and belt, the photo is larger and the rest is centred. */
const withNameAlone: Record<BadgeFormat, Arrangement> = {
  '3x4': {
    ...portrait,
    photo: area(270, 128, 360, 450),
    name: area(40, 582, 820, 260),
    school: area(40, 838, 820, 58),
    code: { ...portrait.code, left: 348 },
  },
  '4x3': {
    ...landscape,
    photo: area(40, 128, 552, 690),
    name: area(632, 128, 528, 376),
    school: area(632, 510, 528, 84),
  },
  A6: {
    ...a6,
    photo: area(380, 180, 480, 600),
    name: area(56, 800, 1128, 346),
    school: area(56, 1150, 1128, 84),
    code: { ...a6.code, left: 475 },
  },
  'ID-1': {
    ...card,
    photo: area(24, 84, 396, 495),
    name: area(440, 80, 547, 284),
    school: area(440, 366, 547, 54),
  },
};

/** A coach or a seminar guest with a known belt: the belt takes its usual band across the page. */
const withBeltAlone: Record<BadgeFormat, Arrangement> = {
  '3x4': { ...portrait, photo: area(300, 126, 300, 375), code: withNameAlone['3x4'].code },
  '4x3': { ...landscape, name: area(400, 118, 760, 326), school: area(400, 448, 760, 72) },
  A6: { ...a6, photo: area(408, 178, 424, 530), code: withNameAlone.A6.code },
  'ID-1': { ...card, name: area(280, 80, 707, 236), school: area(280, 320, 707, 54) },
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

/** The area of the code with its quiet zone. */
export function codeArea({ code: { left, top, module } }: Arrangement): Area {
  const side = codeModules * module;
  return { left, top, width: side, height: side };
}
