import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { arrangementOf } from '../../../../core/badges/drawing/arrangement.ts';
import { drawBadge } from '../../../../core/badges/drawing/draw-badge.ts';
import { cropPhoto } from '../../../../core/badges/drawing/photo.ts';
import { preflightCode, preflightInWords } from '../../../../core/badges/preflight.ts';
import { coach, jordan, plainDesign } from './facts.ts';
import { blankPng, bombPng, isoMedia, lyingJpeg, lyingPng, startOf } from './images.ts';
import { photo as portrait } from './pictures.ts';

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

function plain(background: string, width = 40, height = 50): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

async function pixelsOf(file: Uint8Array) {
  const photo = await cropPhoto(file, window);
  if (typeof photo === 'string') throw new Error(`refused: ${photo}`);
  expect(photo).toMatchObject(window);
  expect(photo.data).toHaveLength(window.width * window.height * 3);
  return (x: number, y: number) => [...photo.data.subarray((y * window.width + x) * 3).subarray(0, 3)];
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

  /** How a camera held in each orientation stores an upright picture; sharp mirrors before it rotates. */
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
    'legacy fault 9: is upright from EXIF orientation %s',
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

  const mixed = '#c86432';
  const asMixed = [200, 100, 50];
  test.each<[what: string, make: () => Promise<Buffer>, colour: number[]]>([
    ['grey', () => plain('#808080').toColourspace('b-w').jpeg().toBuffer(), [128, 128, 128]],
    ['a PNG of 16 bits', () => plain(mixed).toColourspace('rgb16').png().toBuffer(), asMixed],
    [
      'a grey PNG of 16 bits',
      () => plain('#808080').toColourspace('grey16').png().toBuffer(),
      [128, 128, 128],
    ],
    ['a JPEG in CMYK', () => plain('#808080').toColourspace('cmyk').jpeg().toBuffer(), [128, 128, 128]],
    ['a progressive JPEG', () => plain(mixed).jpeg({ progressive: true }).toBuffer(), asMixed],
    ['an interlaced PNG', () => plain(mixed).png({ progressive: true }).toBuffer(), asMixed],
    ['a PNG with a palette', () => plain(mixed).png({ palette: true }).toBuffer(), asMixed],
    ['a PNG of one bit', async () => blankPng(40, 50), [0, 0, 0]],
    ['a lossless WebP', () => plain(mixed).webp({ lossless: true }).toBuffer(), asMixed],
  ])('may be %s', async (_, make, colour) => {
    expectColour((await pixelsOf(await make()))(160, 200), colour);
  });

  test('may have a palette with transparent colours', async () => {
    const left = { create: { width: 20, height: 50, channels: 4 as const, background: mixed } };
    const half = await sharp({ create: { width: 40, height: 50, channels: 4, background: '#00000000' } })
      .composite([{ input: left, left: 0, top: 0 }])
      .png({ palette: true })
      .toBuffer();
    const pixel = await pixelsOf(half);
    expectColour(pixel(60, 200), asMixed);
    expectColour(pixel(260, 200), [255, 255, 255]);
  });

  test('is the first frame of an animated WebP', async () => {
    const frames = await Promise.all([mixed, '#1040f0'].map((colour) => plain(colour).png().toBuffer()));
    const animated = await sharp(frames, { join: { animated: true } })
      .webp({ loop: 0 })
      .toBuffer();
    expect(await sharp(animated).metadata()).toMatchObject({ format: 'webp', pages: 2 });
    expectColour((await pixelsOf(animated))(160, 200), asMixed);
  });

  test('with a decompression bomb in its metadata is drawn without the metadata', async () => {
    expectColour((await pixelsOf(bombPng('zTXt', 32)))(160, 200), [0, 0, 0]);
    expectColour((await pixelsOf(bombPng('iCCP', 32)))(160, 200), [0, 0, 0]);
  });
});

