import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { type BadgeFormat, badgeFormats } from '../../../core/badges/badge-formats.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { cutLines } from '../../../core/sheets/cut-lines.ts';
import { type Paper, paperNames, type SheetLayout, sheetLayout } from '../../../core/sheets/sheet-layout.ts';
import { type SheetBadge, type SheetPdf, writeSheetPdf } from '../../../core/sheets/sheet-pdf.ts';
import { bundle } from '../../../lib/house/bundle.ts';
import { copySharp } from '../../../lib/house/native-sharp.ts';
import { positions } from './positions.ts';
import { type Raster, withPdf } from './rasterise.ts';

const goldens = join(import.meta.dirname, '../../golden/badges');
const badgeFiles = readdirSync(goldens)
  .filter((file) => file.endsWith('.jpg'))
  .map((file) => readFileSync(join(goldens, file)));
const [jpeg = Buffer.alloc(0)] = badgeFiles;

const everyLayout = (Object.keys(badgeFormats) as BadgeFormat[]).flatMap((format) =>
  paperNames.map((paper): [BadgeFormat, Paper] => [format, paper]),
);

const white = 0xffffff;

/** As many colours as the fullest sheet has badges. */
const colours = [
  0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff, 0x00ffff, 0x800000, 0x008000, 0x000080, 0x808000,
];

/** PNGs keep a colour to the last bit. */
const plain = (colour: number, { width, height } = { width: 90, height: 120 }) =>
  sharp({ create: { width, height, channels: 3, background: `#${colour.toString(16).padStart(6, '0')}` } })
    .png()
    .toBuffer();

