import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blankPng, bombPng } from './images.ts';

const projectRoot = join(import.meta.dirname, '../../../..');

/** Inside the project, so that the program finds its packages. */
let folder: string;
let program: string;

beforeAll(() => {
  const cache = join(projectRoot, '.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'drawing-'));
  program = join(folder, 'draw.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'draw-in-process.ts')],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'satori/jsx',
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Drawn {
  photos: string[];
  /** The process's peak memory: Node, the fonts, the drawing and the photo. */
  peakMb: number;
}

/** Draws one badge for each photo at once, or one without a photo. */
function drawInProcess(...photos: Buffer[]): Drawn {
  const files = photos.map((photo, index) => {
    const file = join(folder, `photo-${index}`);
    writeFileSync(file, photo);
    return file;
  });
  const drawn = execFileSync(process.execPath, [program, ...files], { encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(drawn);
}

describe('refused before decoding is', () => {
  let without: Drawn;
  beforeAll(() => {
    without = drawInProcess();
  });

  test('60 MB', () => {
    const file = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(60_000_000)]);
    const { photos, peakMb } = drawInProcess(file);
    expect(photos).toEqual(['too large']);
    expect(peakMb).toBeLessThan(without.peakMb + file.length / 1e6 + 50);
  });

  test('what would be too large once decoded, by its size, its proportions or the depth of its colours', async () => {
    const small = [blankPng(16_000, 16_000), blankPng(1, 60_000), blankPng(60_000, 1)];
    const files = [...small, await deep(8660, 5773)];
    const { photos, peakMb } = drawInProcess(...files);
    expect(photos).toEqual([
      'too many pixels',
      'extreme proportions',
      'extreme proportions',
      'too large when unpacked',
    ]);
    const megabytes = files.reduce((sum, { length }) => sum + length / 1e6, 0);
    // Their four badges are drawn at once, each of them with the silhouette.
    expect(peakMb).toBeLessThan(without.peakMb + megabytes + 50 * files.length);
  });

  test('the 100 MB colour profile of a PNG of 100 kB', () => {
    const { photos, peakMb } = drawInProcess(bombPng('iCCP', 100));
    expect(photos).toEqual(['used']);
    expect(peakMb).toBeLessThan(without.peakMb + 50);
  });
});

/** A PNG of 16 bits per channel that has to be decoded completely. */
const deep = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#9a7' } })
    .toColourspace('rgb16')
    .png({ progressive: true, compressionLevel: 1 })
    .toBuffer();

/** 50 megapixels on their side; the content does not matter. */
const large = () =>
  sharp({ create: { width: 8660, height: 5773, channels: 3, background: '#9a7' } }).withMetadata({
    orientation: 6,
  });

describe('50 megapixels on their side are drawn', () => {
  test.each<[what: string, make: () => Promise<Buffer>]>([
    ['a JPEG', () => large().jpeg().toBuffer()],
    ['a PNG', () => large().png({ compressionLevel: 1 }).toBuffer()],
  ])('in little more memory than without a photo: %s', async (_, make) => {
    const { photos, peakMb } = drawInProcess(await make());
    expect(photos).toEqual(['used']);
    expect(peakMb).toBeLessThan(350);
  });

  test.each<[what: string, make: () => Promise<Buffer>]>([
    ['a progressive JPEG', () => large().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
  ])('in a third of a Lambda’s memory if the file must be decoded completely: %s', async (_, make) => {
    const { photos, peakMb } = drawInProcess(await make());
    expect(photos).toEqual(['used']);
    expect(peakMb).toBeLessThan(590);
  });
});

test('four of the largest files that must be decoded completely are drawn at once in less than a gigabyte', async () => {
  const [png, jpeg] = await Promise.all([
    deep(6660, 5000),
    large().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  ]);
  const { photos, peakMb } = drawInProcess(png, jpeg, png, jpeg);
  expect(photos).toEqual(Array(4).fill('used'));
  expect(peakMb).toBeLessThan(800);
});

test('a photo with proportions of 10 to 1 or 1 to 10 is drawn in little more memory than without one', () => {
  for (const photo of [blankPng(100, 1_000), blankPng(1_000, 100)]) {
    const { photos, peakMb } = drawInProcess(photo);
    expect(photos).toEqual(['used']);
    expect(peakMb).toBeLessThan(350);
  }
});
