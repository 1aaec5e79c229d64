import sharp from 'sharp';
import type { BadgeFacts } from '../badges/badge-facts.ts';
import { badgeFormats, dotsPerInch } from '../badges/badge-formats.ts';
import { type Area, type Pixels, rawOf } from '../badges/drawing/pixels.ts';
import { figure } from '../badges/drawing/silhouette.ts';
import { type BadgeDrawing, BadgeDrawings, type BadgesLook } from './badge-drawing.ts';
import { PdfDrawing } from './pdf-drawing.ts';
import { pointsPerInch, type Rectangle, type Size } from './sheet-layout.ts';
import type { Part } from './svg-drawing.ts';

export interface SheetBadge {
  facts: BadgeFacts;
  /** The photo as it is on the badge, a JPEG; without one there is the silhouette. */
  photo?: Uint8Array;
}

/** Draws badges of one look on the pages of a document, each as shapes, texts and a photo. */
export class PdfBadges {
  readonly #document: PDFKit.PDFDocument;
  readonly #drawing: PdfDrawing;
  readonly #drawings: BadgeDrawings;
  readonly #size: Size;
  readonly #bleed: number;
  readonly #logos = new Map<Pixels, unknown>();

  /** @param bleed how far colours go on beyond a badge's edges, in points. */
  constructor(document: PDFKit.PDFDocument, look: BadgesLook, bleed: number) {
    this.#document = document;
    this.#drawing = new PdfDrawing(document);
    this.#drawings = new BadgeDrawings(look);
    this.#size = badgeFormats[look.design.format];
    this.#bleed = (bleed * dotsPerInch) / pointsPerInch;
  }

  async draw({ facts, photo }: SheetBadge, { x, y }: Point): Promise<void> {
    const { parts, photo: photoArea, logo } = await this.#drawings.drawingOf(facts);
    const { x: left, y: top, width, height } = grown({ x: 0, y: 0, ...this.#size }, this.#bleed);
    this.#document
      .save()
      .translate(x, y)
      .scale(pointsPerInch / dotsPerInch)
      .rect(left, top, width, height)
      .clip();
    this.#drawing.draw(parts.map((part) => this.#bleeding(part)));
    if (photo) this.#place(Buffer.from(photo), photoArea);
    else this.#drawSilhouette(photoArea);
    if (logo) await this.#placeLogo(logo);
    this.#document.restore();
  }

  /** A part of a badge, which goes on beyond the badge's edges where it touches them. */
  #bleeding(part: Part): Part {
    if ('text' in part || !part.areas) return part;
    const page = { x: 0, y: 0, ...this.#size };
    return { ...part, areas: part.areas.map((area) => overEdges(area, page, this.#bleed)) };
  }

  #place(image: unknown, { left, top, width, height }: Area): void {
    this.#document.image(image as Buffer, left, top, { width, height });
  }

  #drawSilhouette({ left, top, width, height }: Area): void {
    const { box, path, colour, ground } = figure;
    const scale = Math.max(width / box.width, height / box.height);
    this.#document
      .save()
      .rect(left, top, width, height)
      .clip()
      .rect(left, top, width, height)
      .fill(ground)
      .translate(left + (width - scale * box.width) / 2, top + height - scale * box.height)
      .scale(scale)
      .path(path)
      .fill(colour)
      .restore();
  }

  async #placeLogo({ pixels, area }: NonNullable<BadgeDrawing['logo']>): Promise<void> {
    let image = this.#logos.get(pixels);
    if (image === undefined) {
      const png = await sharp(pixels.data, rawOf(pixels)).png().toBuffer();
      image = (this.#document as unknown as { openImage(file: Buffer): unknown }).openImage(png);
      this.#logos.set(pixels, image);
    }
    this.#place(image, area);
  }
}

type Point = Pick<Rectangle, 'x' | 'y'>;

/** Half a px: what rounding leaves between a shape and the edge that it touches. */
const touching = 0.5;

/** A rectangle on a page, which goes on beyond those of the page's edges that it touches. */
function overEdges(area: Rectangle, page: Rectangle, bleed: number): Rectangle {
  const left = area.x <= page.x + touching ? bleed : 0;
  const top = area.y <= page.y + touching ? bleed : 0;
  const right = area.x + area.width >= page.x + page.width - touching ? bleed : 0;
  const bottom = area.y + area.height >= page.y + page.height - touching ? bleed : 0;
  return {
    x: area.x - left,
    y: area.y - top,
    width: area.width + left + right,
    height: area.height + top + bottom,
  };
}

const grown = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});
