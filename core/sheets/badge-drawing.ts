/** A badge as shapes and texts, which a printer draws at any resolution. */
import { createElement } from 'satori/jsx';
import type { BadgeDesign } from '../badges/badge-design.ts';
import type { BadgeFacts } from '../badges/badge-facts.ts';
import { badgeFormats } from '../badges/badge-formats.ts';
import { darkBars } from '../badges/code-modules.ts';
import { type Arrangement, arrangementOf, codeArea } from '../badges/drawing/arrangement.ts';
import { setFrame } from '../badges/drawing/draw-badge.ts';
import { Person, personArea } from '../badges/drawing/layout.tsx';
import type { Area, Pixels } from '../badges/drawing/pixels.ts';
import { allTexts, setTexts } from '../badges/drawing/set-texts.ts';
import { layOut, type Part, type TextPiece } from './svg-drawing.ts';

/** All measures are px at 300 dpi, from the badge's upper left corner. */
export interface BadgeDrawing {
  /** From the back to the front, without photo and logo. */
  parts: readonly Part[];
  photo: Area;
  logo?: { pixels: Pixels; area: Area };
}

/** How the badges of a stage look. */
export interface BadgesLook {
  design: BadgeDesign;
  logo?: Uint8Array;
}

type DrawnFrame = Pick<BadgeDrawing, 'parts' | 'logo'>;

/** Draws badges of one look. */
export class BadgeDrawings {
  readonly #look: BadgesLook;
  /** What all badges of a role have in common. */
  readonly #frames = new Map<string, DrawnFrame>();

  constructor(look: BadgesLook) {
    this.#look = look;
  }

  /** The same elements as in the badge's stored picture, at the same places. */
  async drawingOf(facts: BadgeFacts): Promise<BadgeDrawing> {
    const { design } = this.#look;
    const arrangement = arrangementOf(design.format, facts);
    const { parts, logo } = await this.#frameOf(facts, arrangement);
    const all = [...parts, ...(await personParts(facts, arrangement, design))];
    const isName = ({ size }: TextPiece) => size >= arrangement.type.name[1];
    const texts = all.filter((part) => 'text' in part);
    return {
      logo,
      photo: arrangement.photo,
      parts: [
        ...all.filter((part) => !('text' in part)),
        ...codeParts(facts.id, arrangement),
        // Between the name and the school below it is a text from elsewhere: PDFium, the reader in Chrome, would mix the
        // large ideographs of the one with the small ones of the other, as if they were one line.
        ...texts.filter(isName),
        ...texts.filter((text) => !isName(text)),
      ],
    };
  }

  async #frameOf(facts: BadgeFacts, arrangement: Arrangement): Promise<DrawnFrame> {
    const { competition, role } = facts;
    const key = JSON.stringify([competition, role, arrangement]);
    const drawn = this.#frames.get(key) ?? (await this.#drawFrame(facts, arrangement));
    this.#frames.set(key, drawn);
    return drawn;
  }

  async #drawFrame(facts: BadgeFacts, arrangement: Arrangement): Promise<DrawnFrame> {
    const { element, competition, logo } = await setFrame(facts, arrangement, this.#look);
    const size = badgeFormats[this.#look.design.format];
    return { logo, parts: await layOut(element, size, [competition.lines.join(' ')]) };
  }
}

async function personParts(
  facts: BadgeFacts,
  arrangement: Arrangement,
  { colours }: BadgeDesign,
): Promise<Part[]> {
  const texts = await setTexts(facts, arrangement);
  const element = createElement(Person, { facts, texts, arrangement, colours });
  const { left, top, ...size } = personArea(arrangement);
  const parts = await layOut(element, size, allTexts(texts));
  return parts.map((part) => moved(part, left, top));
}

function moved(part: Part, right: number, down: number): Part {
  if ('text' in part) return { ...part, x: part.x + right, y: part.y + down };
  if (!part.areas) throw new Error('only rectangles and texts can be moved');
  return { ...part, areas: part.areas.map((area) => ({ ...area, x: area.x + right, y: area.y + down })) };
}

/** The code with its quiet zone. */
function codeParts(id: string, arrangement: Arrangement): Part[] {
  const { left, top, width, height } = codeArea(arrangement);
  const { module } = arrangement.code;
  const dark = darkBars(id).map((bar) => ({
    x: left + bar.x * module,
    y: top + bar.y * module,
    width: bar.width * module,
    height: module,
  }));
  return [
    { colour: '#ffffff', opacity: 1, areas: [{ x: left, y: top, width, height }] },
    { colour: '#000000', opacity: 1, areas: dark },
  ];
}
