import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { findFaces, mostSearched } from '../../../../../core/badges/drawing/faces/find-faces.ts';
import { astronaut, astronautsFace } from './portraits.ts';

async function facesIn(picture: Sharp, longest = mostSearched) {
  const upright = await picture.png().toBuffer();
  const { data, info } = await sharp(upright)
    .resize(longest, longest, { fit: 'inside' })
    .flatten({ background: 'white' })
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return findFaces({ data, width: info.width, height: info.height });
}

describe('a face', () => {
  test.each([128, 120, 112])('is found in a photo, of %i px', async (side) => {
    const faces = await facesIn(sharp(astronaut), side);
    expect(faces).toHaveLength(1);
    const [{ left, top, size } = { left: 0, top: 0, size: 0 }] = faces;
    expect((left + size / 2) / side).toBeCloseTo(astronautsFace.middle, 1);
    expect((top + size / 2) / side).toBeCloseTo(astronautsFace.height, 1);
    expect(size / side).toBeCloseTo(astronautsFace.size, 1);
  });

  test('is found dark, pale and mirrored', async () => {
    expect(await facesIn(sharp(astronaut).linear(0.4, 0))).toHaveLength(1);
    expect(await facesIn(sharp(astronaut).linear(0.5, 120))).toHaveLength(1);
    expect(await facesIn(sharp(astronaut).flop())).toHaveLength(1);
  });

  test('is not found upside down, nor twice', async () => {
    expect(await facesIn(sharp(astronaut).rotate(180))).toEqual([]);
    const twice = { input: await sharp(astronaut).resize(80, 80).toBuffer(), left: 80, top: 40 };
    const two = sharp({ create: { width: 160, height: 160, channels: 3, background: '#888' } }).composite([
      twice,
      { ...twice, left: 0 },
    ]);
    expect((await facesIn(two)).length).toBeLessThanOrEqual(2);
  });

  test('is found in most of the drawn sample photos', async () => {
    const folder = join(import.meta.dirname, '../../../../../local/samples/photos');
    const files = readdirSync(folder).filter((file) => /\.(?:jpe?g|png)$/.test(file));
    const found = await Promise.all(
      files.map(async (file) => (await facesIn(sharp(readFileSync(join(folder, file))).autoOrient())).length),
    );
    expect(found.filter((count) => count === 1).length).toBeGreaterThan(files.length / 2);
  });
});

describe('no face is found', () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const blank = { width: 160, height: 120, channels: 3, background: '#777' } as const;
  test.each([
    ['on a wall', sharp({ create: blank })],
    ['in noise', sharp({ create: { ...blank, noise } })],
    [
      'in stripes',
      sharp(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120">${Array.from({ length: 16 }, (_, x) => `<rect x="${x * 10}" width="5" height="120"/>`).join('')}</svg>`,
        ),
      ),
    ],
    ['in a picture of a few pixels', sharp({ create: { ...blank, width: 12, height: 9 } })],
  ])('%s', async (_, picture) => {
    expect(await facesIn(picture)).toEqual([]);
  });
});
