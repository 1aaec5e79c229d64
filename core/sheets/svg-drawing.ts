/** Reads the drawings that the layout engine makes of our elements: rectangles, shapes and pieces of text. */
import satori from 'satori';
import { fontsFor } from '../badges/drawing/fonts.ts';
import type { Rectangle, Size } from './sheet-layout.ts';

/** One colour in rectangles, or in a shape given by its SVG path. */
export interface Shape {
  colour: string;
  opacity: number;
  areas?: readonly Rectangle[];
  path?: string;
}

/** A word, a space, or another part of a line that runs in one direction. */
export interface TextPiece {
  text: string;
  /** Its left end, on the baseline. */
  x: number;
  y: number;
  size: number;
  letterSpacing: number;
  colour: string;
  /** The fonts it may take, the first that has a letter first. */
  family: readonly string[];
  /** Where a space begins that follows the text after a gap. */
  reachesTo?: number;
}

export type Part = Shape | TextPiece;

/**
 * Lays an element out.
 *
 * @param texts those in the element, each whole, for the fonts that they need.
 * @returns what is to be drawn, from the back to the front.
 * @throws Error for whatever else the engine can draw, which our elements must not ask for.
 */
export async function layOut(
  element: Parameters<typeof satori>[0],
  { width, height }: Size,
  texts: readonly string[],
): Promise<Part[]> {
  return readDrawing(await satori(element, { width, height, fonts: fontsFor(texts), embedFont: false }));
}

function readDrawing(svg: string): Part[] {
  return Array.from(
    svg.replace(unseen, '').matchAll(elements),
    ([, name = '', written = '', content = '']) => {
      const attributes = new Map(
        Array.from(written.matchAll(attribute), ([, key = '', value = '']) => [key, value]),
      );
      const strange = [...attributes.keys()].find((key) => !attributesRead.has(key));
      if (strange !== undefined) throw new Error(`a drawing has ${name} with ${strange}`);
      return partOf(name, unescaped(content), attributes);
    },
  );
}

function partOf(name: string, text: string, attributes: ReadonlyMap<string, string>): Part {
  const number = (key: string, otherwise = 0) => Number(attributes.get(key) ?? otherwise);
  const colour = attributes.get('fill') ?? 'black';
  const place = { x: number('x'), y: number('y') };
  switch (name) {
    case 'rect': {
      const area = { ...place, width: number('width'), height: number('height') };
      return { colour, opacity: number('fill-opacity', 1), areas: [area] };
    }
    case 'path':
      return { colour, opacity: number('fill-opacity', 1), path: attributes.get('d') ?? '' };
    case 'text':
      return {
        ...place,
        text,
        colour,
        size: number('font-size'),
        letterSpacing: number('letter-spacing'),
        family: attributes.get('font-family')?.split(',') ?? [],
      };
    default:
      throw new Error(`a drawing has ${name}`);
  }
}

/** The root element, and masks, which the engine writes even where nothing uses them. */
const unseen = /<\/?svg[^>]*>|<mask.*?<\/mask>/gs;
const elements = /<([a-z]+)([^>]*?)\/?>([^<]*)(?:<\/[a-z]+>)?/gi;
const attribute = /([a-z-]+)="([^"]*)"/gi;
const attributesRead = new Set([
  ...['x', 'y', 'width', 'height', 'd', 'fill', 'fill-opacity', 'letter-spacing'],
  ...['font-weight', 'font-style', 'font-size', 'font-family'],
]);

const escapes: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => escapes[name] ?? '');