describe('the crop keeps what attracts attention:', () => {
  /** A head of skin, hair and eyes, 300 px high, on a dull wall. */
  function scene(width: number, height: number, x: number, y: number): Buffer {
    return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <rect width="${width}" height="${height}" fill="#8d9498"/>
      <rect y="${height * 0.8}" width="${width}" height="${height * 0.2}" fill="#7d8488"/>
      <g transform="translate(${x} ${y})">
        <ellipse rx="110" ry="150" fill="#e0a57c"/><path d="M-110 -20 A110 150 0 0 1 110 -20 Z" fill="#3b2417"/>
        <circle cx="-40" cy="10" r="14" fill="#201008"/><circle cx="40" cy="10" r="14" fill="#201008"/>
        <path d="M-45 80 q45 30 90 0" stroke="#a8443c" stroke-width="14" fill="none"/>
      </g></svg>`);
  }
  const wide = [2000, 600] as const;
  const tall = [600, 2200] as const;
  const cases: [where: string, size: readonly [number, number], x: number, y: number][] = [
    ['at the left of a wide picture', wide, 160, 300],
    ['in the middle of a wide picture', wide, 1000, 300],
    ['at the right of a wide picture', wide, 1840, 300],
    ['at the top of a tall picture', tall, 300, 200],
    ['in the middle of a tall picture', tall, 300, 1100],
    ['at the bottom of a tall picture', tall, 300, 2000],
  ];
  const orientations = [1, 3, 6, 8];

  test.each(cases)('a face %s, however the camera was held', async (_, [width, height], x, y) => {
    const upright = await sharp(scene(width, height, x, y))
      .removeAlpha()
      .png()
      .toBuffer();
    for (const orientation of orientations) {
      const turned = { 1: 0, 3: 180, 6: 270, 8: 90 }[orientation] ?? 0;
      const file = await sharp(upright).rotate(turned).withMetadata({ orientation }).jpeg().toBuffer();
      const pixel = await pixelsOf(file);
      let skin = 0;
      for (let row = 0; row < window.height; row += 4) {
        for (let column = 0; column < window.width; column += 4) {
          const [r = 0, g = 0, b = 0] = pixel(column, row);
          if (Math.abs(r - 0xe0) < 25 && Math.abs(g - 0xa5) < 25 && Math.abs(b - 0x7c) < 25) skin += 16;
        }
      }
      // The lower part of the face, without eyes and mouth, at the scale of the crop.
      const scale = Math.max(window.width / width, window.height / height);
      const whole = 110 * 150 * Math.PI * 0.5 * scale * scale;
      expect(skin / whole, `orientation ${orientation}`).toBeGreaterThan(0.75);
    }
  });
});

describe('a photo’s resolution in print', () => {
  test.each([
    ['of the printer', 320, 400, 300],
    ['of half the printer’s', 160, 200, 150],
    ['of twice the printer’s', 640, 800, 600],
    ['of the narrower side of a wide picture', 2000, 200, 150],
    ['of the narrower side of a tall picture', 160, 1600, 150],
  ])('is that %s', async (_, width, height, dpi) => {
    expect(await cropPhoto(await plain('#456', width, height).png().toBuffer(), window)).toMatchObject({
      dpi,
    });
  });

  test('is that of the upright picture', async () => {
    const lying = await plain('#456', 400, 320).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await cropPhoto(lying, window)).toMatchObject({ dpi: 300 });
  });

  test('is reported below 150 dpi, in the badge’s area for the photo', async () => {
    const { width } = arrangementOf('3x4', jordan).photo;
    const small = await plain('#456', width / 2 - 2, 1000)
      .png()
      .toBuffer();
    const enough = await plain('#456', width / 2, 1000)
      .png()
      .toBuffer();
    const [reported, not, larger] = await Promise.all([
      drawBadge(jordan, small, { design: plainDesign }),
      drawBadge(jordan, enough, { design: plainDesign }),
      drawBadge(coach, enough, { design: plainDesign }),
    ]);
    expect(reported.findings).toEqual([{ code: 'photo-small', dpi: 148 }]);
    expect(reported.findings.map(preflightCode)).toEqual(['photo-small']);
    expect(await Promise.all(reported.findings.map(preflightInWords))).toEqual([
      'Photo: 148 dpi in print, less than 150',
    ]);
    expect(not.findings).toEqual([]);
    expect(larger.findings).toEqual([{ code: 'photo-small', dpi: 125 }]);
  });
});

test("nothing of the photo's metadata is in the badge's file", async () => {
  const located = await sharp(portrait)
    .withExif({ IFD0: { Make: 'Somephone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '36/1 16/1 10/1' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">here</x:xmpmeta>')
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
  const before = await sharp(located).metadata();
  expect(before.exif?.includes('Somephone') && before.xmp && before.icc).toBeTruthy();

  for (const image of ['jpeg', 'png'] as const) {
    const design = { ...plainDesign, image };
    const [badge, without] = [
      await drawBadge(jordan, located, { design }),
      await drawBadge(jordan, 'none', { design }),
    ];
    expect(badge.photo).toBe('used');
    // Apart from the badge's own density, the file has no metadata.
    const { size: _, ...described } = await sharp(badge.image).metadata();
    expect(await sharp(without.image).metadata()).toMatchObject(described);
    expect(described).not.toHaveProperty('icc');
    expect(described).not.toHaveProperty('xmp');
    for (const trace of ['Somephone', 'xmpmeta', 'here']) expect(badge.image.includes(trace)).toBe(false);
  }
});

describe('a photo is refused for its reason:', () => {
  let noise: Sharp;
  beforeAll(() => {
    const gaussian = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    noise = sharp({ create: { width: 600, height: 800, channels: 3, background: 'grey', noise: gaussian } });
  });
  const jpeg = () => noise.clone().jpeg().toBuffer();

  const files: [what: string, reason: string, make: () => Buffer | Promise<Buffer>][] = [
    ['nothing', 'empty', () => Buffer.alloc(0)],
    ['60 MB', 'too large', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(60_000_000)])],
    ['16,000 x 16,000 pixels in 31 kB', 'too many pixels', () => blankPng(16_000, 16_000)],
    ['100 x 1,001 pixels', 'extreme proportions', () => blankPng(100, 1_001)],
    ['a JPEG that claims 60,000 x 60,000', 'too many pixels', async () => lyingJpeg(await jpeg(), 60_000)],
    [
      'a PNG of 16 bits that claims 8,660 x 5,773',
      'too large when unpacked',
      async () => lyingPng(await plain('#456').toColourspace('rgb16').png().toBuffer(), 8660, 5773),
    ],
    ['a text', 'not an image', () => Buffer.from('certainly no picture')],
    ['a film', 'not an image', () => isoMedia('isom')],
    ['a PDF', 'not an image', () => Buffer.from('%PDF-1.7\n')],
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
    ['half a JPEG', 'truncated', async () => startOf(await jpeg(), 0.5)],
    ['nearly a whole JPEG', 'truncated', async () => startOf(await jpeg(), 0.95)],
    ['half a PNG', 'truncated', async () => startOf(await noise.clone().png().toBuffer(), 0.5)],
    ['half a WebP', 'truncated', async () => startOf(await noise.clone().webp().toBuffer(), 0.5)],
    ["a JPEG's first bytes", 'truncated', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    [
      'SVG after the first bytes of a JPEG',
      'truncated',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<svg/>')]),
    ],
  ];

  test.each(files)('%s: %s', async (_, reason, make) => {
    expect(await cropPhoto(await make(), window)).toBe(reason);
  });
});

test('what is not JPEG, PNG or WebP cannot be decoded at all, nor can a file on disk', async () => {
  const gif = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .gif()
    .toBuffer();
  await expect(sharp(gif).metadata()).rejects.toThrow();
  await expect(sharp(import.meta.filename).metadata()).rejects.toThrow();
});
