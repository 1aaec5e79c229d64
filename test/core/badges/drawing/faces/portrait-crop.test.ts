import * as fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { portraitCrop } from '../../../../../core/badges/drawing/faces/portrait-crop.ts';
import { cropPhoto } from '../../../../../core/badges/drawing/photo.ts';
import { astronaut, astronautsFace, pixelsOf } from './portraits.ts';

const window = { width: 320, height: 400 };

test('a portrait shows the face in the middle, about as wide as on an identity card', async () => {
  const crop = portraitCrop(await pixelsOf(astronaut), window, 4);
  if (!crop) throw new Error('no face found');
  const { left, top, width, height } = crop;
  expect(width / height).toBeCloseTo(window.width / window.height, 1);
  const shown = {
    middle: (320 * astronautsFace.middle - left) / width,
    height: (320 * astronautsFace.height - top) / height,
    size: (320 * astronautsFace.size) / width,
  };
  const wanted = { middle: 0.5, height: 0.46, size: 0.46 };
  for (const measure of ['middle', 'height', 'size'] as const)
    expect(Math.abs(shown[measure] - wanted[measure]), measure).toBeLessThan(0.1);
});

test('it never leaves the photo, and is never narrower than the zoom allows', async () => {
  const photo = await pixelsOf(astronaut);
  const side = fc.integer({ min: 100, max: 800 });
  await fc.assert(
    fc.asyncProperty(side, side, fc.double({ min: 1, max: 4, noNaN: true }), async (width, height, zoom) => {
      const crop = portraitCrop(photo, { width, height }, zoom);
      if (!crop) throw new Error('no face found');
      const widest = Math.min(photo.width, (photo.height * width) / height);
      expect(crop.left).toBeGreaterThanOrEqual(0);
      expect(crop.top).toBeGreaterThanOrEqual(0);
      expect(crop.left + crop.width).toBeLessThanOrEqual(photo.width);
      expect(crop.top + crop.height).toBeLessThanOrEqual(photo.height);
      expect(crop.width).toBeGreaterThanOrEqual(Math.floor(widest / zoom));
    }),
    { numRuns: 20 },
  );
});

test('without a face, and with two of one size, there is no portrait', async () => {
  const wall = sharp({ create: { width: 300, height: 400, channels: 3, background: '#888' } });
  expect(portraitCrop(await pixelsOf(await wall.png().toBuffer()), window, 2)).toBeUndefined();
  const siblings = await sharp({ create: { width: 640, height: 320, channels: 3, background: '#888' } })
    .composite([
      { input: astronaut, left: 0, top: 0 },
      { input: astronaut, left: 320, top: 0 },
    ])
    .png()
    .toBuffer();
  expect(portraitCrop(await pixelsOf(siblings, 640), window, 2)).toBeUndefined();
});

test('a face is shown larger however the camera was held, as far as the photo has the pixels', async () => {
  const large = await sharp(astronaut).resize(1600, 1600).jpeg().toBuffer();
  for (const [orientation, turn] of [
    [1, 0],
    [3, 180],
    [6, 270],
    [8, 90],
  ] as const) {
    const file = await sharp(large).rotate(turn).withMetadata({ orientation }).jpeg().toBuffer();
    const photo = await cropPhoto(file, window);
    if (typeof photo === 'string') throw new Error(photo);
    // 1,200 dpi at the photo's full height.
    expect(photo.dpi).toBeGreaterThan(500);
    expect(photo.dpi).toBeLessThan(800);
    // An upright face is found in it once more.
    expect(portraitCrop(photo, window, 2)).toBeDefined();
  }
  // 240 dpi at its full height.
  const small = await cropPhoto(astronaut, window);
  expect(small).toMatchObject({ dpi: 200 });
});

test('a face at the lower edge of the photo is shown whatever the photo measures', async () => {
  const bust = await sharp(astronaut)
    .resize(1600)
    .extract({ left: 0, top: 0, width: 1600, height: 720 })
    .toBuffer();
  // Of these, larger copies are a pixel lower than in proportion.
  for (const above of [924, 985, 1053]) {
    const file = await sharp(bust).extend({ top: above, background: '#7a93ad' }).jpeg().toBuffer();
    expect(await cropPhoto(file, window), `${above}`).toBeTypeOf('object');
  }
});
