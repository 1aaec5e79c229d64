import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { badgeDesign } from '../../../core/badges/badge-design.ts';
import type { BadgeFormat } from '../../../core/badges/badge-formats.ts';
import { drawBadge } from '../../../core/badges/drawing/draw-badge.ts';
import { cutLines } from '../../../core/sheets/cut-lines.ts';
import type { SheetBadge } from '../../../core/sheets/pdf-badges.ts';
import { type Rectangle, type Size, sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { type SheetPdf, writeSheetPdf } from '../../../core/sheets/sheet-pdf.ts';
import { photoOnBadge } from '../../../core/sheets/stored-photo.ts';
import { bundle } from '../../../lib/house/bundle.ts';
import { drawingBundle } from '../../../lib/house/drawing-asset.ts';
import { approvedBadges } from '../badges/drawing/approved-badges.ts';
import { coach, jordan, plainDesign } from '../badges/drawing/facts.ts';
import { logo, photo } from '../badges/drawing/pictures.ts';
import { everyLayout, positions } from './positions.ts';
import { type Raster, withPdf } from './rasterise.ts';

const white = 0xffffff;
const designOf = (format: BadgeFormat) => badgeDesign.parse({ format });

const sheetOf = (sheet: Partial<SheetPdf> & Pick<SheetPdf, 'badges'>): SheetPdf => ({
  layout: sheetLayout('4x3', 'letter'),
  design: designOf('4x3'),
  cutLines: false,
  title: 'Green Country Open Championships 2025: badge sheets 1 of 3',
  createdAt: new Date('2025-10-03T21:12:00Z'),
  ...sheet,
});

async function pdfOf(sheet: Parameters<typeof sheetOf>[0]): Promise<Buffer> {
  const out = new PassThrough();
  const [bytes] = await Promise.all([buffer(out), writeSheetPdf(sheetOf(sheet), out)]);
  return bytes;
}

const people = (count: number): SheetBadge[] =>
  Array.from({ length: count }, (_, index) => ({
    facts: { ...(index % 2 ? coach : jordan), name: `Jo ${index + 1}` },
  }));

/** A badge as it is stored, and as it is on a sheet. */
async function storedBadge(
  facts: SheetBadge['facts'],
  design: SheetPdf['design'],
  file?: Uint8Array,
  mark?: Uint8Array,
) {
  const { image } = await drawBadge(facts, file ?? 'none', { design, logo: mark });
  return {
    image,
    badge: { facts, ...(file && { photo: await photoOnBadge(image, { facts, design, name: 'badge' }) }) },
  };
}

/** 150 dpi show what a letter is, and that nothing is a pixel of 300 dpi off. */
const dotsPerInch = 150;
const toPixels = (points: number) => (points / 72) * dotsPerInch;

type Point = Pick<Rectangle, 'x' | 'y'>;

/** Raw pixels, with a quarter of the resolution: what a letter looks like, but not how its edges are smoothed. */
const reduced = (picture: Sharp, { width, height }: Size) =>
  picture
    .resize(Math.floor(width / 2), Math.floor(height / 2), { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();

/** The share of samples in which a page differs visibly from a badge's stored picture, to a pixel of 150 dpi. */
async function differingShare(raster: Raster, place: Point, image: Uint8Array): Promise<number> {
  const stored = sharp(image);
  const metadata = await stored.metadata();
  const size = { width: Math.floor(metadata.width / 2), height: Math.floor(metadata.height / 2) };
  const expected = await reduced(stored, size);
  const raw = { ...size, channels: 3 } as const;
  const shares: number[] = [];
  for (const [right, down] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const [left, top] = [Math.floor(toPixels(place.x)) + right, Math.floor(toPixels(place.y)) + down];
    const data = Buffer.alloc(size.width * size.height * 3);
    for (let y = 0; y < size.height; y += 1) {
      for (let x = 0; x < size.width; x += 1) {
        data.writeUIntBE(raster.colourAt(left + x, top + y), (y * size.width + x) * 3, 3);
      }
    }
    const printed = await reduced(sharp(data, { raw }), size);
    const differing = expected.filter((sample, at) => Math.abs(sample - (printed[at] ?? 0)) > visible);
    shares.push(differing.length / expected.length);
  }
  return Math.min(...shares);
}
const visible = 110;

describe.each(everyLayout)('a sheet of %s on %s', (format, paper) => {
  const layout = sheetLayout(format, paper);
  const design = designOf(format);

  test('has its badges where they belong, as they are stored, over the edges that are cut, and its marks', async () => {
    const count = Math.max(2, layout.perPage - 1);
    const stored = await Promise.all([
      storedBadge(jordan, design, photo, logo),
      ...people(count - 1).map(({ facts }) => storedBadge(facts, design, undefined, logo)),
    ]);
    const badges = stored.map(({ badge }) => badge);
    const pdf = await pdfOf({ layout, design, logo, cutLines: true, badges });
    await withPdf(pdf, async ({ pages, sizeOf, rasterise }) => {
      expect(pages).toBe(1);
      const { width, height } = layout.paper;
      expect(sizeOf(1)).toEqual({ width: Math.fround(width), height: Math.fround(height) });
      const raster = await rasterise(1, dotsPerInch);
      const places = positions(layout, count);
      for (const [index, place] of places.entries()) {
        const share = await differingShare(raster, place, stored[index]?.image ?? Buffer.alloc(0));
        expect(share, `position ${index + 1}`).toBeLessThan(0.002);
      }

      const colourAt = (x: number, y: number) =>
        raster.colourAt(Math.round(toPixels(x)), Math.round(toPixels(y)));
      const [first] = places;
      if (!first) throw new Error('there is no place');
      const navy = Number.parseInt(design.colours.competitor.slice(1), 16);
      const { x, y } = first;
      // Within the bleed of 8.5 points, and outside it.
      for (const [right, down] of [
        [-7, -7],
        [first.width / 2, -7],
        [-7, 5],
        [-7, first.height + 7],
      ] as const) {
        const found = colourAt(x + right, y + down);
        expect(found === navy, `${right}, ${down}: ${found.toString(16)}`).toBe(layout.bleed > 0);
      }
      for (const [right, down] of [
        [-11, -11],
        [first.width / 2, -11],
        [-11, 5],
      ] as const) {
        expect(colourAt(x + right, y + down), `${right}, ${down}`).toBe(white);
      }

      const taken = places.map(({ position }) => position);
      for (const { x1, y1, x2, y2 } of cutLines(layout, taken)) {
        const [middle, down] = [toPixels((x1 + x2) / 2), toPixels((y1 + y2) / 2)];
        const around = [-1, 0, 1].map((by) =>
          x1 === x2
            ? raster.colourAt(Math.floor(middle) + by, Math.round(down))
            : raster.colourAt(Math.round(middle), Math.floor(down) + by),
        );
        expect(Math.min(...around), `a mark from ${x1}, ${y1} to ${x2}, ${y2}`).toBeLessThan(0xe0e0e0);
      }
    });
  });
});

describe('names in every script', () => {
  const badges = Object.entries(approvedBadges).filter(
    ([, { design }]) => design?.format === undefined && !design?.colours,
  );
  const layout = sheetLayout('3x4', 'letter');

  test('are shaped and placed as in the stored pictures, and found when they are searched for', async () => {
    const design = designOf('3x4');
    const stored = await Promise.all(
      badges.map(([, { facts, photo: file }]) => storedBadge(facts, design, file)),
    );
    const pdf = await pdfOf({ layout, design, badges: stored.map(({ badge }) => badge) });
    const places = positions(layout, badges.length);
    await withPdf(pdf, async ({ rasterise, textOf }) => {
      const rasters = new Map<number, Raster>();
      for (const [index, [name, { facts }]] of badges.entries()) {
        const place = places[index];
        if (!place) throw new Error('there is no place');
        const raster = rasters.get(place.page) ?? (await rasterise(place.page, dotsPerInch));
        rasters.set(place.page, raster);
        const share = await differingShare(raster, place, stored[index]?.image ?? Buffer.alloc(0));
        expect(share, name).toBeLessThan(0.002);
        const found = lettersOf(textOf(place.page));
        for (const word of facts.name.split(' ')) {
          if (!incomplete.has(name)) expect(found, `${name}: ${word}`).toContain(lettersOf(word));
        }
      }
    });
  });

  test('are in subsets of the fonts', async () => {
    const pdf = (
      await pdfOf({ design: plainDesign, badges: badges.map(([, { facts }]) => ({ facts })) })
    ).toString('latin1');
    const fonts = new Set(Array.from(pdf.matchAll(/\/FontName \/(\S+)/g), ([, font = '']) => font));
    expect([...fonts].filter((font) => !/^[A-Z]{6}\+NotoSans/.test(font))).toEqual([]);
    expect(pdf.match(/\/FontFile2 /g)).toHaveLength(fonts.size);
    expect(pdf.length, 'smaller than a single badge as a picture, times two').toBeLessThan(400_000);
  });
});

/** What these show is not the whole name. */
const incomplete = new Set(['500-letters', 'hyphenated', 'missing-glyphs', 'thai-two-lines', 'chinese-long']);
/** Without the spaces and hyphens of lines, and the order of right-to-left words among others. */
const lettersOf = (text: string) => text.normalize('NFC').replace(/[^\p{Letter}\p{Number}]/gu, '');

describe('a file of sheets', () => {
  test('has as many pages as its badges need, each a few kB', async () => {
    const pdf = await pdfOf({ badges: people(21) });
    await withPdf(pdf, async ({ pages }) => expect(pages).toBe(6));
    expect(pdf.length).toBeLessThan(21 * 5_000);
  });

  test('leaves the positions before the first empty, on the first page only', async () => {
    const layout = sheetLayout('4x3', 'letter');
    await withPdf(await pdfOf({ layout, first: 3, badges: people(3) }), async ({ pages, rasterise }) => {
      expect(pages).toBe(2);
      const taken = async (page: number) => {
        const { colourAt } = await rasterise(page, dotsPerInch);
        return positions(layout, 4).map(
          ({ x, y }) => colourAt(Math.round(toPixels(x + 6)), Math.round(toPixels(y + 6))) !== white,
        );
      };
      expect(await taken(1)).toEqual([false, false, true, true]);
      expect(await taken(2)).toEqual([true, false, false, false]);
    });
  });

  test('takes badges as they come', async () => {
    async function* coming() {
      for (const badge of people(2)) yield badge;
    }
    const [early, late] = await Promise.all([pdfOf({ badges: people(2) }), pdfOf({ badges: coming() })]);
    expect(late.equals(early)).toBe(true);
  });

  test('holds the bytes of its photos as they are, and a logo once', async () => {
    const stored = await storedBadge(jordan, designOf('4x3'), photo);
    const badges = Array(3).fill(stored.badge);
    const pdf = await pdfOf({ badges, logo });
    expect(pdf.includes(Buffer.from(stored.badge.photo ?? []))).toBe(true);
    expect(pdf.toString('latin1').match(/\/Subtype \/Image/g)).toHaveLength(4);
  });

  test('asks for few badges ahead while nothing is read of what was written', async () => {
    // Zeros after a JPEG's end are no part of the picture.
    const { badge } = await storedBadge(jordan, designOf('4x3'), photo);
    const large = { ...badge, photo: Buffer.concat([badge.photo ?? Buffer.alloc(0), Buffer.alloc(300_000)]) };
    let asked = 0;
    function* badges() {
      for (; asked < 20; asked += 1) yield large;
    }
    const stalled = new PassThrough();
    const writing = writeSheetPdf(sheetOf({ badges: badges() }), stalled);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(asked).toBeLessThan(5);
    stalled.resume();
    await writing;
    expect(asked).toBe(20);
  });

  test('has a title, and asks to be printed at its actual size', async () => {
    const pdf = (await pdfOf({ badges: people(1) })).toString('latin1');
    expect(pdf).toContain('(Green Country Open Championships 2025: badge sheets 1 of 3)');
    expect(pdf).toContain('(D:20251003211200Z)');
    expect(pdf).toContain('/PrintScaling /None');
    expect(pdf).not.toMatch(/\/(Author|Subject|Keywords)\b/);
  });

  test('is the same to the byte when it is written again', async () => {
    const { badge } = await storedBadge(jordan, designOf('4x3'), photo);
    const sheet = { cutLines: true, logo, badges: [badge, ...people(5)] };
    const [first, second] = [await pdfOf(sheet), await pdfOf(sheet)];
    expect(first.equals(second)).toBe(true);
  });

  test('refuses to begin at a position that does not exist', async () => {
    const writing = pdfOf({ first: 7, badges: people(1) });
    await expect(writing).rejects.toThrow('first: expected a whole number from 1 to 4');
  });

  test('stops asking for badges when its reader is gone', async () => {
    let closed = false;
    function* endless() {
      try {
        for (;;) yield* people(1);
      } finally {
        closed = true;
      }
    }
    const gone = new Writable({ write: (_, __, done) => done(new Error('the reader is gone')) });
    await expect(writeSheetPdf(sheetOf({ badges: endless() }), gone)).rejects.toThrow('the reader is gone');
    expect(closed).toBe(true);
  });
});

describe('bundled as a Lambda is', () => {
  test('it reads no file but its own, sharp and the fonts', async () => {
    const assetDir = realpathSync(mkdtempSync(join(tmpdir(), 'sheet-')));
    try {
      const { external, complete } = drawingBundle({ lambdaArchitecture: 'host' });
      bundle(join(import.meta.dirname, 'bundled-sheet.ts'), join(assetDir, 'index.mjs'), external);
      complete(assetDir);
      const permitted = ['--no-warnings', '--permission', `--allow-fs-read=${assetDir}`, '--allow-addons'];
      const pdf = execFileSync(process.execPath, [...permitted, 'index.mjs'], {
        cwd: assetDir,
        input: JSON.stringify(jordan),
        maxBuffer: 10_000_000,
      });
      await withPdf(pdf, async ({ pages, textOf }) => {
        expect(pages).toBe(1);
        expect(textOf(1)).toMatch(/Jordan\s+Rivera/);
      });
    } finally {
      rmSync(assetDir, { recursive: true });
    }
  });
});
