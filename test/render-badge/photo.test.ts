import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { cropPhoto } from '../../lambdas/render-badge/photo.ts';

const window = { width: 320, height: 400 };

const red = [220, 30, 30];
const green = [30, 160, 60];
const blue = [30, 60, 200];
const yellow = [240, 220, 40];

/** 640 x 800: red, green above blue, yellow. */
function quarters() {
  const corner = ([r, g, b]: number[], left: number, top: number) => ({
    input: { create: { width: 320, height: 400, channels: 3 as const, background: { r, g, b } } },
    left,
    top,
  });
  return sharp({ create: { width: 640, height: 800, channels: 3, background: 'black' } }).composite([
    corner(red, 0, 0),
    corner(green, 320, 0),
    corner(blue, 0, 400),
    corner(yellow, 320, 400),
  ]);
}

async function pixelsOf(file: Uint8Array) {
  const photo = await cropPhoto(file, window);
  if (typeof photo === 'string') throw new Error(`refused: ${photo}`);
  expect(photo.raw).toEqual({ ...window, channels: 3 });
  expect(photo.pixels).toHaveLength(window.width * window.height * 3);
  return (x: number, y: number) => [...photo.pixels.subarray((y * window.width + x) * 3).subarray(0, 3)];
}

function expectColour(actual: number[], expected: number[]) {
  for (const [channel, value] of expected.entries())
    expect(Math.abs((actual[channel] ?? 0) - value)).toBeLessThan(25);
}

describe('a photo', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('may be %s', async (format) => {
    const pixel = await pixelsOf(await quarters().toFormat(format).toBuffer());
    expectColour(pixel(80, 100), red);
    expectColour(pixel(240, 300), yellow);
  });

  /** How a camera that was held so stores an upright picture; sharp mirrors before it turns. */
  const stored: Record<number, (upright: Sharp) => Sharp> = {
    1: (upright) => upright,
    2: (upright) => upright.flop(),
    3: (upright) => upright.rotate(180),
    4: (upright) => upright.flip(),
    5: (upright) => upright.flip().rotate(90),
    6: (upright) => upright.rotate(270),
    7: (upright) => upright.flop().rotate(90),
    8: (upright) => upright.rotate(90),
  };

  test.each(Object.entries(stored))(
    'legacy fault 9: comes out upright from EXIF orientation %s',
    async (orientation, turn) => {
      const upright = sharp(await quarters().png().toBuffer());
      const file = await turn(upright)
        .withMetadata({ orientation: Number(orientation) })
        .jpeg()
        .toBuffer();
      const pixel = await pixelsOf(file);
      expectColour(pixel(80, 100), red);
      expectColour(pixel(240, 100), green);
      expectColour(pixel(80, 300), blue);
      expectColour(pixel(240, 300), yellow);
    },
  );

  test('legacy fault 9: is cropped, not squeezed', async () => {
    const disc = Buffer.from(
      '<svg width="1200" height="600"><circle cx="600" cy="300" r="150" fill="#fff"/></svg>',
    );
    const pixel = await pixelsOf(await sharp(disc).flatten({ background: '#204080' }).jpeg().toBuffer());
    const bright = (x: number, y: number) => (pixel(x, y)[0] ?? 0) > 140;
    const columns = Array.from({ length: window.width }, (_, x) => x);
    const rows = Array.from({ length: window.height }, (_, y) => y);
    const wide = columns.filter((x) => rows.some((y) => bright(x, y))).length;
    const high = rows.filter((y) => columns.some((x) => bright(x, y))).length;
    expect(Math.abs(wide - high)).toBeLessThanOrEqual(4);
    expect(high).toBeGreaterThan(190);
  });

  test('shows transparent parts on white', async () => {
    const clear = await sharp({ create: { width: 40, height: 50, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    expectColour((await pixelsOf(clear))(100, 100), [255, 255, 255]);
  });

  test('may be grey', async () => {
    const grey = await sharp({ create: { width: 40, height: 50, channels: 3, background: '#808080' } })
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    expectColour((await pixelsOf(grey))(100, 100), [128, 128, 128]);
  });
});

/** A PNG of one bit a pixel, made without ever holding its pixels as an image. */
function blankPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    const checksum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const startOf = (file: Buffer, share: number) => file.subarray(0, Math.floor(file.length * share));

/** Refusing takes under a second and next to no memory. */
async function refusal(file: Uint8Array) {
  const before = { time: performance.now(), peakKb: process.resourceUsage().maxRSS };
  const photo = await cropPhoto(file, window);
  expect(performance.now() - before.time).toBeLessThan(1000);
  expect(process.resourceUsage().maxRSS - before.peakKb).toBeLessThan(64 * 1024);
  return photo;
}

describe('a photo is refused for its reason:', () => {
  const noise = sharp({
    create: {
      width: 600,
      height: 800,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
  const isoMedia = (brand: string) =>
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(400)]);

  const files: [what: string, reason: string, make: () => Buffer | Promise<Buffer>][] = [
    ['nothing', 'empty', () => Buffer.alloc(0)],
    [
      '60 MB',
      'too large',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(60 * 1024 * 1024)]),
    ],
    ['16,000 x 16,000 pixels in 31 kB', 'too many pixels', () => blankPng(16_000, 16_000)],
    ['a text', 'not an image', () => Buffer.from('certainly no picture')],
    ['a film', 'not an image', () => isoMedia('isom')],
    ['SVG', 'unsupported format (SVG)', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [
      'SVG after its declaration',
      'unsupported format (SVG)',
      () => Buffer.from('\ufeff\n<?xml version="1.0"?><svg/>'),
    ],
    ['GIF', 'unsupported format (GIF)', () => quarters().gif({ colours: 8 }).toBuffer()],
    ['TIFF', 'unsupported format (TIFF)', () => quarters().tiff().toBuffer()],
    ['HEIC', 'unsupported format (HEIC)', () => isoMedia('heic')],
    ['AVIF', 'unsupported format (AVIF)', () => isoMedia('avif')],
    ['half a JPEG', 'truncated', async () => startOf(await noise.clone().jpeg().toBuffer(), 0.5)],
    ['nearly a whole JPEG', 'truncated', async () => startOf(await noise.clone().jpeg().toBuffer(), 0.95)],
    ['half a PNG', 'truncated', async () => startOf(await noise.clone().png().toBuffer(), 0.5)],
    ['half a WebP', 'truncated', async () => startOf(await noise.clone().webp().toBuffer(), 0.5)],
    ["a JPEG's first bytes", 'truncated', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    [
      'SVG behind the first bytes of a JPEG',
      'truncated',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<svg/>')]),
    ],
  ];

  test.each(files)('%s: %s', async (_, reason, make) => {
    expect(await refusal(await make())).toBe(reason);
  });
});

test('what is not JPEG, PNG or WebP cannot be decoded at all, nor can a file on disk', async () => {
  const gif = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .gif()
    .toBuffer();
  await expect(sharp(gif).metadata()).rejects.toThrow();
  await expect(sharp(import.meta.filename).metadata()).rejects.toThrow();
});
