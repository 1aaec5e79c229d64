/** A page to print on which everything has its place: lines, boxes, and texts that are fitted into theirs. */
import type { JSXNode } from 'satori/jsx';
import { Lines } from '../../badges/drawing/lines.tsx';
import { type Typeset, typeset } from '../../badges/drawing/typeset.tsx';
import { type Block, ink, muted } from '../../sheets/page-blocks.tsx';
import type { Rectangle, Size } from '../../sheets/sheet-layout.ts';

export interface PlacedText extends Rectangle {
  text: string;
  /** The largest type, in points, and the smallest that can still be read; the same when absent. */
  size: number;
  floor?: number;
  align?: keyof typeof across;
  /** At the top of its place, or on its bottom, as on a line. */
  stands?: keyof typeof down;
  colour?: string;
}

const across = { left: 'flex-start', centre: 'center', right: 'flex-end' } as const;
const down = { top: 'flex-start', middle: 'center', bottom: 'flex-end' } as const;

/** Type is fitted in steps of two units: these are half a point. */
const unitsPerPoint = 4;

export interface SetPage {
  block: Block;
  /** The texts of which something did not fit, each once. They end in an ellipsis. */
  cut: string[];
}

/** All measures are points from the upper left corner of the paper. */
export class SheetCanvas {
  readonly #texts: PlacedText[] = [];
  readonly #areas: (Rectangle & { colour: string })[] = [];

  text(text: PlacedText): void {
    if (text.text !== '') this.#texts.push(text);
  }

  area(place: Rectangle, colour: string): void {
    this.#areas.push({ ...place, colour });
  }

  /** A horizontal or a vertical line. */
  line(
    from: { x: number; y: number },
    to: { x?: number; y?: number },
    weight = 1,
    colour: string = ink,
  ): void {
    const { x = from.x, y = from.y } = to;
    const half = weight / 2;
    const place = { x: Math.min(from.x, x) - half, y: Math.min(from.y, y) - half };
    const size = { width: Math.abs(x - from.x) + weight, height: Math.abs(y - from.y) + weight };
    this.area({ ...place, ...size }, colour);
  }

  /** An empty box to write into. What lies below it does not show through. */
  box({ x, y, width, height }: Rectangle, weight = 0.75, colour: string = muted): void {
    this.area({ x, y, width, height }, '#ffffff');
    const [right, bottom] = [x + width, y + height];
    for (const edge of [y, bottom]) this.line({ x, y: edge }, { x: right }, weight, colour);
    for (const edge of [x, right]) this.line({ x: edge, y }, { y: bottom }, weight, colour);
  }

  async set(paper: Size): Promise<SetPage> {
    const set = await typeset(
      this.#texts.map(({ text, width, height, size, floor = size }) => ({
        text,
        box: {
          width: width * unitsPerPoint,
          height: height * unitsPerPoint,
          largest: size * unitsPerPoint,
          floor: floor * unitsPerPoint,
        },
      })),
    );
    const texts = set.map((one): Typeset => ({ ...one, size: one.size / unitsPerPoint }));
    const content = (
      <div style={{ display: 'flex', position: 'absolute', left: 0, top: 0, ...paper }}>
        {this.#texts.map((placed, index) => (
          <Placed placed={placed} text={texts[index] as Typeset} />
        ))}
      </div>
    );
    const cut = this.#texts.filter((_, index) => texts[index]?.truncated).map(({ text }) => text);
    return { block: { height: 0, texts, content, areas: this.#areas }, cut: [...new Set(cut)] };
  }
}

function Placed({ placed, text }: { placed: PlacedText; text: Typeset }): JSXNode {
  const { x, y, width, height, align = 'left', stands = 'middle', colour = ink } = placed;
  return (
    <div
      style={{
        display: 'flex',
        position: 'absolute',
        left: x,
        top: y,
        width,
        height,
        justifyContent: across[align],
        alignItems: down[stands],
        color: colour,
      }}
    >
      <Lines text={text} align={align === 'centre' ? 'center' : 'flex-start'} />
    </div>
  );
}
