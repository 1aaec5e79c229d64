import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blankPng, bombPng } from './images.ts';

const projectRoot = join(import.meta.dirname, '../../..');

/** Below the project, so that the program finds its packages. */
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
  photo: string;
  /** What the process held in memory at most: Node, the fonts, the drawing and the photo. */
  peakMb: number;
}

function drawInProcess(photo?: Buffer): Drawn {
  const file = join(folder, 'photo');
  if (photo) writeFileSync(file, photo);
  const command = photo ? [program, file] : [program];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8', timeout: 60_000 }));
}

describe('refused before it is decoded is', () => {
  let without: Drawn;
  beforeAll(() => {
    without = drawInProcess();
  });

  test.each<[what: string, photo: string, make: () => Buffer | Promise<Buffer>]>([
    ['60 MB', 'too large', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(60_000_000)])],
    ['16,000 x 16,000 pixels in 31 kB', 'too many pixels', () => blankPng(16_000, 16_000)],
  ])('%s', async (_, reason, make) => {
    const file = await make();
    const { photo, peakMb } = drawInProcess(file);
    expect(photo).toBe(reason);
    expect(peakMb).toBeLessThan(without.peakMb + file.length / 1e6 + 50);
  });

  test('what a PNG of 100 kB has of 100 MB in its colour profile', () => {
    const { photo, peakMb } = drawInProcess(bombPng('iCCP', 100));
    expect(photo).toBe('used');
    expect(peakMb).toBeLessThan(without.peakMb + 50);
  });
});

/** 50 megapixels on their side; what they show makes no difference. */
const large = () =>
  sharp({ create: { width: 8660, height: 5773, channels: 3, background: '#9a7' } }).withMetadata({
    orientation: 6,
  });

describe('50 megapixels on their side are drawn', () => {
  test.each<[what: string, make: () => Promise<Buffer>]>([
    ['a JPEG', () => large().jpeg().toBuffer()],
    ['a PNG', () => large().png({ compressionLevel: 1 }).toBuffer()],
  ])('in little more memory than without a photo: %s', async (_, make) => {
    const { photo, peakMb } = drawInProcess(await make());
    expect(photo).toBe('used');
    expect(peakMb).toBeLessThan(350);
  });

  test.each<[what: string, make: () => Promise<Buffer>]>([
    ['a progressive JPEG', () => large().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
  ])('in a third of a Lambda’s memory where the file must be decoded as a whole: %s', async (_, make) => {
    const { photo, peakMb } = drawInProcess(await make());
    expect(photo).toBe('used');
    expect(peakMb).toBeLessThan(590);
  });
});