const sheetOf = (sheet: Partial<SheetPdf> & Pick<SheetPdf, 'badges'>): SheetPdf => ({
  layout: sheetLayout('4x3', 'letter'),
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

const badgesOf = (images: readonly Uint8Array[]): SheetBadge[] =>
  images.map((image, index) => ({ id: `B${index + 1}`, image }));

describe.each(everyLayout)('a sheet of %s on %s', (format, paper) => {
  const layout = sheetLayout(format, paper);

  test('has each badge at its place in its size, to a pixel at 300 dpi', async () => {
    const used = colours.slice(0, layout.perPage);
    const pdf = await pdfOf({
      layout,
      badges: badgesOf(await Promise.all(used.map((colour) => plain(colour)))),
    });
    await withPdf(pdf, async ({ pages, rasterise }) => {
      expect(pages).toBe(1);
      const raster = await rasterise(1, 300);
      const boxes = boxesByColour(raster);
      // PDFium stretches a page to whole pixels.
      const column = (x: number) => Math.round((x / layout.paper.width) * raster.width);
      const row = (y: number) => Math.round((y / layout.paper.height) * raster.height);
      for (const [index, { x, y, width, height }] of positions(layout, layout.perPage).entries()) {
        const box = boxes.get(colours[index] ?? white);
        if (!box) throw new Error(`there is nothing at position ${index + 1}`);
        const expected = [column(x), row(y), column(x + width), row(y + height)];
        const found = [box.left, box.top, box.right + 1, box.bottom + 1];
        for (const [side, at] of expected.entries()) {
          expect(
            Math.abs((found[side] ?? 0) - at),
            `position ${index + 1}, side ${side}`,
          ).toBeLessThanOrEqual(1);
        }
      }
    });
  });

  test('has the exact size of the paper, and pictures of the exact size of the format', async () => {
    const { width, height } = badgeFormats[format];
    const pdf = await pdfOf({ layout, badges: badgesOf([jpeg]) });
    const { paper: page } = layout;
    expect(numbersIn(pdf.toString('latin1'), /\/MediaBox \[(.+?)\]/)).toEqual(
      [0, 0, page.width, page.height].map((points) => Number(points.toFixed(6))),
    );
    const [w, , , h] = numbersIn(drawingsOf(pdf), /^(.+) cm\n\/I1 Do/m);
    expect([w, h]).toEqual([(width * 72) / 300, (-height * 72) / 300]);
    await withPdf(pdf, async ({ sizeOf }) => {
      expect(sizeOf(1)).toEqual({ width: Math.fround(page.width), height: Math.fround(page.height) });
    });
  });

  test('has its cut lines where they belong, and none across a badge', async () => {
    const images = await Promise.all(colours.slice(0, layout.perPage - 1).map(() => plain(0xffff00)));
    const sheet = { layout, badges: badgesOf(images) };
    const [without, withLines] = await Promise.all([pdfOf(sheet), pdfOf({ ...sheet, cutLines: true })]);
    const dotsPerInch = 150;
    const drawnDots = await withPdf(without, async (bare) =>
      withPdf(withLines, async (lined) =>
        differences(await bare.rasterise(1, dotsPerInch), await lined.rasterise(1, dotsPerInch)),
      ),
    );
    const toPixels = (points: number) => (points / 72) * dotsPerInch;
    const lines = cutLines(
      layout,
      images.map((_, index) => index + 1),
    );
    for (const { x1, y1, x2, y2 } of lines) {
      const middle = { x: toPixels((x1 + x2) / 2), y: toPixels((y1 + y2) / 2) };
      const found = drawnDots.some(
        ([x, y]) => Math.abs(x - middle.x) <= 1.5 && Math.abs(y - middle.y) <= 1.5,
      );
      expect(found, `a line from ${x1}, ${y1} to ${x2}, ${y2}`).toBe(true);
    }
    const within = positions(layout, images.length).flatMap((place) => {
      const [left, top] = [toPixels(place.x) + 1, toPixels(place.y) + 1];
      const [right, bottom] = [toPixels(place.x + place.width) - 2, toPixels(place.y + place.height) - 2];
      return drawnDots.filter(([x, y]) => x > left && x < right && y > top && y < bottom);
    });
    expect(within).toEqual([]);
  });
});

describe('a file of sheets', () => {
  test('for 200 badges has 34 pages', async () => {
    const image = await plain(0xff0000);
    const badges = Array.from({ length: 200 }, (_, index) => ({ id: `B${index}`, image }));
    await withPdf(await pdfOf({ badges }), async ({ pages }) => {
      expect(pages).toBe(34);
    });
  });

  test('leaves the positions before the first empty, on the first page only', async () => {
    const images = await Promise.all(colours.slice(0, 4).map((colour) => plain(colour)));
    const layout = sheetLayout('4x3', 'letter');
    await withPdf(
      await pdfOf({ layout, first: 4, badges: badgesOf(images) }),
      async ({ pages, rasterise }) => {
        expect(pages).toBe(2);
        const [page1, page2] = [await rasterise(1, 50), await rasterise(2, 50)];
        expect(coloursAtPositions(layout, page1)).toEqual([white, white, white, ...colours.slice(0, 3)]);
        expect(coloursAtPositions(layout, page2).slice(0, 2)).toEqual([colours[3], white]);
      },
    );
  });

  test('takes badges as they come', async () => {
    async function* coming() {
      for (const badge of badgesOf([jpeg, jpeg])) yield badge;
    }
    const [early, late] = await Promise.all([
      pdfOf({ badges: badgesOf([jpeg, jpeg]) }),
      pdfOf({ badges: coming() }),
    ]);
    expect(late.equals(early)).toBe(true);
  });

  test('holds the bytes of its JPEGs and PNGs as they are', async () => {
    const png = await sharp(jpeg).png().toBuffer();
    const pdf = await pdfOf({ badges: badgesOf([...badgeFiles, png]) });
    for (const file of badgeFiles) expect(pdf.includes(file)).toBe(true);
    expect(pdf.includes(pixelDataOf(png))).toBe(true);
  });

  test.each([
    ['transparent', (image: Sharp) => image.ensureAlpha(0).png()],
    ['interlaced', (image: Sharp) => image.png({ progressive: true })],
    ['with a palette', (image: Sharp) => image.png({ palette: true })],
    ['of 16 bits', (image: Sharp) => image.toColourspace('rgb16').png()],
    ['in grey', (image: Sharp) => image.greyscale().png()],
    ['progressive', (image: Sharp) => image.jpeg({ progressive: true, quality: 100 })],
    [
      'turned by its orientation',
      (image: Sharp) => image.jpeg({ quality: 100 }).withMetadata({ orientation: 6 }),
    ],
  ])('takes a picture that is %s', async (_, encode) => {
    const layout = sheetLayout('4x3', 'letter');
    const grey = sharp({ create: { width: 120, height: 90, channels: 3, background: '#808080' } });
    const image = await encode(grey).toBuffer();
    const pdf = await pdfOf({ layout, badges: badgesOf([image, image]) });
    const expected = (await sharp(image).metadata()).hasAlpha ? white : 0x808080;
    await withPdf(pdf, async ({ rasterise }) => {
      const raster = await rasterise(1, 50);
      expect(coloursAtPositions(layout, raster).slice(0, 3)).toEqual([expected, expected, white]);
    });
  });

  test('asks for few badges ahead while nothing is read of what was written', async () => {
    // Zeros after a JPEG's end are no part of the picture.
    const image = Buffer.concat([jpeg, Buffer.alloc(300_000)]);
    let asked = 0;
    function* badges() {
      for (; asked < 20; asked += 1) yield { id: `B${asked}`, image };
    }
    const stalled = new PassThrough();
    const writing = writeSheetPdf(sheetOf({ badges: badges() }), stalled);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(asked).toBeLessThan(5);
    stalled.resume();
    await writing;
    expect(asked).toBe(20);
  });

  test('has a title, names no person, and asks to be printed at its actual size', async () => {
    const pdf = (await pdfOf({ badges: badgesOf([jpeg]) })).toString('latin1');
    expect(pdf).toContain('(Green Country Open Championships 2025: badge sheets 1 of 3)');
    expect(pdf).toContain('(D:20251003211200Z)');
    expect(pdf).toContain('/PrintScaling /None');
    expect(pdf).not.toMatch(/\/(Author|Subject|Keywords|Font)\b/);
  });

  test('is the same to the byte when it is written again', async () => {
    const sheet = { cutLines: true, badges: badgesOf(badgeFiles) };
    const [first, second] = [await pdfOf(sheet), await pdfOf(sheet)];
    expect(first.equals(second)).toBe(true);
  });
});

describe('what cannot be printed', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  const whole = async () => ({ jpeg, png: await sharp(jpeg).png().toBuffer() });

  test.each([
    ['empty', async () => Buffer.alloc(0)],
    ['no picture', async () => Buffer.from('not a picture')],
    ['of another format', async () => svg],
    ['a JPEG that ends after its header', async () => jpeg.subarray(0, 400)],
    ['a JPEG that ends in its middle', async () => jpeg.subarray(0, jpeg.length / 2)],
    ['a PNG that ends in its middle', async () => (await whole()).png.subarray(0, 50_000)],
  ])('names the badge whose picture is %s', async (_, picture) => {
    const images = [jpeg, await picture(), jpeg];
    const out = new PassThrough().resume();
    const writing = writeSheetPdf(sheetOf({ badges: badgesOf(images) }), out);
    await expect(writing).rejects.toThrow(new InputInvalidError('badge B2: not a whole JPEG or PNG'));
    expect(out.destroyed).toBe(true);
  });

  test('refuses to begin at a position that does not exist', async () => {
    const writing = pdfOf({ first: 7, badges: badgesOf([jpeg]) });
    await expect(writing).rejects.toThrow('first: expected a whole number from 1 to 6');
  });

  test('stops asking for badges when its reader is gone', async () => {
    let closed = false;
    function* endless() {
      try {
        for (;;) yield { id: 'B1', image: jpeg };
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
  test('it reads no file but its own and sharp', async () => {
    const assetDir = realpathSync(mkdtempSync(join(tmpdir(), 'sheet-')));
    try {
      bundle(join(import.meta.dirname, 'bundled-sheet.ts'), join(assetDir, 'index.mjs'), ['sharp']);
      copySharp(`${process.platform}-${process.arch}`, assetDir);
      const permitted = ['--no-warnings', '--permission', `--allow-fs-read=${assetDir}`, '--allow-addons'];
      const pdf = execFileSync(process.execPath, [...permitted, 'index.mjs'], {
        cwd: assetDir,
        input: jpeg,
        maxBuffer: 10_000_000,
      });
      await withPdf(pdf, async ({ pages }) => expect(pages).toBe(1));
      expect(pdf.includes(jpeg)).toBe(true);
    } finally {
      rmSync(assetDir, { recursive: true });
    }
  });
});

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The box around all pixels of each colour, white left out; what is mixed at an edge is a colour of its own. */
function boxesByColour({ width, height, colourAt }: Raster): Map<number, Box> {
  const boxes = new Map<number, Box>();
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt(x, y);
      if (colour === white) continue;
      const box = boxes.get(colour);
      if (box) {
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x);
        box.bottom = y;
      } else {
        boxes.set(colour, { left: x, top: y, right: x, bottom: y });
      }
    }
  }
  return boxes;
}

/** The colour in the middle of each position. */
function coloursAtPositions(layout: SheetLayout, { width, colourAt }: Raster): number[] {
  const toPixels = (points: number) => Math.round((points / layout.paper.width) * width);
  return positions(layout, layout.perPage).map((place) =>
    colourAt(toPixels(place.x + place.width / 2), toPixels(place.y + place.height / 2)),
  );
}

/** The pixels in which two pictures differ. */
function differences(one: Raster, other: Raster): [x: number, y: number][] {
  const differing: [number, number][] = [];
  for (let y = 0; y < one.height; y += 1) {
    for (let x = 0; x < one.width; x += 1) {
      if (one.colourAt(x, y) !== other.colourAt(x, y)) differing.push([x, y]);
    }
  }
  return differing;
}

/** The numbers in a pattern's group. */
function numbersIn(text: string, pattern: RegExp): number[] {
  return (pattern.exec(text)?.[1] ?? '').split(' ').map(Number);
}

/** The drawing instructions of all pages: what is deflated and is no picture. */
function drawingsOf(pdf: Buffer): string {
  const streams = pdf.toString('latin1').matchAll(/\/Filter \/FlateDecode\n>>\nstream\n(.*?)\nendstream/gs);
  return [...streams]
    .map(([, bytes = '']) => inflateSync(Buffer.from(bytes, 'latin1')).toString())
    .join('\n');
}

/** A PNG's IDAT chunks without their frames (https://www.w3.org/TR/png-3/#5Chunk-layout). */
function pixelDataOf(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(parts);
}
